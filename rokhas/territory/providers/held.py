"""The register that the platform holds itself: the rows that `bin/rokhas territory titles import` loaded."""

from __future__ import annotations

import json

import shapely
from django.db.models import Q

from rokhas.territory.models import LandTitle
from rokhas.territory.schema import Parcel, TitleNumber

CELL = 0.02  # degrees: about two kilometres; a wider land has no cell
_COLUMNS = 1_000


def cell_at(lon: float, lat: float) -> int:
    """The square of a point of the country (degrees)."""
    return int((lat + 90) // CELL) * _COLUMNS + int((lon + 20) // CELL)


class HeldRegister:
    def by_number(self, number: TitleNumber, most: int) -> list[Parcel]:
        found = LandTitle.objects.filter(number=number.number)
        if number.index:
            found = found.filter(index=number.index)
        if number.kind:
            found = found.filter(kind=number.kind)
        return [title.parcel() for title in found[:most]]

    def at(self, lon: float, lat: float, most: int) -> list[Parcel]:
        # No wider than a square, a land that holds the point has its own point in a square around it.
        home = cell_at(lon, lat)
        around = [home + row * _COLUMNS + column for row in (-1, 0, 1) for column in (-1, 0, 1)]
        near = LandTitle.objects.filter(
            Q(cell__in=around) | Q(cell=None), west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat
        )
        point = shapely.Point(lon, lat)
        held = (title for title in near if shapely.from_geojson(json.dumps(title.geometry)).intersects(point))
        return [title.parcel() for title in held][:most]
