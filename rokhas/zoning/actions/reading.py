"""The features of a file: GeoJSON (RFC 7946, degrees), or shapefiles in a zip archive with their .prj. Nothing is judged here
beyond what keeps a file from being read."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import shapefile
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from rokhas.kernel import coordinates
from rokhas.zoning.schema.findings import Finding, error

MOST = 100  # MB, of a file and of what an archive unfolds to
_MOST_BYTES = MOST * 1024 * 1024
_PLAN = "plan.json"
_WGS84, _CLARKE = 6_378_137.0, 6_378_249.2
_DEGREES = "degrees"


@dataclass(frozen=True, slots=True)
class Raw:
    """A feature as it was found: `line` from 1, through all the files of an archive; `shape` in degrees, None without one."""

    line: int
    properties: dict[str, Any]
    shape: Any


@dataclass(slots=True)
class Read:
    """What a file holds: its features, what it says of the plan, and what kept parts of it from being read."""

    features: list[Raw] = field(default_factory=list)
    plan: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Unreadable(Exception):
    """A file that cannot be read, with its finding."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.finding = Finding(code, params=params)


def read_layer(content: bytes) -> Read:
    """The features of a GeoJSON or of a zip archive of shapefiles. It never raises: what is wrong is among the findings."""
    read = Read()
    try:
        if len(content) > _MOST_BYTES:
            raise _Unreadable("too-large", most=MOST)
        if content[:2] == b"PK":
            _archive(content, read)
        else:
            _geojson(content, read)
    except _Unreadable as unreadable:
        read.findings.append(unreadable.finding)
    return read


def _geojson(content: bytes, read: Read) -> None:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise _Unreadable("encoding", file="GeoJSON") from wrong
    except (ValueError, RecursionError) as wrong:
        raise _Unreadable("not-json") from wrong
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise _Unreadable("not-geojson")
    if not _in_degrees(document.get("crs")):
        raise _Unreadable("srs", file="GeoJSON")
    plan = document.get("plan")
    read.plan = plan if isinstance(plan, dict) else {}
    for line, feature in enumerate(document["features"], 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            read.findings.append(error("not-a-feature", line))
            continue
        read.features.append(Raw(line, properties, _of_geojson(feature.get("geometry"), line, read)))


def _in_degrees(crs: Any) -> bool:
    """A `crs` is not of RFC 7946; older files may say that their coordinates are degrees all the same."""
    if crs is None:
        return True
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    return named.endswith(("CRS84", ":4326"))


def _of_geojson(geometry: Any, line: int, read: Read) -> Any:
    if geometry is None:
        return None
    try:
        return shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.ShapelyError, TypeError, ValueError, RecursionError) as wrong:
        read.findings.append(error("geometry-invalid", line, text=" ".join(str(wrong).split())[:100]))
        return None


def _archive(content: bytes, read: Read) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise _Unreadable("too-large", most=MOST)
            members = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as wrong:
        raise _Unreadable("not-zip") from wrong
    by_name = {name.lower(): inside for name, inside in members.items() if not name.startswith("__MACOSX")}
    _plan_of(by_name, read)
    stems = sorted(name[:-4] for name in by_name if name.endswith(".shp") and f"{name[:-4]}.dbf" in by_name)
    if not stems:
        raise _Unreadable("no-shapefile")
    for stem in stems:
        _shapefile(stem, by_name, read)


def _plan_of(members: dict[str, bytes], read: Read) -> None:
    found = next((inside for name, inside in members.items() if PurePosixPath(name).name == _PLAN), None)
    if found is None:
        return
    try:
        plan = json.loads(found.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise _Unreadable("encoding", file=_PLAN) from wrong
    except (ValueError, RecursionError) as wrong:
        raise _Unreadable("not-json") from wrong
    read.plan = plan if isinstance(plan, dict) else {}


def _shapefile(stem: str, members: dict[str, bytes], read: Read) -> None:
    file = PurePosixPath(stem).name + ".shp"
    if f"{stem}.prj" not in members:
        raise _Unreadable("no-projection", file=file)
    system = _system(members[f"{stem}.prj"], file)
    said = members.get(f"{stem}.cpg", b"utf-8").decode("ascii", "replace").strip().lower()
    try:
        reader = shapefile.Reader(
            shp=io.BytesIO(members[f"{stem}.shp"]),
            dbf=io.BytesIO(members[f"{stem}.dbf"]),
            encoding=_ENCODINGS.get(said, said),
            encodingErrors="replace",  # what was lost is found and named, feature by feature
        )
        rows = list(reader.iterShapeRecords())
    except LookupError as wrong:  # no such encoding
        raise _Unreadable("encoding", file=file) from wrong
    except (
        shapefile.ShapefileException,
        struct.error,
        ValueError,
        OSError,
        IndexError,
        ArithmeticError,
    ) as wrong:
        raise _Unreadable("not-shapefile", file=file) from wrong
    for line, row in enumerate(rows, len(read.features) + 1):
        properties = {
            name.lower(): value for name, value in row.record.as_dict().items() if value not in (None, "")
        }
        read.features.append(Raw(line, properties, _of_shape(row.shape, system, line, read)))


# How the programs that write shapefiles name them.
_ENCODINGS = {
    "65001": "utf-8",
    "ansi 1252": "cp1252",
    "1252": "cp1252",
    "1256": "cp1256",
    "ansi 1256": "cp1256",
}


def _of_shape(given: Any, system: str, line: int, read: Read) -> Any:
    if given.shapeType == shapefile.NULL:
        return None
    try:
        shape = shapely.force_2d(shapely.geometry.shape(given.__geo_interface__))
        return (
            shape if system == _DEGREES else shapely.transform(shape, lambda points: _degrees(points, system))
        )
    except coordinates.OutsideCountry:
        read.findings.append(error("outside-country", line))
    except (shapely.errors.ShapelyError, ValueError, AttributeError, NotImplementedError) as wrong:
        read.findings.append(error("geometry-invalid", line, text=str(wrong)[:100]))
    return None


def _degrees(points: Any, zone: str) -> Any:
    return np.array([coordinates.to_wgs84(x, y, zone) for x, y in points])


def _system(prj: bytes, file: str) -> str:
    """`degrees`, or the Lambert zone of a projection, by its parameters: each program writes its name in its own way."""
    try:
        crs = CRS.from_wkt(prj.decode("utf-8", "replace"))
    except CRSError as wrong:
        raise _Unreadable("srs", file=file) from wrong
    radius = crs.ellipsoid.semi_major_metre if crs.ellipsoid else 0.0
    if crs.prime_meridian is not None and crs.prime_meridian.longitude != 0:
        raise _Unreadable("srs", file=file)
    if crs.is_geographic and abs(radius - _WGS84) < 1:
        return _DEGREES
    in_metres = all(axis.unit_conversion_factor == 1 for axis in crs.axis_info)
    known = in_metres and abs(radius - _CLARKE) < 1
    zone = coordinates.zone_of_origin(_origin(crs)) if known else None
    if zone is None:
        raise _Unreadable("srs", file=file)
    return zone.value


def _origin(crs: CRS) -> float:
    """The latitude of origin of a projection, in degrees; 90, which is nobody's, without one."""
    return next(_angles(crs), 90.0)


def _angles(crs: CRS) -> Iterator[float]:
    operation = crs.coordinate_operation
    for param in operation.params if operation else ():
        if param.name.startswith(("Latitude of natural origin", "Latitude of false origin")):
            yield float(param.value) * float(param.unit_conversion_factor) * 180 / 3.141592653589793
