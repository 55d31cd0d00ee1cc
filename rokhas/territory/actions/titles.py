"""Load land titles from GeoJSON: every title is read and checked first, then all are written or none."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import shapely
from django.db import transaction
from pyproj import Geod

from rokhas.journal.events import record
from rokhas.kernel import coordinates
from rokhas.kernel.actor import SYSTEM, Actor
from rokhas.territory.models import Certainty, LandTitle, Unit
from rokhas.territory.providers.held import CELL, cell_at
from rokhas.territory.queries.boundaries import at_point, is_in_or_near
from rokhas.territory.schema import TITLE, parse_number

DEGREES = "degrees"
# The whole of what a title may carry: a name, an owner or a charge has no place in this register (law 09-08).
KNOWN = frozenset({"number", "commune", "area", "source", "as_of", "certainty"})
_SYSTEMS = {
    "4326": DEGREES,
    "CRS84": DEGREES,
    **{str(epsg): zone.value for zone, epsg in coordinates.EPSG.items()},
}
_SHAPES = {"Point", "Polygon", "MultiPolygon"}
# fmt: off
_WRITTEN = (
    "unit_id", "area", "geometry", "lon", "lat", "west", "south", "east", "north", "cell", "source", "as_of", "certainty",
)
# fmt: on
_MOST_APART = 0.10  # of the area that a title states, from the one of its outline
_BATCH = 500
_ELLIPSOID = Geod(ellps="WGS84")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a title is refused. `line` is its place in the file, from 1; 0 is the file itself."""

    line: int
    number: str
    code: str
    message: str

    def __str__(self) -> str:
        where = f"title {self.line}" if self.line else "the file"
        return f"{where}{f' ({self.number})' if self.number else ''}: {self.message}"


@dataclass(slots=True)
class Load:
    """What a file holds, by line, and what loading it does: the problems, the titles that are new, changed or as they were."""

    titles: dict[int, LandTitle] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0


