"""The geoportal of granted permits: what it says, what it never says, and that it stays quick."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rokhas.dossiers.models import Dossier, Ending
from rokhas.geoportal.actions import publish_granted, rebuild
from rokhas.geoportal.models import PermitSquare, PermitTotal, PublishedPermit
from rokhas.geoportal.queries import Wanted, drawing, page, view_of, wanted
from rokhas.geoportal.schema import UNIT, rounded
from rokhas.geoportal.tests.crowd import many
from rokhas.journal.events import act, record
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.limits import Limit
from rokhas.procedures.actions import seed
from rokhas.procedures.queries import current
from rokhas.testing.scene import Scene

POINT = (-6.90061, 33.90904)
TODAY = date(2026, 11, 22)


@pytest.fixture
def permit(delivered: Scene) -> Dossier:
    """A delivered permit whose land was given by a point."""
    dossier = delivered.dossier
    field = next(each for each in dossier.procedure.fields if each.type == "parcel")
    dossier.answers[field.code] = {"lon": POINT[0], "lat": POINT[1]}
    dossier.save(update_fields=["answers"])
    return dossier


def speaking(language: str) -> Client:
    client = Client()
    client.cookies["rokhas_language"] = language
    return client


@pytest.mark.parametrize("point", [POINT, (-6.9, 33.9), (-13.2, 27.1), (-17.0, 20.8)])
def test_a_position_is_rounded_to_its_square(point: tuple[float, float]) -> None:
    lon, lat = rounded(*point)
    assert abs(lat / UNIT - point[1]) <= 51 / 111_195
    assert abs(lon / UNIT - point[0]) <= 51 / (111_195 * 0.8)
    assert rounded(lon / UNIT, lat / UNIT) == (lon, lat)


def test_a_delivered_permit_is_published_once_and_a_cancelled_one_is_said_so(permit: Dossier) -> None:
    assert publish_granted(SYSTEM) == 1
    assert publish_granted(SYSTEM) == 0
    told = PublishedPermit.objects.get()
    assert (told.number, told.cancelled_on) == (permit.number, None)
    assert (told.lon, told.lat) == rounded(*POINT)
    Dossier.objects.filter(pk=permit.pk).update(ending=Ending.CANCELLED, ended_at=datetime.now(UTC))
    assert publish_granted(SYSTEM) == 1
    told.refresh_from_db()
    assert told.cancelled_on is not None
    assert told.granted_on <= told.cancelled_on
    counted = list(PermitSquare.objects.values_list("count", "cancelled", "lon", "lat"))
    assert counted == [(1, 1, *rounded(*POINT))], "it was counted as granted, then as cancelled"
    assert list(PermitTotal.objects.values_list("unit", "count")) == [(permit.unit_id, 1)]
    assert rebuild() == 1
    assert PublishedPermit.objects.get().cancelled_on == told.cancelled_on
    assert list(PermitSquare.objects.values_list("count", "cancelled", "lon", "lat")) == counted

    for language, gone in (("fr", "annulé le"), ("ar", "ملغاة في")):
        said = speaking(language).get("/permits/", {"unit": str(permit.unit_id)}).content.decode()
        assert permit.number is not None
        assert permit.number in said
        assert gone in said
        names = [permit.filer.name_fr, permit.filer.name_ar, permit.title, "48213"]
        assert not any(name and name in said for name in names)
        assert f"{POINT[1]:.5f}" not in said


def test_a_permit_that_stands_again_is_no_longer_told_as_cancelled(permit: Dossier) -> None:
    """Upheld against its cancellation, its end is that of its delivery again: long behind what the duty looks at."""
    delivered = permit.ended_at
    publish_granted(SYSTEM)
    permit.ending, permit.ended_at = Ending.CANCELLED, datetime.now(UTC) + timedelta(days=30)
    permit.save(update_fields=["ending", "ended_at"])
    publish_granted(SYSTEM)
    assert PermitSquare.objects.get().cancelled == 1
    permit.ending, permit.ended_at = Ending.DELIVERED, delivered
    permit.save(update_fields=["ending", "ended_at"])
    with act():
        record("permit.restored", permit, SYSTEM, office=permit.desk_id, appeal="hierarchical")
    drain(datetime.now(UTC))
    told = PublishedPermit.objects.get()
    assert (told.cancelled_on, told.seen_at) == (None, delivered)
    assert PermitSquare.objects.get().cancelled == 0
    assert publish_granted(SYSTEM) == 0


def test_what_grants_no_works_is_not_on_the_map(db: None) -> None:
    seed()
    assert current("building-permit", TODAY).is_mapped
    for code in ("information-note", "rural-derogation", "planning-derogation", "simple-declaration"):
        assert not current(code, TODAY).is_mapped


def test_the_list_is_read_page_by_page_and_the_map_counts_the_same(
    drafted: Scene,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    unit = many(drafted, 130)
    rows = wanted(Wanted(unit))
    read, after, pages = [], "", 0
    while pages == 0 or after:
        lines, after = page(rows, after, TODAY)
        read += [line.number for line in lines]
        pages += 1
    assert (pages, len(read), len(set(read))) == (3, 130, 130)
    days = [line.granted_on for line in page(rows, "", TODAY)[0]]
    assert days == sorted(days, reverse=True)

    whole = drawing(Wanted(unit), None)
    assert whole is not None
    assert sum(square.count for square in whole.squares) == 130
    assert sum(square.cancelled for square in whole.squares) == 13
    for nature in ("", "heightening-permit"):
        ever = drawing(Wanted(unit, nature, since=date(2020, 1, 1)), None)
        assert ever == drawing(Wanted(unit, nature), None), "squares counted ahead say what their permits say"
    big = max(whole.squares, key=lambda square: square.count)
    assert big.closer is not None
    closer = drawing(Wanted(unit), big.closer)
    assert closer is not None
    assert big.count <= sum(square.count for square in closer.squares) < 130

    heightened = wanted(
        Wanted(unit, nature="heightening-permit", since=date(2026, 2, 1), until=date(2026, 3, 1))
    )
    assert 0 < heightened.count() < 44
    client = speaking("fr")
    client.get("/permits/", {"unit": unit.pk})
    with django_assert_max_num_queries(13):
        said = client.get("/permits/", {"unit": unit.pk}).content.decode()
    assert "page suivante" in said.lower()
    assert "gp-square" in said
    near = client.get("/permits/", {"unit": unit.pk, "view": big.closer.word})
    assert len(near.context["lines"]) == min(50, sum(square.count for square in closer.squares))


@pytest.mark.parametrize(
    "word",
    ["", "x", "1.2", "1.2.3", "-690000.3390000.0", "٣.٣.٣٣٣", "9" * 30 + ".1.200", "9" * 5000 + ".1.1"],
)
def test_a_view_that_means_nothing_is_the_whole_commune(word: str) -> None:
    assert view_of(word) is None


@pytest.mark.parametrize(
    "asked", [{"unit": "zzz"}, {"unit": "04"}, {"unit": "04.501.01.07", "since": "hier"}]
)
def test_what_is_not_understood_is_said(asked: dict[str, str], db: None) -> None:
    seed()
    assert speaking("fr").get("/permits/", asked).status_code == 422


def test_the_first_page_names_where_permits_were_granted(drafted: Scene) -> None:
    unit = many(drafted, 3)
    assert list(speaking("fr").get("/permits/").context["busiest"]) == [(unit, 3)]


def test_the_list_reads_its_index(drafted: Scene) -> None:
    """It gives the order too: the planner of PostgreSQL would sort so few rows, and is asked not to."""
    unit = many(drafted, 200)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "permit_of_unit" in wanted(Wanted(unit)).order_by("-granted_on", "-pk")[:51].explain()


def test_the_map_is_read_and_not_copied(drafted: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rokhas.geoportal.views.READ", Limit("permits-test", allowed=2, seconds=60))
    unit = many(drafted, 3)
    client = speaking("ar")
    assert [client.get("/permits/", {"unit": unit.pk}).status_code for _turn in range(3)] == [200, 200, 429]
    assert client.get("/permits/").status_code == 200
    elsewhere = Client(REMOTE_ADDR="192.0.2.45")
    assert elsewhere.get("/permits/", {"unit": unit.pk}).status_code == 200
