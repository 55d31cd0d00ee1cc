"""The zoning as a map draws it: what lies in a box, no finer than the eye sees and never heavier than a slow line carries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from django.db.models import Count, F, Max, QuerySet
from django.utils.translation import override

from rokhas.zoning.models import Easement, EasementKind, Layer, Zone
from rokhas.zoning.schema.geometry import polygons

WIDEST = 0.6
"""Degrees: beyond a commune and its neighbours, zones are too small to be told apart."""
MOST_BYTES = 100_000
MOST_FEATURES = 300
PATTERNS = 8
"""How many hatchings tell zones apart; the codes of a plan take them in turn."""
_ACROSS = 800  # points that a map shows from side to side: nothing finer is drawn
_COARSER = 6  # times that the drawing is made twice as coarse before things are left out


@dataclass(frozen=True, slots=True)
class Box:
    """What a map shows, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        return max(self.east - self.west, self.north - self.south)

    @property
    def around(self) -> Any:
        """The box and as much again on each side: what is cut is cut out of sight."""
        width, height = self.east - self.west, self.north - self.south
        return shapely.box(
            self.west - width / 2, self.south - height / 2, self.east + width / 2, self.north + height / 2
        )


def box_of(word: str) -> Box | None:
    """The box that an address names, `west,south,east,north` in degrees; None for none."""
    parts = word[:80].split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90  # false of what is no number too
    return Box(west, south, east, north) if inside else None


def stamp() -> str:
    """What changes when a plan is loaded or replaced. One query."""
    told = _shown().aggregate(n=Count("pk"), last=Max("pk"), loaded=Max("loaded_at"))
    return f"{told['n']} {told['last']} {told['loaded']}"


def etag(box: Box, stamp: str) -> str:
    return f'"{hashlib.sha256(f"{box} {stamp}".encode()).hexdigest()[:32]}"'


@lru_cache(maxsize=64)
def drawing(box: Box, stamp: str) -> bytes:
    """GeoJSON of the zones and easements of the approved plans in a box: `properties` hold `feature` (zone, easement), `code`,
    names, `pattern` of a zone, `kind` of an easement. `far`: the box is too wide to draw any; `partial`: the smallest were left
    out. Never more than `MOST_BYTES`. Four queries at most.

    `stamp` is that of the plans as they are now.
    """
    if box.width > WIDEST:
        return _written((), far=True)
    zones, easements = _largest(Zone, box), _largest(Easement, box)
    patterns = _patterns({zone.layer_id for zone in zones})
    things = [
        *((_zone(zone, patterns), shapely.geometry.shape(zone.geometry)) for zone in zones),
        *((_easement(each), shapely.geometry.shape(each.geometry)) for each in easements),
    ]
    partial = len(zones) == MOST_FEATURES or len(easements) == MOST_FEATURES
    fine, turns = box.width / _ACROSS, 0
    said = _written(_features(things, box, fine), partial=partial)
    while len(said) > MOST_BYTES:
        turns += 1
        if turns > _COARSER:
            things, partial = things[: len(things) // 2], True
        said = _written(_features(things, box, fine * 2 ** min(turns, _COARSER)), partial=partial)
    return said


def _shown() -> QuerySet[Layer]:
    """What anybody may see: of a plan that is not approved, its name alone (`told_to_all`)."""
    return Layer.objects.in_force().exclude(approved_on=None)


def _largest(model: type[Zone] | type[Easement], box: Box) -> list[Any]:
    west, south, east, north = box.around.bounds
    found = model._default_manager.filter(
        layer__in=_shown(), west__lte=east, east__gte=west, south__lte=north, north__gte=south
    )
    size = (F("east") - F("west")) * (F("north") - F("south"))
    return list(found.annotate(size=size).order_by("-size", "pk")[:MOST_FEATURES])


def _patterns(layers: Iterable[int]) -> dict[tuple[int, str], int]:
    """The hatching of each code of each plan, the same wherever the map looks. One query."""
    codes = (
        Zone.objects.filter(layer__in=layers)
        .order_by("layer", "code")
        .values_list("layer", "code")
        .distinct()
    )
    taken: dict[int, int] = {}
    found = {}
    for layer, code in codes:
        found[layer, code] = taken.setdefault(layer, 0) % PATTERNS
        taken[layer] += 1
    return found


def _zone(zone: Zone, patterns: dict[tuple[int, str], int]) -> dict[str, Any]:
    return {
        "feature": "zone",
        "code": zone.code,
        "name_fr": zone.name_fr,
        "name_ar": zone.name_ar,
        "pattern": patterns[zone.layer_id, zone.code],
    }


def _easement(easement: Easement) -> dict[str, Any]:
    said = {
        "feature": "easement",
        "code": easement.code,
        "name_fr": easement.name_fr,
        "name_ar": easement.name_ar,
    }
    for language in ("fr", "ar"):
        with override(language):
            said[f"kind_{language}"] = str(EasementKind(easement.kind).label)
    return said


def _features(
    things: Sequence[tuple[dict[str, Any], Any]], box: Box, fine: float
) -> Iterator[dict[str, Any]]:
    for said, shape in things:
        drawn = _cut(shape, box, fine)
        if drawn is not None:
            yield {"type": "Feature", "properties": said, "geometry": drawn}


def _cut(shape: Any, box: Box, fine: float) -> dict[str, Any] | None:
    """What is seen of a shape: cut to the surroundings of the box, to the pixel; None for what would be no more than one."""
    around = box.around
    drawn = shape if around.contains(shape) else shape.intersection(around)
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        parts = [part for part in polygons(drawn) if max(_sides(part)) >= fine]
        drawn = shapely.multipolygons(parts) if parts else None
    elif drawn.geom_type == "GeometryCollection":  # a line cut, that also touches the surroundings by a point
        drawn = shapely.multilinestrings([part for part in shapely.get_parts(drawn) if part.length])
    if drawn is None or drawn.is_empty or max(_sides(drawn)) < fine:
        return None
    told: dict[str, Any] = json.loads(shapely.to_geojson(drawn.simplify(fine)))
    told["coordinates"] = _rounded(told["coordinates"])
    return told


def _sides(shape: Any) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    return east - west, north - south


def _rounded(coordinates: Any) -> Any:
    """A metre is 0.00001 degree: finer is not drawn."""
    return (
        [_rounded(each) for each in coordinates] if isinstance(coordinates, list) else round(coordinates, 5)
    )


def _written(features: Iterable[dict[str, Any]], *, far: bool = False, partial: bool = False) -> bytes:
    whole = {"type": "FeatureCollection", "far": far, "partial": partial, "features": list(features)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
