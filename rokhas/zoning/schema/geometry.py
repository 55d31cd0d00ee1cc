"""Areas and distances in metres of shapes in degrees (WGS 84)."""

from __future__ import annotations

from math import cos, radians
from typing import Any

import shapely
from pyproj import Geod

_ELLIPSOID = Geod(ellps="WGS84")
_DEGREE = 111_195  # metres of a degree of latitude, on a sphere: for what reaches a few hundred metres around


def area(shape: Any) -> float:
    """The area on the ellipsoid, in m²; zero for what has none."""
    return sum(abs(_ELLIPSOID.geometry_area_perimeter(part)[0]) for part in polygons(shape))


def polygons(shape: Any) -> list[Any]:
    """The polygons of a shape, whatever it gathers."""
    return [part for part in shapely.get_parts(shape, return_index=False) if part.geom_type == "Polygon"]


def distance(one: Any, other: Any) -> float:
    """Metres between two near shapes."""
    lat = one.centroid.y
    return float(_flat(one, lat).distance(_flat(other, lat)))


def box(shape: Any, reach: float) -> tuple[float, float, float, float]:
    """West, south, east, north (degrees) of a shape and of `reach` metres around it."""
    west, south, east, north = shape.bounds
    up = reach / _DEGREE
    across = up / cos(radians(max(abs(south), abs(north))))
    return west - across, south - up, east + across, north + up


def _flat(shape: Any, lat: float) -> Any:
    scale = [_DEGREE * cos(radians(lat)), _DEGREE]
    return shapely.transform(shape, lambda points: points * scale)
