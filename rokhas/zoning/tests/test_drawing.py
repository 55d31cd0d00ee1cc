"""The zoning on a map: what is drawn, what is not, and what it weighs."""

from __future__ import annotations

import json
from math import cos, pi, sin
from typing import Any

import pytest
import shapely
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rokhas.kernel.limits import Limit
from rokhas.territory.models import Unit
from rokhas.zoning.actions import check, load_layer, read_layer
from rokhas.zoning.models import Layer, Zone
from rokhas.zoning.queries import Box, box_of, drawing, stamp
from rokhas.zoning.queries.drawing import MOST_BYTES, MOST_FEATURES
from rokhas.zoning.tests.files import PLAN, SIDE, SOUTH, TEMARA, WEST, easement, geojson, square, zone

pytestmark = pytest.mark.django_db
HERE = Box(WEST - SIDE, SOUTH - SIDE, WEST + 4 * SIDE, SOUTH + 4 * SIDE)
ADDRESS = "/zoning/drawing.json"
ASKED = {"box": f"{HERE.west},{HERE.south},{HERE.east},{HERE.north}"}


def load(*features: dict[str, Any], **plan: Any) -> Layer:
    told = {name: value for name, value in (PLAN | plan).items() if value is not None}
    checked = check(read_layer(geojson(*features, plan=told)), Unit.objects.get(pk=TEMARA))
    return load_layer(checked, accept=True).layer


def drawn(box: Box = HERE) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(drawing(box, stamp()))
    return said


def test_zones_and_easements_are_drawn_with_their_names_and_a_hatching_each() -> None:
    load(zone(), zone("V", square(1)), zone("AC", square(2)), easement())
    told = [each["properties"] for each in drawn()["features"]]
    zones = {each["code"]: each["pattern"] for each in told if each["feature"] == "zone"}
    assert zones == {"AC": 0, "R4": 1, "V": 2}, "in the order of their codes, wherever the map looks"
    [line] = [each for each in told if each["feature"] == "easement"]
    assert {"name_fr", "name_ar", "kind_fr", "kind_ar"} <= {*line}
    apart = drawn(Box(WEST + 1.2 * SIDE, SOUTH, WEST + 1.4 * SIDE, SOUTH + 0.2 * SIDE))
    assert [
        each["properties"]["pattern"] for each in apart["features"] if each["properties"]["feature"] == "zone"
    ][:1] == [2]


def test_a_line_that_is_cut_and_touches_the_edge_besides_is_drawn() -> None:
    side = SIDE / 8
    box = Box(WEST, SOUTH, WEST + side, SOUTH + side)
    _west, _south, east, _north = box.around.bounds
    out = [
        [WEST, SOUTH],
        [east + side, SOUTH],
        [east, SOUTH + side / 2],
        [east + side, SOUTH + side],
    ]
    load(zone(), easement(geometry={"type": "LineString", "coordinates": out}))
    _zone, line = drawn(box)["features"]
    assert line["geometry"]["type"] in {"LineString", "MultiLineString"}


def test_a_plan_that_is_not_approved_and_a_version_that_is_replaced_are_not_drawn() -> None:
    load(zone(), approved_on=None, ends_on=None)
    assert drawn()["features"] == []
    load(zone("V"), plan="pa-autre")
    load(zone("W"), plan="pa-autre")
    assert [each["properties"]["code"] for each in drawn()["features"]] == ["W"]


def test_a_browser_keeps_the_answer_until_a_plan_is_loaded() -> None:
    load(zone())
    first = Client().get(ADDRESS, ASKED)
    assert first.headers["Content-Type"] == "application/geo+json"
    assert "public" in first.headers["Cache-Control"]
    assert "Vary" not in first.headers, "the same for all: a cookie that changes must not make it another"
    again = Client(headers={"if-none-match": first.headers["ETag"]}).get(ADDRESS, ASKED)
    assert (again.status_code, again.content) == (304, b"")
    load(zone("V", square(1)), plan="pa-autre")
    after = Client(headers={"if-none-match": first.headers["ETag"]}).get(ADDRESS, ASKED)
    assert (after.status_code, len(after.json()["features"])) == (200, 2)


@pytest.mark.parametrize(
    "word", ["", "1,2,3", "a,b,c,d", "3,33,2,34", "nan,1,2,3", "-6.9,33,-6.8,134", "1" * 5000]
)
def test_a_box_that_means_nothing_is_told(word: str) -> None:
    assert box_of(word) is None
    assert Client().get(ADDRESS, {"box": word}).status_code == 422


def test_a_map_of_the_country_asks_to_come_closer() -> None:
    load(zone())
    said = drawn(Box(-13, 27, -1, 36))
    assert (said["far"], said["features"]) == (True, [])


def test_a_whole_town_weighs_no_more_than_a_slow_line_carries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Seven hundred zones of four hundred points: megabytes of outlines, drawn in a hundred kilobytes at most."""
    layer = load(zone())
    Zone.objects.bulk_create([_wavy(layer, n) for n in range(700)], batch_size=500)
    town = Box(WEST, SOUTH, WEST + 0.2, SOUTH + 0.2)
    now = stamp()
    with django_assert_max_num_queries(4):
        whole = drawing(town, f"{now} whole")
    assert len(whole) <= MOST_BYTES
    said = json.loads(whole)
    assert said["partial"]
    assert 100 < len(said["features"]) <= MOST_FEATURES
    close = drawing(Box(WEST, SOUTH, WEST + 0.004, SOUTH + 0.004), f"{now} close")
    assert len(close) <= MOST_BYTES
    [one] = [each for each in json.loads(close)["features"] if each["properties"]["code"] == "Z0"]
    assert shapely.get_num_coordinates(shapely.geometry.shape(one["geometry"])) < 400, (
        "no finer than the screen"
    )
    client = Client()
    client.get(ADDRESS, ASKED)
    with django_assert_max_num_queries(11):
        client.get(ADDRESS, ASKED)


def test_a_map_is_not_moved_by_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rokhas.zoning.views.MOVES", Limit("moves-test", allowed=2, seconds=60))
    answers = [Client().get(ADDRESS, ASKED) for _turn in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].json()["title"]


def _wavy(layer: Layer, n: int) -> Zone:
    """A zone like a flower, of four hundred points, two hundred metres wide; forty-five in a row."""
    x, y, r = WEST + 0.002 + (n % 45) * 0.0044, SOUTH + 0.002 + (n // 45) * 0.0044, 0.0018
    turns = [2 * pi * k / 400 for k in range(400)]
    ring = [[x + r * cos(t) * (1 + sin(40 * t) / 20), y + r * sin(t) * (1 + sin(40 * t) / 20)] for t in turns]
    return Zone(
        layer=layer,
        code=f"Z{n}",
        name_fr=f"Zone {n}",
        name_ar=f"منطقة {n}",
        geometry={"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        west=x - 1.1 * r,
        east=x + 1.1 * r,
        south=y - 1.1 * r,
        north=y + 1.1 * r,
    )
