"""Outlines: the unit at a point, and what a map draws. Read from the vendored file once per process, no database of shapes."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from shapely import STRtree

from rokhas.kernel import coordinates, topology
from rokhas.kernel.topology import Area
from rokhas.territory.errors import OutsideCountry
from rokhas.territory.models import Kind, Unit

COUNTRY = "MA"

_FILE = Path(__file__).resolve().parents[1] / "data" / "boundaries.json.gz"
# Drawn inside these provinces when the setting says so; they are no units.
_ENCLAVES = {"sebta": "01.573", "melilia": "02.381"}
# Outlines are simplified to about 100 m: a coastal parcel may fall just outside its commune.
_SHORE = 0.002
# How much coarser the outlines are drawn, by kind of the unit around them (degrees; nothing for communes).
_OVERVIEW = {COUNTRY: 0.01, Kind.REGION: 0.003}


@dataclass(frozen=True)
class _Outlines:
    codes: tuple[str, ...]
    areas: tuple[Area, ...]
    tree: STRtree

    def of(self, codes: frozenset[str]) -> list[Area]:
        return [area for code, area in zip(self.codes, self.areas, strict=True) if code in codes]


@cache
def _outlines() -> _Outlines:
    with gzip.open(_FILE, "rt", encoding="utf-8") as file:
        decoded = topology.decode(json.load(file))
    return _Outlines(tuple(decoded), tuple(decoded.values()), STRtree(list(decoded.values())))


def at_point(lon: float, lat: float) -> Unit | None:
    """The commune or arrondissement at a point (degrees, WGS 84), with its parents loaded.

    None where no outline answers (Sebta, Melilia, two small areas missing from the source, the sea). The outlines prove no limit:
    a person confirms the answer.

    Raises:
        OutsideCountry: the point is out of the national envelope, or is not a number.
    """
    if not coordinates.is_inside(lon, lat):
        raise OutsideCountry
    code = _code_at(lon, lat)
    return Unit.objects.select_related("parent__parent__parent").filter(code=code).first() if code else None


def _code_at(lon: float, lat: float) -> str | None:
    outlines = _outlines()
    point = shapely.Point(lon, lat)
    inside = [outlines.codes[int(i)] for i in outlines.tree.query(point, predicate="intersects")]
    if inside:
        return min(inside)  # a point on a border always gets the same answer
    near = outlines.tree.query_nearest(point, max_distance=_SHORE, all_matches=False)
    return outlines.codes[int(near[0])] if len(near) else None


def is_in_or_near(code: str, shape: Any) -> bool | None:
    """Whether a shape (degrees) lies in a commune, or no further out than outlines are exact; None without an outline."""
    areas = _outlines().of(frozenset({code}))
    return bool(areas[0].distance(shape) <= _SHORE) if areas else None


def outline(code: str) -> Area | None:
    """The outline of a commune or an arrondissement in degrees, exact to about 100 m; None where none is known."""
    return next(iter(_outlines().of(frozenset({code}))), None)


def neighbours(code: str) -> list[Unit]:
    """The communes and arrondissements that touch a place, or lie no further than outlines are exact, in order of code, without
    those of its own commune; with their parents loaded. None where no outline is known. One query."""
    around = outline(code)
    if around is None:
        return []
    outlines = _outlines()
    near = outlines.tree.query(around, predicate="dwithin", distance=_SHORE)
    codes = {outlines.codes[int(number)] for number in near} - {code}
    found = Unit.objects.select_related("parent__parent").filter(code__in=[*codes, code]).order_by("code")
    here = {each.code: each.parent_id for each in found if each.kind == Kind.ARRONDISSEMENT}.get(code)
    return [each for each in found if each.code != code and not (here and each.parent_id == here)]


def features(code: str) -> str | None:
    """GeoJSON (a text) of what lies directly inside a unit, or of the unit itself when nothing does; None for an unknown code.

    `MA` gives the regions. Each feature carries `code`, `kind`, `name_fr`, `name_ar`. Kept in memory: a few hundred kB at most.
    """
    with_enclaves: bool = settings.ROKHAS_MAP_SEBTA_MELILIA
    return _features(code, with_enclaves)


@lru_cache(maxsize=128)
def _features(code: str, with_enclaves: bool) -> str | None:
    parents: dict[str, str | None] = dict(Unit.objects.values_list("code", "parent_id"))
    if code != COUNTRY and code not in parents:
        return None
    children = list(_inside(code)) or list(Unit.objects.filter(code=code))
    tolerance = _OVERVIEW.get(COUNTRY if code == COUNTRY else Unit.objects.get(code=code).kind, 0)
    shapes = np.array([_area(child, parents, with_enclaves) for child in children])
    if tolerance:
        shapes = shapely.coverage_simplify(shapes, tolerance)
    collection = {
        "type": "FeatureCollection",
        "features": [_feature(child, shape) for child, shape in zip(children, shapes, strict=True)],
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


def _inside(code: str) -> Any:
    """The units a map of `code` shows; never the prefectures of arrondissements, which overlap the communes."""
    if code == COUNTRY:
        return Unit.objects.filter(kind=Kind.REGION)
    return Unit.objects.filter(parent_id=code).exclude(kind=Kind.ARRONDISSEMENT_PREFECTURE)


def _area(unit: Unit, parents: dict[str, str | None], with_enclaves: bool) -> Any:
    if unit.kind == Kind.ARRONDISSEMENT_PREFECTURE:
        leaves = frozenset(
            code for code in parents if len(code) == len(unit.code) and code[:-1] == unit.code[:-1]
        )
    else:
        leaves = frozenset(
            leaf for leaf in _outlines().codes if _is_under(leaf, unit.code, parents, with_enclaves)
        )
    return shapely.coverage_union_all(_outlines().of(leaves))


def _is_under(leaf: str, code: str, parents: dict[str, str | None], with_enclaves: bool) -> bool:
    above: str | None = leaf
    if leaf in _ENCLAVES:
        above = _ENCLAVES[leaf] if with_enclaves else None
    while above is not None and above != code:
        above = parents[above]
    return above is not None


def _feature(unit: Unit, shape: Any) -> dict[str, Any]:
    geometry = json.loads(shapely.to_geojson(shapely.transform(shape, lambda points: np.round(points, 5))))
    properties = {"code": unit.code, "kind": unit.kind, "name_fr": unit.name_fr, "name_ar": unit.name_ar}
    return {"type": "Feature", "id": unit.code, "properties": properties, "geometry": geometry}
