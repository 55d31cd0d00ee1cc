"""The check report of a file: what each feature says, where it lies, and how the zones lie beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from pydantic import ValidationError
from shapely import STRtree

from rokhas.kernel import coordinates
from rokhas.territory.models import Unit
from rokhas.territory.queries import outline
from rokhas.zoning.actions.reading import Raw, Read
from rokhas.zoning.schema import EasementSaid, Finding, PlanHead, Severity, ZoneSaid
from rokhas.zoning.schema.features import attributes
from rokhas.zoning.schema.findings import error, warning
from rokhas.zoning.schema.geometry import area, polygons

# Less than a square metre between two zones is how their points were rounded, not how they were drawn.
LEAST = 1.0
MOST_OVERLAPS = 200
# The platform's outlines of communes are exact to about 100 m (degrees).
_EXACT = 0.002
_PLACES = 7  # a centimetre
_KINDS: dict[str, type[ZoneSaid] | type[EasementSaid]] = {"zone": ZoneSaid, "easement": EasementSaid}
_SHAPES = {
    "zone": {"Polygon", "MultiPolygon"},
    "easement": {"Polygon", "MultiPolygon", "LineString", "MultiLineString"},
}
# UTF-8 read as a Western or an Arabic page of codes, or lost altogether.
_MOJIBAKE = re.compile(r"\ufffd|Ã[\x80-\xbf©¨ªŽ§´»®]|[ØÙ][\x80-\xbf§„…†‡ˆ‰Š±¹]|ط§|ظ„")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A feature that was read, with its shape in degrees."""

    line: int
    said: ZoneSaid | EasementSaid
    shape: Any