class _Wrong(Exception):
    """A title that cannot be taken, with a stable code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Defaults:
    system: str
    source: str
    as_of: date | None
    certainty: str
    at: datetime


def read_titles(
    text: str,
    *,
    srs: str = "",
    source: str = "",
    as_of: date | None = None,
    certainty: str = "",
    at: datetime,
) -> Load:
    """The titles of a GeoJSON text, each checked; nothing is written.

    `srs` is `degrees` or a Lambert zone, by default what the file's `crs` says, else degrees (RFC 7946). `source`, `as_of`,
    `certainty` stand for what a title does not say itself.
    """
    load = Load()
    try:
        features, system = _collection(text, srs)
    except _Wrong as wrong:
        load.problems.append(Problem(0, "", wrong.code, str(wrong)))
        return load
    defaults = _Defaults(system, source, as_of, certainty, at)
    units = {unit.pk: unit for unit in Unit.objects.leaves()}
    seen: dict[tuple[int, str, str], int] = {}
    for line, feature in enumerate(features, 1):
        try:
            title = _title(feature, defaults, units)
            first = seen.setdefault(_key(title), line)
            if first != line:
                raise _Wrong("duplicate", f"this number is already that of title {first}")
            load.titles[line] = title
        except _Wrong as wrong:
            load.problems.append(Problem(line, _named(feature), wrong.code, str(wrong)))
    return load


def load_titles(load: Load, *, dry_run: bool = False, by: Actor = SYSTEM) -> Load:
    """Write the titles of a file without any problem, and count; with a problem or `dry_run`, only count. Twice is once.

    Each commune whose titles are new or changed has the fact of it.

    A title older than the one held is a problem: the register never goes back.
    """
    with transaction.atomic():
        new, changed = [], []
        for line, title, held in _beside(load.titles):
            if held is None:
                new.append(title)
            elif held.as_of > title.as_of:
                why = f"the register holds it as of {held.as_of}, this one is of {title.as_of}"
                load.problems.append(Problem(line, title.title_number.written, "older", why))
            elif any(getattr(held, name) != getattr(title, name) for name in _WRITTEN):
                title.pk = held.pk
                changed.append(title)
        load.new, load.changed = len(new), len(changed)
        load.unchanged = len(load.titles) - len(new) - len(changed)
        if not load.problems and not dry_run:
            LandTitle.objects.bulk_create(new, batch_size=_BATCH)
            LandTitle.objects.bulk_update(
                changed, [name.removesuffix("_id") for name in _WRITTEN] + ["loaded_at"], batch_size=_BATCH
            )
            _tell(new, changed, by)
    return load


def _tell(new: list[LandTitle], changed: list[LandTitle], by: Actor) -> None:
    added, corrected = Counter(title.unit_id for title in new), Counter(title.unit_id for title in changed)
    for unit in Unit.objects.filter(pk__in={*added, *corrected}).order_by("pk"):
        record("titles.loaded", unit, by, new=added[unit.pk], changed=corrected[unit.pk])


def _beside(titles: dict[int, LandTitle]) -> Iterator[tuple[int, LandTitle, LandTitle | None]]:
    """Each title with its line and the row that holds its number, locked."""
    lines = list(titles)
    for start in range(0, len(lines), _BATCH):
        some = lines[start : start + _BATCH]
        rows = LandTitle.objects.select_for_update(no_key=True).filter(
            number__in={titles[line].number for line in some}
        )
        held = {_key(row): row for row in rows}
        for line in some:
            yield line, titles[line], held.get(_key(titles[line]))


def _key(title: LandTitle) -> tuple[int, str, str]:
    return title.number, title.index, title.kind


def _collection(text: str, srs: str) -> tuple[list[Any], str]:
    """The features of a file and the system of its coordinates."""
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _Wrong("not-json", "this is not JSON: export the titles as GeoJSON") from error
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise _Wrong("not-geojson", "this is not a GeoJSON FeatureCollection")
    said = _declared(document.get("crs"))
    if srs and said and srs != said:
        raise _Wrong("srs", f"the file says that its coordinates are in {said}, and --srs says {srs}")
    return document["features"], srs or said or DEGREES


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _declared(crs: Any) -> str:
    """The system that a `crs` member names (GeoJSON 2008), empty without one."""
    if crs is None:
        return ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    code = re.search(r"(\w+)$", named)
    if code is None or code[1] not in _SYSTEMS:
        known = ", ".join(f"EPSG:{key}" for key in _SYSTEMS if key.isdecimal())
        raise _Wrong("srs", f"the coordinate system {named or 'of the file'} is not read; one of {known} is")
    return _SYSTEMS[code[1]]


def _named(feature: Any) -> str:
    """The number of a title that is refused, only when it is one: a report repeats nothing else of a file."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    number = parse_number(str(properties.get("number", ""))) if isinstance(properties, dict) else None
    return number.written if number else ""


def _title(feature: Any, defaults: _Defaults, units: dict[str, Unit]) -> LandTitle:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise _Wrong("not-a-feature", "it is no GeoJSON Feature with properties")
    if set(properties) - KNOWN:
        raise _Wrong(
            "too-much",
            f"it says more than {', '.join(sorted(KNOWN))}: this register keeps no name, and nothing else of a title",
        )
    number = parse_number(str(properties.get("number") or ""))
    if number is None or not number.index:
        raise _Wrong("number", "its number is not read: write it as 12345/04, or R1200/38 for a réquisition")
    unit = units.get(str(properties.get("commune") or ""))
    if unit is None:
        raise _Wrong(
            "commune", "its commune is not the HCP code of a place of deposit, for example 04.501.01.07"
        )
    shape = _shape(feature.get("geometry"), defaults.system)
    inner = shape.representative_point()
    if is_in_or_near(unit.pk, shape) is False:
        there = at_point(inner.x, inner.y)
        where = f"in {there.name_fr} ({there.pk})" if there else "in no known commune"
        raise _Wrong(
            "another-commune",
            f"it lies {where}, not in {unit.name_fr} ({unit.pk}): check the commune and the coordinate system",
        )
    west, south, east, north = shape.bounds
    return LandTitle(
        kind=number.kind or TITLE,
        number=number.number,
        index=number.index,
        unit=unit,
        area=_area(properties.get("area"), shape),
        geometry=json.loads(shapely.to_geojson(shape)),
        lon=round(inner.x, 7),
        lat=round(inner.y, 7),
        west=west,
        south=south,
        east=east,
        north=north,
        cell=cell_at(inner.x, inner.y) if max(east - west, north - south) <= CELL else None,
        source=_source(properties.get("source") or defaults.source),
        as_of=_day(properties.get("as_of"), defaults),
        certainty=_certainty(properties.get("certainty") or defaults.certainty),
        loaded_at=defaults.at,
    )


