"""Areas that share their borders, kept once: a small subset of TopoJSON (quantised arcs, one object of polygons).

Neighbours reuse the same arc, so a decoded border is the same line on both sides: no gap, no overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.polygon import orient

Area = Polygon | MultiPolygon
Point = tuple[int, int]
Ring = list[Point]


def encode(areas: Mapping[str, Area], *, step: float = 1e-5) -> dict[str, Any]:
    """A topology of `areas` (code → area, in degrees), with coordinates rounded to `step` degrees.

    The areas must form a valid coverage: the vertices of a shared border are the same on both sides.
    """
    rings = {
        code: [[_ints(r, step) for r in polygon] for polygon in _polygons(area)]
        for code, area in areas.items()
    }
    junctions = _junctions(chain.from_iterable(chain.from_iterable(rings.values())))
    arcs: dict[tuple[Point, ...], int] = {}
    objects = {
        code: [[_ring_arcs(ring, junctions, arcs) for ring in polygon] for polygon in polygons]
        for code, polygons in rings.items()
    }
    return {"type": "Topology", "step": step, "objects": objects, "arcs": [_deltas(arc) for arc in arcs]}


def decode(topology: Mapping[str, Any]) -> dict[str, Area]:
    """The areas of a topology made by `encode`, by code, in degrees."""
    step = topology["step"]
    arcs = [np.cumsum(np.array(arc, dtype=np.int64), axis=0) for arc in topology["arcs"]]

    def ring(indices: Sequence[int]) -> Any:
        pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        joined = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
        return np.round(joined * step, 7)

    areas: dict[str, Area] = {}
    for code, polygons in topology["objects"].items():
        parts = [Polygon(ring(outer), [ring(hole) for hole in holes]) for outer, *holes in polygons]
        areas[code] = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    return areas


def _polygons(area: Area) -> list[list[Any]]:
    parts = area.geoms if isinstance(area, MultiPolygon) else [area]
    return [[p.exterior, *p.interiors] for p in (orient(part) for part in parts)]


def _ints(ring: Any, step: float) -> Ring:
    """The closed ring on the grid, without the points that rounding made equal."""
    points = [(int(x), int(y)) for x, y in np.rint(shapely.get_coordinates(ring) / step)]
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """The points where other than two borders meet: arcs are cut there and nowhere else."""
    neighbours: dict[Point, set[Point]] = {}
    for ring in rings:
        for a, b in pairwise(ring):
            neighbours.setdefault(a, set()).add(b)
            neighbours.setdefault(b, set()).add(a)
    return {point for point, around in neighbours.items() if len(around) != 2}


def _ring_arcs(ring: Ring, junctions: set[Point], arcs: dict[tuple[Point, ...], int]) -> list[int]:
    """The ring as indices of `arcs` (completed on the way); an arc taken backwards is `~index`."""
    open_ring = ring[:-1]
    cuts = [i for i, point in enumerate(open_ring) if point in junctions]
    if not cuts:  # an island, or an enclave: start where its owner and its neighbour will both start
        cuts = [open_ring.index(min(open_ring))]
    turned = open_ring[cuts[0] :] + open_ring[: cuts[0]]
    turned.append(turned[0])
    marks = [cut - cuts[0] for cut in cuts] + [len(open_ring)]
    found = []
    for a, b in pairwise(marks):
        arc = tuple(turned[a : b + 1])
        if arc[::-1] in arcs:
            found.append(~arcs[arc[::-1]])
        else:
            found.append(arcs.setdefault(arc, len(arcs)))
    return found


def _deltas(arc: Sequence[Point]) -> list[list[int]]:
    steps = [arc[0], *((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(arc))]
    return [list(step) for step in steps]
