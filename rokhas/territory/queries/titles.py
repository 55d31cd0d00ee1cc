"""Where the land is that a person asks for: by its title number, by coordinates, or under a point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from rokhas.kernel.coordinates import Zone
from rokhas.territory import providers
from rokhas.territory.models import Certainty, Unit
from rokhas.territory.queries.boundaries import at_point
from rokhas.territory.schema import Parcel, Spot, TitleNumber, parse_number, parse_spots
from rokhas.ui import formats

MOST = 20
ZONE_NAMES = {
    Zone.NORD: _("Lambert North Morocco (zone 1)"),
    Zone.SUD: _("Lambert South Morocco (zone 2)"),
    Zone.SAHARA_NORD: _("Lambert Sahara North (zone 3)"),
    Zone.SAHARA_SUD: _("Lambert Sahara South (zone 4)"),
}
_DEGREE = 111_195  # metres of a degree of latitude, on a sphere: for a sketch only
_SIDE = 100  # units of the longer side of a sketch
_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Sketch:
    """The outline of a parcel as an SVG path, north up; `across` (west to east) and `along` (south to north) in metres."""

    path: str
    view: str
    across: int
    along: int


@dataclass(frozen=True, slots=True)
class Found:
    """A place that answers: a parcel of the register, or a bare point; `unit` is its commune, None where none is known."""

    lon: float
    lat: float
    unit: Unit | None
    parcel: Parcel | None = None
    zone: Zone | None = None

    @property
    def zone_name(self) -> str:
        """The Lambert zone in which the metres were read, empty for anything else."""
        return str(ZONE_NAMES[self.zone]) if self.zone else ""

    @property
    def sought(self) -> str:
        """What finds this place and no other, typed in the same field."""
        return self.parcel.number.in_full if self.parcel else f"{self.lat:.6f}, {self.lon:.6f}"

    @property
    def certainty(self) -> str:
        """How sure the parcel is, in the language of the page."""
        return str(Certainty(self.parcel.certainty).label) if self.parcel else ""

    @property
    def area(self) -> str:
        """The area of the title, in the writing of the page's language, in m²."""
        return formats.number(self.parcel.area.normalize()) if self.parcel else ""

    @property
    def drawn(self) -> dict[str, Any]:
        """What a map draws and says of the parcel."""
        assert self.parcel is not None
        return {
            "number": self.parcel.number.in_full,
            "area": self.area,
            "sought": self.sought,
            "geometry": self.parcel.geometry,
        }

    @property
    def sketch(self) -> Sketch | None:
        """The outline, drawn without a map; None for a parcel known by a point alone."""
        if self.parcel is None or not self.parcel.is_drawn:
            return None
        return _sketch(shapely.geometry.shape(self.parcel.geometry))


def is_understood(text: str) -> bool:
    """Whether a text is a title number or two coordinates."""
    return parse_number(text) is not None or parse_spots(text) is not None


def seek(text: str) -> list[Found]:
    """The places of a title number or of two coordinates, at most `MOST`; none when the register does not hold the number, or the
    point is not in Morocco. Two queries, and one or two for each reading of the coordinates."""
    spots = parse_spots(text)
    if spots is not None:
        return [place for spot in spots for place in _at(spot)]
    number = parse_number(text)
    return title(number) if number else []


def title(number: TitleNumber) -> list[Found]:
    """The parcels of a number. Two queries."""
    return _placed(providers.land_registry().by_number(number, MOST))


def parcels_at(lon: float, lat: float) -> list[Found]:
    """The parcels under a point (degrees). Two queries at most."""
    return _placed(providers.land_registry().at(lon, lat, MOST))


def written_number(text: str) -> str | None:
    """A title number as forms keep it (`12345/04`), None when the text is none or lacks its index."""
    number = parse_number(text)
    return number.written if number and number.index else None


def _at(spot: Spot) -> list[Found]:
    held = parcels_at(spot.lon, spot.lat)
    if held:  # the point stays the one that was given
        return [Found(spot.lon, spot.lat, place.unit, place.parcel, spot.zone) for place in held]
    return [Found(spot.lon, spot.lat, at_point(spot.lon, spot.lat), None, spot.zone)]


def _placed(parcels: Iterable[Parcel]) -> list[Found]:
    found = list(parcels)
    units = Unit.objects.select_related("parent").in_bulk({parcel.unit for parcel in found}) if found else {}
    return [Found(parcel.lon, parcel.lat, units.get(parcel.unit), parcel) for parcel in found]


def _sketch(shape: Any) -> Sketch:
    west, south, east, north = shape.bounds
    metres = _DEGREE * cos(radians((south + north) / 2))
    across, along = (east - west) * metres, (north - south) * _DEGREE
    scale = _SIDE / max(across, along)
    rings = [
        ring.coords
        for polygon in getattr(shape, "geoms", [shape])
        for ring in (polygon.exterior, *polygon.interiors)
    ]
    drawn = [
        " L".join(f"{(x - west) * metres * scale:.1f} {(north - y) * _DEGREE * scale:.1f}" for x, y in ring)
        for ring in rings
    ]
    width, height = across * scale + 2 * _MARGIN, along * scale + 2 * _MARGIN
    view = f"{-_MARGIN} {-_MARGIN} {width:.1f} {height:.1f}"
    return Sketch(" ".join(f"M{ring} Z" for ring in drawn), view, round(across), round(along))
