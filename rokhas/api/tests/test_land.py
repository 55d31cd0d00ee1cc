"""The rules of a land and the permits of a commune, for programs, without a token."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from rokhas.geoportal.models import PublishedPermit
from rokhas.geoportal.tests.crowd import many
from rokhas.testing.lands import load_zoning
from rokhas.testing.moments import drafted  # noqa: F401 - a fixture
from rokhas.testing.scene import Scene

pytestmark = pytest.mark.django_db


def test_a_point_has_its_zone_and_its_easements() -> None:
    layer = load_zoning()
    [said] = Client().get("/api/v1/territory/rules", {"lon": "-6.89597", "lat": "33.90836"}).json()
    assert (said["plan"], said["fictional"], said["approved_on"]) == (layer.plan, True, "2024-03-15")
    assert (said["zone"]["code"], said["zone"]["levels"]) == ("HC", 4)
    assert [each["code"] for each in said["easements"]] == ["S1"]
    assert Client().get("/api/v1/territory/rules", {"lon": "-6.82", "lat": "34.02"}).json() == []
    assert Client().get("/api/v1/territory/rules", {"lon": "2", "lat": "48"}).status_code == 422


def test_permits_come_page_by_page_without_a_name(drafted: Scene) -> None:  # noqa: F811
    unit = many(drafted, 12)
    address = "/api/v1/permits"
    seen: list[dict[str, object]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = Client().get(address, {"commune": unit.pk, "limit": "5", "cursor": cursor}).json()
        seen += page["items"]
        cursor = page["next"]
    assert len({each["number"] for each in seen}) == 12
    assert {*seen[0]} == {"number", "nature", "granted_on", "cancelled_on", "lon", "lat"}
    some = (
        Client()
        .get(address, {"commune": unit.pk, "nature": "heightening-permit", "since": "2026-01-05"})
        .json()
    )
    expected = PublishedPermit.objects.filter(
        procedure="heightening-permit", granted_on__gte=date(2026, 1, 5)
    )
    assert len(some["items"]) == expected.count()
    assert Client().get(address, {"commune": "99.999"}).status_code == 404