def _shape(geometry: Any, system: str) -> Any:
    """The outline in degrees, to a centimetre, sound."""
    if not isinstance(geometry, dict) or geometry.get("type") not in _SHAPES:
        raise _Wrong("geometry", "its geometry is not a Point, a Polygon or a MultiPolygon")
    try:
        given = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        raise _Wrong(
            "geometry", "its geometry is not read: a ring has four points or more and is closed"
        ) from error
    if given.is_empty:
        raise _Wrong("geometry", "its geometry is empty")
    if system == DEGREES and max(map(abs, given.bounds)) > 180:
        raise _Wrong("srs", "these coordinates are not degrees: say their Lambert zone with --srs")
    shape = shapely.transform(given, lambda points: np.array([_in_country(x, y, system) for x, y in points]))
    if not shape.is_valid:
        raise _Wrong("geometry", f"its outline is not sound: {shapely.is_valid_reason(shape)}")
    return shapely.normalize(shape)


def _in_country(x: float, y: float, system: str) -> tuple[float, float]:
    try:
        lon, lat = (x, y) if system == DEGREES else coordinates.to_wgs84(x, y, system)
    except coordinates.OutsideCountry:
        lon, lat = 0.0, 0.0
    if not coordinates.is_inside(lon, lat):
        raise _Wrong(
            "outside",
            f"it lies out of Morocco in {system}: check the coordinate system and the order, x then y",
        )
    return round(lon, 7), round(lat, 7)


def _area(stated: Any, shape: Any) -> Decimal:
    """The area that the title states, else the one of its outline, in m²."""
    measured = _measured(shape)
    if stated in (None, ""):
        if not measured:
            raise _Wrong("area", "a title given as a point states its area in m²")
        return measured
    try:
        area = Decimal(str(stated)).quantize(_CENT)
    except InvalidOperation:
        raise _Wrong("area", "its area is no number of m²") from None
    if not 0 < area < Decimal(10) ** 10:
        raise _Wrong("area", "its area is not that of a land, in m²")
    if measured and abs(area - measured) > max(Decimal(_MOST_APART) * area, Decimal(5)):
        raise _Wrong("area", f"it states {area} m² and its outline holds {measured} m²")
    return area


def _measured(shape: Any) -> Decimal:
    """The area of an outline on the ellipsoid, in m²; zero for a point."""
    if shape.geom_type == "Point":
        return Decimal(0)
    measured, _perimeter = _ELLIPSOID.geometry_area_perimeter(shape)
    return Decimal(abs(measured)).quantize(_CENT)


def _source(given: Any) -> str:
    source = str(given).strip()
    if not 0 < len(source) <= 200:
        raise _Wrong("source", "it has no source: say it with --source, in 200 characters at most")
    return source


def _day(given: Any, defaults: _Defaults) -> date:
    try:
        day = date.fromisoformat(str(given)) if given else defaults.as_of
    except ValueError:
        raise _Wrong("as-of", "its day is not written 2026-01-31") from None
    if day is None:
        raise _Wrong("as-of", "it has no day: say with --as-of as of when it is known")
    if day > defaults.at.date():
        raise _Wrong("as-of", f"its day is to come: {day}")
    return day


def _certainty(given: Any) -> str:
    if given not in Certainty.values:
        raise _Wrong(
            "certainty", f"its certainty is not one of {', '.join(Certainty.values)}: say it with --certainty"
        )
    return str(given)
