"""The commune of an enquiry drawn with its place, from the platform's own outlines: no tile of anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians

from rokhas.territory.queries import features

SIDE = 400.0  # of the longer side of the drawing, in its own units
MARGIN = 16.0
DOT = 9.0


@dataclass(frozen=True)
class Map:
    """A drawing: the outline as an SVG path, its view, and where the place is (`x`, `y`), None when it is not known."""

    path: str
    view: str
    x: float | None = None
    y: float | None = None

    @property
    def svg(self) -> str:
        """The drawing by itself, in the colours of the papers."""
        dot = (
            f'<circle cx="{self.x:.1f}" cy="{self.y:.1f}" r="{DOT}" fill="#B4532A" stroke="#ffffff" stroke-width="3"/>'
            if self.x is not None
            else ""
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.view}">'
            f'<path d="{self.path}" fill="#E8F1EF" stroke="#0B5D52" stroke-width="2" fill-rule="evenodd"/>{dot}</svg>'
        )


def map_of(code: str, point: Sequence[float] | None) -> Map | None:
    """The drawing of a commune, with a place given as `[lon, lat]` in degrees; None for a commune without an outline."""
    drawn = _outline(code)
    if drawn is None:
        return None
    path, view, west, north, scale, metres = drawn
    if point is None:
        return Map(path, view)
    lon, lat = point
    return Map(path, view, round((lon - west) * metres * scale, 1), round((north - lat) * scale, 1))


@dataclass(frozen=True)
class Spots:
    """The drawing of a commune with many places; `places` holds where each lies, None for one that is not known."""

    path: str
    view: str
    places: tuple[tuple[float, float] | None, ...]


def spots_of(code: str, points: Sequence[Sequence[float] | None]) -> Spots | None:
    """The drawing of a commune and of the places of its enquiries (degrees); None when it has no outline or no place is known."""
    maps = [map_of(code, point) for point in points]
    drawn = next((each for each in maps if each and each.x is not None), None)
    if drawn is None:
        return None
    places = tuple(
        (each.x, each.y) if each and each.x is not None and each.y is not None else None for each in maps
    )
    return Spots(drawn.path, drawn.view, places)


@lru_cache(maxsize=256)
def _outline(code: str) -> tuple[str, str, float, float, float, float] | None:
    """Path, view, western and northern edges (degrees), units for a degree of latitude, width of a degree of longitude."""
    text = features(code) if code else None
    rings = list(_rings(text)) if text else []
    if not rings:
        return None
    lons, lats = zip(*(spot for ring in rings for spot in ring), strict=True)
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    metres = cos(radians((south + north) / 2))
    scale = SIDE / max((east - west) * metres, north - south)
    drawn = [
        " L".join(f"{(lon - west) * metres * scale:.1f} {(north - lat) * scale:.1f}" for lon, lat in ring)
        for ring in rings
    ]
    width, height = (east - west) * metres * scale, (north - south) * scale
    view = f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN:.1f} {height + 2 * MARGIN:.1f}"
    return " ".join(f"M{ring} Z" for ring in drawn), view, west, north, scale, metres


def _rings(text: str) -> Iterator[list[tuple[float, float]]]:
    for feature in json.loads(text)["features"]:
        geometry = feature["geometry"]
        polygons = (
            geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        )
        for polygon in polygons:
            for ring in polygon:
                yield [(lon, lat) for lon, lat, *_rest in ring]
