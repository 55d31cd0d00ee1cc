"""What a land registry answers here, whoever keeps it: no owner, no charge, no name of any kind (law 09-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from rokhas.territory.schema.numbers import TitleNumber


@dataclass(frozen=True, slots=True)
class Parcel:
    """The land of a title: where it lies, how large (m²), who says so, as of which day and how surely.

    `geometry` is a GeoJSON Point, Polygon or MultiPolygon in degrees (WGS 84); `lon`, `lat` a point inside it.
    """

    number: TitleNumber
    unit: str
    area: Decimal
    geometry: dict[str, Any]
    lon: float
    lat: float
    source: str
    as_of: date
    certainty: str

    @property
    def is_drawn(self) -> bool:
        """Whether its outline is known, not only a point."""
        return bool(self.geometry["type"] != "Point")


class LandRegistry(Protocol):
    """Where parcels are found. A page waits for the answer and no transaction is open: a service over the network keeps its own
    limit of time, and answers nothing when it is passed."""

    def by_number(self, number: TitleNumber, most: int) -> list[Parcel]:
        """The parcels of a number, `most` at most; without an index those of every registry, without a kind both kinds."""

    def at(self, lon: float, lat: float, most: int) -> list[Parcel]:
        """The parcels whose outline holds a point (degrees, WGS 84), `most` at most."""
