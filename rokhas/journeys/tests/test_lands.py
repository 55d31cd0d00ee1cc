"""The invented lands of the demonstration."""

import json

import pytest
import shapely

from rokhas.journeys.lands import load_zoning
from rokhas.zoning.queries import Box, drawing, stamp

pytestmark = pytest.mark.django_db


def test_the_zoning_of_the_demonstration_holds_and_says_that_it_is_invented() -> None:
    layer = load_zoning()
    assert load_zoning().pk == layer.pk
    assert (layer.is_fictional, layer.zones.count(), layer.easements.count()) == (True, 5, 3)
    drawn = [each.geometry for each in layer.zones.all()] + [each.geometry for each in layer.easements.all()]
    west, south, east, north = shapely.union_all([shapely.geometry.shape(each) for each in drawn]).bounds
    assert len(json.loads(drawing(Box(west, south, east, north), stamp()))["features"]) == 8
