"""The invented lands of the demonstration."""

import pytest

from rokhas.journeys.lands import load_zoning
from rokhas.zoning.queries import drawing

pytestmark = pytest.mark.django_db


def test_the_zoning_of_the_demonstration_holds_and_says_that_it_is_invented() -> None:
    layer = load_zoning()
    assert load_zoning().pk == layer.pk
    assert (layer.is_fictional, layer.zones.count(), layer.easements.count()) == (True, 5, 3)
    assert len(drawing(layer)["features"]) == 8
