"""The map of a commune's permits: its own outline and squares of a grid, drawn as SVG. Never more than some hundred squares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any, TypeVar

from django.db.models import Aggregate, Count, F, Max, Min, Q, QuerySet, Sum

from rokhas.geoportal.queries.permits import Wanted, squares_of, wanted
from rokhas.geoportal.schema import UNIT, side
from rokhas.territory.queries import outline

SQUARES = 12
"""How many squares stand side by side on a map: on the narrowest screen each is wide enough for a finger."""
MOST = SQUARES * SQUARES
_WIDTH = 1000
_DEGREE = 111_195
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class View:
    """What a map shows, in hundred-thousandths of a degree: its south-west corner and the side of its squares."""

    west: int
    south: int
    step: int

    @property
    def word(self) -> str:
        """As an address writes it."""
        return f"{self.west}.{self.south}.{self.step}"


@dataclass(frozen=True)
class Square:
    """The permits of a square: how many, how many of them cancelled; the view that comes closer, None on the finest grid."""

    x: int
    y: int
    r: int
    count: int
    cancelled: int
    closer: View | None

    @property
    def is_cancelled(self) -> bool:
        """Nothing there stands any more."""
        return self.count == self.cancelled


@dataclass(frozen=True)
class Drawing:
    """An SVG: the box it is drawn in, the path of the commune, the squares."""

    box: str
    path: str
    squares: tuple[Square, ...]


def view_of(word: str) -> View | None:
    """The view that an address names; None for none."""
    parts = word.split(".")
    if len(parts) != 3 or not all(
        len(part) <= 12 and part.removeprefix("-").isascii() and part.removeprefix("-").isdigit()
        for part in parts
    ):
        return None
    west, south, step = (int(part) for part in parts)
    finest = _finest()
    return (
        View(west, south, step)
        if finest <= step <= 100 * UNIT and abs(west) < 180 * UNIT and abs(south) < 90 * UNIT
        else None
    )


def within(rows: Rows, view: View) -> Rows:
    """What lies in a view."""
    size = view.step * SQUARES
    return rows.filter(
        lon__gte=view.west, lon__lt=view.west + size, lat__gte=view.south, lat__lt=view.south + size
    )


def drawing(asked: Wanted, view: View | None) -> Drawing | None:
    """The map of the permits that are asked, whole or in a view; None when neither the commune nor a permit has a place.

    One query, two where the commune has no outline. Without a period it reads squares that are counted already; with one,
    its permits.
    """
    land = outline(asked.unit.pk)
    if asked.since or asked.until:
        rows: QuerySet[Any] = wanted(asked)
        count: Aggregate = Count("pk")
        gone: Aggregate = Count("pk", filter=Q(cancelled_on__isnull=False))
    else:
        rows, count, gone = squares_of(asked), Sum("count"), Sum("cancelled")
    seen = view or _whole(rows, land)
    if seen is None:
        return None
    counted = (
        within(rows, seen)
        .annotate(column=(F("lon") - seen.west) / seen.step, line=(F("lat") - seen.south) / seen.step)
        .values("column", "line")
        .annotate(n=count, gone=gone)
        .order_by("line", "column")[:MOST]
    )
    scale = _Scale(seen)
    return Drawing(
        box=f"0 0 {_WIDTH} {scale.height:.0f}",
        path=scale.path(land),
        squares=tuple(_square(row, seen, scale) for row in counted),
    )


def _whole(rows: QuerySet[Any], land: Any) -> View | None:
    """The view that holds the commune with a margin of a square, as its outline is not exact; without one, all its permits."""
    box = land.bounds if land is not None else _bounds(rows)
    if box is None:
        return None
    west, south, east, north = (round(degrees * UNIT) for degrees in box)
    step = max(_finest(), max(east - west, north - south) // (SQUARES - 2) + 1)
    size = step * SQUARES
    return View((west + east - size) // 2, (south + north - size) // 2, step)


def _bounds(rows: QuerySet[Any]) -> tuple[float, float, float, float] | None:
    edges = rows.aggregate(west=Min("lon"), east=Max("lon"), south=Min("lat"), north=Max("lat"))
    if edges["west"] is None:
        return None
    return edges["west"] / UNIT, edges["south"] / UNIT, edges["east"] / UNIT, edges["north"] / UNIT


def _finest() -> int:
    return round(side() / _DEGREE * UNIT)


def _square(row: Mapping[str, Any], seen: View, scale: _Scale) -> Square:
    west, south = seen.west + row["column"] * seen.step, seen.south + row["line"] * seen.step
    finer = max(_finest(), seen.step // (SQUARES - 2))
    around = (finer * SQUARES - seen.step) // 2
    x, y = scale.point(west + seen.step / 2, south + seen.step / 2)
    share = min(1.0, 0.5 + 0.1 * len(str(row["n"])))
    return Square(
        x=round(x),
        y=round(y),
        r=round(scale.side / 2 * share),
        count=row["n"],
        cancelled=row["gone"],
        closer=View(west - around, south - around, finer) if seen.step > _finest() else None,
    )


class _Scale:
    """From degrees to the box of a drawing, north up, a metre as long both ways."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.across = cos(radians((view.south + view.step * SQUARES / 2) / UNIT))
        self.height = _WIDTH / self.across
        self.side = _WIDTH / SQUARES

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        size = self.view.step * SQUARES
        return (lon - self.view.west) / size * _WIDTH, self.height - (
            lat - self.view.south
        ) / size * self.height

    def path(self, area: Any) -> str:
        if area is None:
            return ""
        rings = [
            ring.coords
            for part in getattr(area, "geoms", [area])
            for ring in (part.exterior, *part.interiors)
        ]
        drawn = [
            " L".join("{:.0f} {:.0f}".format(*self.point(x * UNIT, y * UNIT)) for x, y in ring)
            for ring in rings
        ]
        return " ".join(f"M{ring} Z" for ring in drawn)
