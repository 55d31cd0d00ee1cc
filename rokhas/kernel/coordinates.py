"""Lambert Maroc and WGS 84. Pure: pyproj with the projections written out, no network and no database of grids.

The four zones of the Merchich datum (EPSG:26191 Nord, 26192 Sud, 26194 Sahara Nord, 26195 Sahara Sud) are joined to WGS 84 by
the one published shift (31, 146, 47 m, EPSG:1166, about 7 m). PROJ applies it to the first three zones only and nothing at all
to Sahara Sud, hence the pipelines below: the four zones must agree.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cache
from typing import Final

from pyproj import Transformer

# The national territory with its coasts, in degrees: west, south, east, north.
ENVELOPE: Final = (-17.3, 20.7, -0.9, 36.0)


class Zone(StrEnum):
    NORD = "nord"
    SUD = "sud"
    SAHARA_NORD = "sahara-nord"
    SAHARA_SUD = "sahara-sud"


EPSG: Final = {Zone.NORD: 26191, Zone.SUD: 26192, Zone.SAHARA_NORD: 26194, Zone.SAHARA_SUD: 26195}

# zone: (latitude of origin, scale, false easting, false northing); central meridian 5° 24' W for all.
_CONES: Final = {
    Zone.NORD: (33.3, 0.999625769, 500_000, 300_000),
    Zone.SUD: (29.7, 0.999615596, 500_000, 300_000),
    Zone.SAHARA_NORD: (26.1, 0.999616304, 1_200_000, 400_000),
    Zone.SAHARA_SUD: (22.5, 0.999616437, 1_500_000, 400_000),
}
# The southern limits of the zones: 35, 31 and 27 grads.
_LIMITS: Final = ((31.5, Zone.NORD), (27.9, Zone.SUD), (24.3, Zone.SAHARA_NORD))

# Points taken near a limit are often given in the neighbouring zone: its cone is still exact half a degree away.
_OVERLAP: Final = 0.5


class OutsideCountry(ValueError):
    """The point is not in Morocco, or its numbers do not belong to the zone given."""


def zone_at(lat: float) -> Zone:
    """The Lambert zone of a latitude (degrees)."""
    return next((zone for limit, zone in _LIMITS if lat >= limit), Zone.SAHARA_SUD)


def zone_of_origin(lat_0: float) -> Zone | None:
    """The Lambert zone of a projection by its latitude of origin (degrees), None for that of no zone."""
    return next((zone for zone, cone in _CONES.items() if abs(cone[0] - lat_0) < 1e-4), None)


def is_inside(lon: float, lat: float) -> bool:
    """Whether a point (degrees, WGS 84) lies in the national envelope; false for what is not a number."""
    west, south, east, north = ENVELOPE
    return west <= lon <= east and south <= lat <= north


def to_wgs84(x: float, y: float, zone: Zone | str) -> tuple[float, float]:
    """Longitude and latitude (degrees) of Lambert coordinates (metres).

    The four zones share many pairs of numbers: a wrong zone is not always noticed, hence the commune shown beside the map.

    Raises:
        OutsideCountry: the point falls out of the country or far out of `zone`.
        ValueError: `zone` is not one of `Zone`.
    """
    zone = Zone(zone)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise OutsideCountry(f"{x}, {y}")
    lon, lat = (round(degrees, 7) for degrees in _pipeline(zone).transform(x, y, direction="INVERSE"))
    if not is_inside(lon, lat) or zone not in {
        zone_at(lat - _OVERLAP),
        zone_at(lat),
        zone_at(lat + _OVERLAP),
    }:
        raise OutsideCountry(f"{x}, {y} ({zone})")
    return lon, lat


def from_wgs84(lon: float, lat: float) -> tuple[Zone, float, float]:
    """The zone of a point (degrees) and its Lambert coordinates x, y (metres).

    Raises:
        OutsideCountry: the point falls out of the national envelope.
    """
    if not is_inside(lon, lat):
        raise OutsideCountry(f"{lon}, {lat}")
    zone = zone_at(lat)
    x, y = _pipeline(zone).transform(lon, lat)
    return zone, x, y


@cache
def _pipeline(zone: Zone) -> Transformer:
    lat_0, k_0, x_0, y_0 = _CONES[zone]
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        " +step +proj=push +v_3 +step +proj=cart +ellps=WGS84"
        " +step +inv +proj=helmert +x=31 +y=146 +z=47"
        " +step +inv +proj=cart +ellps=clrk80ign +step +proj=pop +v_3"
        f" +step +proj=lcc +lat_1={lat_0} +lat_0={lat_0} +lon_0=-5.4 +k_0={k_0} +x_0={x_0} +y_0={y_0} +ellps=clrk80ign"
    )