@dataclass(slots=True)
class Checked:
    """A check report, and what may be loaded of the file when it has no error."""

    unit: Unit
    head: PlanHead | None = None
    zones: list[Drawn] = field(default_factory=list)
    easements: list[Drawn] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        return [each for each in self.findings if each.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        return [each for each in self.findings if each.severity == Severity.WARNING]


def check(read: Read, unit: Unit, **plan: Any) -> Checked:
    """Check a file against itself and against the commune; `plan` stands before what the file says of its plan."""
    checked = Checked(unit, findings=list(read.findings))
    checked.head = _head({**read.plan, **{name: value for name, value in plan.items() if value}}, checked)
    for raw in read.features:
        _feature(raw, checked)
    if not checked.zones and not checked.errors:
        checked.findings.append(error("empty"))
    drawn = [*checked.zones, *checked.easements]
    checked.findings += _duplicates(drawn)
    checked.findings += _contradictions(checked.zones)
    checked.findings += _overlaps(checked.zones)
    checked.findings += _gaps(checked.zones)
    checked.findings += _beyond(drawn, unit)
    checked.findings.sort(key=lambda each: (each.severity, each.line))
    return checked


def _head(given: dict[str, Any], checked: Checked) -> PlanHead | None:
    try:
        return PlanHead.model_validate(given)
    except ValidationError as wrong:
        for attribute, _text in _mistakes(wrong, given):
            checked.findings.append(error("plan", attribute=attribute))
        return None


def _feature(raw: Raw, checked: Checked) -> None:
    """Judge what a feature says by itself; it is kept when nothing is wrong with it."""
    kind = str(raw.properties.get("feature") or "zone").strip().lower()
    name = str(raw.properties.get("code") or "")[:20]
    if kind not in _KINDS:
        checked.findings.append(error("kind", raw.line, name, text=kind[:40]))
        return
    told = raw.shape is None and raw.line in {each.line for each in checked.findings}  # it could not be read
    found = [*_damaged(raw, name), *([] if told else _shaped(raw, kind, name))]
    known = {key: value for key, value in raw.properties.items() if key in attributes(_KINDS[kind])}
    found += [
        warning("attribute-unknown", raw.line, name, attribute=key)
        for key in sorted(raw.properties.keys() - known.keys())
    ]
    said = _said(_KINDS[kind], known | {"feature": kind}, raw.line, name, found)
    checked.findings += found
    if (
        said is not None
        and all(each.severity == Severity.WARNING for each in found)
        and raw.shape is not None
    ):
        kept = checked.zones if kind == "zone" else checked.easements
        kept.append(Drawn(raw.line, said, shapely.normalize(shapely.transform(raw.shape, _rounded))))


def _rounded(points: Any) -> Any:
    return np.round(points, _PLACES)


def _said(
    kind: type[ZoneSaid] | type[EasementSaid],
    given: dict[str, Any],
    line: int,
    name: str,
    found: list[Finding],
) -> ZoneSaid | EasementSaid | None:
    try:
        return kind.model_validate(given)
    except ValidationError as wrong:
        for attribute, text in _mistakes(wrong, given):
            missing = attribute not in given or given[attribute] in ("", None)
            code = "attribute-missing" if missing else "value"
            params = {"attribute": attribute} if missing else {"attribute": attribute, "text": text}
            found.append(error(code, line, name, **params))
        return None


def _mistakes(wrong: ValidationError, given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each attribute that was refused, once, with what it said. A rule over several names the one to mend."""
    seen = set()
    for each in wrong.errors():
        # pydantic: “Value error, NAME” is raised by the rules over several attributes
        attribute = str(each["loc"][0]) if each["loc"] else str(each["msg"]).rpartition(" ")[2]
        if attribute not in seen:
            seen.add(attribute)
            yield attribute, str(given.get(attribute, ""))[:60]


def _damaged(raw: Raw, name: str) -> list[Finding]:
    return [
        error("mojibake", raw.line, name, attribute=key, text=value[:40])
        for key, value in raw.properties.items()
        if isinstance(value, str) and _MOJIBAKE.search(value)
    ]


def _shaped(raw: Raw, kind: str, name: str) -> list[Finding]:
    shape = raw.shape
    if shape is None or shape.is_empty:
        return [error("geometry-missing", raw.line, name)]
    if shape.geom_type not in _SHAPES[kind]:
        return [error("geometry-type", raw.line, name, text=shape.geom_type)]
    west, south, east, north = shape.bounds
    if not (coordinates.is_inside(west, south) and coordinates.is_inside(east, north)):
        return [error("outside-country", raw.line, name)]
    if not shape.is_valid:
        return [error("geometry-invalid", raw.line, name, text=shapely.is_valid_reason(shape))]
    return []


def _duplicates(drawn: list[Drawn]) -> Iterator[Finding]:
    first: dict[tuple[str, bytes], Drawn] = {}
    for each in drawn:
        same = first.setdefault((each.said.feature + each.said.code, each.shape.wkb), each)
        if same is not each:
            yield error("duplicate", each.line, each.said.code, other=same.line)


def _contradictions(zones: list[Drawn]) -> Iterator[Finding]:
    """The same zone is often drawn in several places; its rules are the same in each."""
    first: dict[str, Drawn] = {}
    for each in zones:
        same = first.setdefault(each.said.code, each)
        if (
            isinstance(each.said, ZoneSaid)
            and isinstance(same.said, ZoneSaid)
            and each.said.rules != same.said.rules
        ):
            yield error("contradiction", each.line, each.said.code, zone=each.said.code, other=same.line)


def _overlaps(zones: list[Drawn]) -> Iterator[Finding]:
    """The first of them: a file whose zones lie on each other is drawn again, not read to its end."""
    first: dict[tuple[str, bytes], Drawn] = {}
    for each in zones:
        first.setdefault((each.said.code, each.shape.wkb), each)  # one drawn twice is told as such
    zones = list(first.values())
    shapes = [each.shape for each in zones]
    tree, found = STRtree(shapes), 0
    for one, shape in enumerate(shapes):
        for other in sorted(int(each) for each in tree.query(shape, predicate="intersects") if each < one):
            common = area(shape.intersection(shapes[other]))
            if common > LEAST:
                a, b = zones[one], zones[other]
                yield error(
                    "overlap", a.line, a.said.code, other=b.line, zone=b.said.code, area=round(common)
                )
                found += 1
            if found == MOST_OVERLAPS:
                return


def _gaps(zones: list[Drawn]) -> Iterator[Finding]:
    """What zones surround and none holds. Land around the whole is no gap: a plan need not hold a commune."""
    whole = shapely.union_all([each.shape for each in zones])
    for part in polygons(whole):
        for ring in part.interiors:
            hole = shapely.Polygon(ring).difference(whole)
            if (wide := area(hole)) > LEAST:
                near = hole.representative_point()
                yield warning("gap", area=round(wide), place=f"{near.y:.5f}, {near.x:.5f}")


def _beyond(drawn: list[Drawn], unit: Unit) -> Iterator[Finding]:
    commune = outline(unit.pk)
    if commune is None:
        return
    around = commune.buffer(_EXACT)
    for each in drawn:
        if around.contains(each.shape):
            continue
        outside = each.shape.difference(around)
        name = each.said.code
        if outside.equals(each.shape):
            yield error("outside-commune", each.line, name)
        elif isinstance(each.said, ZoneSaid) and (wide := area(outside)) > LEAST:
            yield warning("beyond-commune", each.line, name, area=round(wide))
