"""The invented lands of the demonstration."""

import json

import pytest
import shapely

from rokhas.journeys.lands import HELD, TITLES, load_zoning
from rokhas.journeys.scenarios import on_two_communes, scenarios
from rokhas.zoning.queries import Box, drawing, stamp

pytestmark = pytest.mark.django_db


def test_the_zoning_of_the_demonstration_holds_and_says_that_it_is_invented() -> None:
    layer = load_zoning()
    assert load_zoning().pk == layer.pk
    assert (layer.is_fictional, layer.zones.count(), layer.easements.count()) == (True, 5, 3)
    drawn = [each.geometry for each in layer.zones.all()] + [each.geometry for each in layer.easements.all()]
    west, south, east, north = shapely.union_all([shapely.geometry.shape(each) for each in drawn]).bounds
    assert len(json.loads(drawing(Box(west, south, east, north), stamp()))["features"]) == 8


def test_a_title_is_of_one_province_and_of_the_register_where_it_holds_some() -> None:
    """The first digits of an HCP code are its region, then its province."""
    provinces: dict[str, set[str]] = {}
    for told in (*scenarios(), on_two_communes()):
        provinces.setdefault(told.meant["title_number"]["fr"], set()).add(told.commune[:6])
    assert all(len(each) == 1 for each in provinces.values())
    features = json.loads(TITLES.read_text(encoding="utf-8"))["features"]
    held = {(each["properties"]["commune"], each["properties"]["number"]) for each in features}
    assert {(commune, number) for commune, numbers in HELD.items() for number in numbers} <= held
