import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from rokhas.kernel.coordinates import (
    ENVELOPE,
    EPSG,
    OutsideCountry,
    Zone,
    from_wgs84,
    is_inside,
    to_wgs84,
    zone_at,
)

WEST, SOUTH, EAST, NORTH = ENVELOPE
EARTH = Geod(ellps="WGS84")


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(EARTH.inv(*a, *b)[2])


@pytest.mark.parametrize(
    ("lon", "lat", "zone", "x", "y"),
    [
        # EPSG:26191 and 26192 through EPSG:1166, as PROJ gives them.
        (-6.84, 34.02, Zone.NORD, 366891.43, 381040.16),
        (-9.6, 30.42, Zone.SUD, 96534.94, 387379.32),
    ],
)
def test_known_points(lon: float, lat: float, zone: Zone, x: float, y: float) -> None:
    found_zone, found_x, found_y = from_wgs84(lon, lat)
    assert found_zone is zone
    assert math.hypot(found_x - x, found_y - y) < 0.05
    assert _metres(to_wgs84(x, y, zone), (lon, lat)) < 0.05


@pytest.mark.parametrize("zone", [Zone.NORD, Zone.SUD])
def test_the_projections_written_out_are_those_of_the_registry(zone: Zone) -> None:
    official = Transformer.from_crs(4326, EPSG[zone], always_xy=True)
    lat = 33.0 if zone is Zone.NORD else 29.0
    _, x, y = from_wgs84(-7.0, lat)
    assert official.transform(-7.0, lat) == pytest.approx((x, y), abs=0.01)


def test_the_saharan_zones_have_the_same_datum_as_the_others() -> None:
    # PROJ alone would leave Sahara Sud unshifted: more than 100 m away.
    for lon, lat in [(-13.2, 27.15), (-15.93, 23.7)]:
        zone, x, y = from_wgs84(lon, lat)
        plain = Transformer.from_crs(4261, EPSG[zone], always_xy=True)  # Merchich degrees: no shift
        assert 50 < math.dist(plain.transform(lon, lat), (x, y)) < 300


@pytest.mark.parametrize(
    ("lat", "zone"),
    [
        (35.9, Zone.NORD),
        (31.5, Zone.NORD),
        (31.49, Zone.SUD),
        (27.9, Zone.SUD),
        (27.89, Zone.SAHARA_NORD),
        (24.3, Zone.SAHARA_NORD),
        (24.29, Zone.SAHARA_SUD),
        (20.8, Zone.SAHARA_SUD),
    ],
)
def test_the_zone_follows_the_latitude(lat: float, zone: Zone) -> None:
    assert zone_at(lat) is zone


@given(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
def test_there_and_back_within_two_centimetres(lon: float, lat: float) -> None:
    zone, x, y = from_wgs84(lon, lat)
    assert _metres(to_wgs84(x, y, zone), (lon, lat)) < 0.02


@pytest.mark.parametrize(
    "point", [(2.35, 48.85), (-6.8, 36.2), (0.0, 0.0), (math.nan, 34.0), (-6.8, math.inf)]
)
def test_points_out_of_the_country_are_refused(point: tuple[float, float]) -> None:
    assert not is_inside(*point)
    with pytest.raises(OutsideCountry):
        from_wgs84(*point)


def test_metres_of_another_zone_are_refused() -> None:
    with pytest.raises(OutsideCountry):
        to_wgs84(1_200_000, 400_000, Zone.NORD)
    with pytest.raises(OutsideCountry):
        to_wgs84(366_891, 381_040 + 600_000, Zone.SUD)
    with pytest.raises(OutsideCountry):
        to_wgs84(math.nan, 381040, Zone.NORD)
    with pytest.raises(ValueError, match="utm"):
        to_wgs84(366891, 381040, "utm")


def test_a_point_near_a_limit_may_be_given_in_the_neighbouring_zone() -> None:
    official = Transformer.from_crs(4326, EPSG[Zone.SUD], always_xy=True)
    x, y = official.transform(-7.0, 31.6)
    assert _metres(to_wgs84(x, y, Zone.SUD), (-7.0, 31.6)) < 0.05
