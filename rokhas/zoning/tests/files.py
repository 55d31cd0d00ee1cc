"""Files of zoning for tests: squares beside each other at Témara, as GeoJSON or as a zip of shapefiles."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import shapefile

from rokhas.kernel import coordinates

TEMARA = "04.501.01.07"
WEST, SOUTH, SIDE = -6.91, 33.90, 0.002
PLAN = {
    "plan": "pa-essai",
    "kind": "PA",
    "name_fr": "Plan d’essai",
    "name_ar": "تصميم تجريبي",
    "approved_on": "2024-01-15",
    "ends_on": "2034-01-15",
    "certainty": "constructed",
    "source": "Essai",
}
# As the programs of surveyors write it: names of their own, the four parameters of the projection.
LAMBERT_PRJ = (
    'PROJCS["Merchich_Nord_Maroc",GEOGCS["GCS_Merchich",DATUM["D_Merchich",SPHEROID["Clarke_1880_IGN",6378249.2,293.4660212936265]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",300000.0],PARAMETER["Central_Meridian",-5.4],'
    'PARAMETER["Standard_Parallel_1",33.3],PARAMETER["Scale_Factor",0.999625769],PARAMETER["Latitude_Of_Origin",33.3],'
    'UNIT["Meter",1.0]]'
)
WGS84_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
UTM_PRJ = LAMBERT_PRJ.replace('"Latitude_Of_Origin",33.3', '"Latitude_Of_Origin",40.0')


def square(column: float = 0, row: float = 0, *, size: float = 1) -> dict[str, Any]:
    """The square at a place of the grid, `size` sides wide."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    east, north = west + size * SIDE, south + size * SIDE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[round(x, 7), round(y, 7)] for x, y in ring]]}


def line(row: float = 0.5) -> dict[str, Any]:
    """A line from west to east through the squares of a row."""
    lat = round(SOUTH + row * SIDE, 7)
    return {"type": "LineString", "coordinates": [[WEST, lat], [round(WEST + 3 * SIDE, 7), lat]]}


def zone(code: str = "R4", geometry: Any = None, **more: Any) -> dict[str, Any]:
    said = {
        "code": code,
        "name_fr": f"Zone {code}",
        "name_ar": f"منطقة {code}",
        "allowed": "commerce; offices",
    }
    rules = {"height": 17, "levels": 4, "coverage": 0.6, "set_street": "4,5"}
    return {"type": "Feature", "properties": said | rules | more, "geometry": geometry or square()}


def easement(code: str = "S1", geometry: Any = None, **more: Any) -> dict[str, Any]:
    said = {"feature": "easement", "code": code, "kind": "power_line", "name_fr": "Ligne", "name_ar": "خط"}
    texts = {"text_fr": "Rien à moins de 15 m.", "text_ar": "لا بناء على أقل من 15 مترا.", "reach": 15}
    return {"type": "Feature", "properties": said | texts | more, "geometry": geometry or line()}


def geojson(*features: Any, **more: Any) -> bytes:
    collection = {"type": "FeatureCollection", "plan": PLAN, "features": list(features), **more}
    return json.dumps(collection, ensure_ascii=False).encode()


def archive(
    *features: Any, prj: str | None = LAMBERT_PRJ, cpg: str = "UTF-8", encoding: str = "utf-8"
) -> bytes:
    """The same features as shapefiles, polygons and lines apart, in Lambert metres unless the .prj is that of degrees."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as members:
        members.writestr("plan/plan.json", json.dumps(PLAN))
        for name, kind in (("zones", "Polygon"), ("lines", "LineString")):
            some = [each for each in features if each["geometry"]["type"] == kind]
            if some:
                for ending, content in _shapefile(some, prj, encoding).items():
                    members.writestr(f"plan/{name}.{ending}", content)
                members.writestr(f"plan/{name}.cpg", cpg)
                if prj:
                    members.writestr(f"plan/{name}.prj", prj)
    return packed.getvalue()


def _shapefile(features: list[Any], prj: str | None, encoding: str) -> dict[str, bytes]:
    parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    names = sorted({name for feature in features for name in feature["properties"]})
    with shapefile.Writer(**parts, encoding=encoding) as writer:
        for name in names:
            writer.field(name, "C", size=120)
        for feature in features:
            geometry = feature["geometry"]
            rings = geometry["coordinates"] if geometry["type"] == "Polygon" else [geometry["coordinates"]]
            drawn = [[_metres(point) if prj != WGS84_PRJ else point for point in ring] for ring in rings]
            if geometry["type"] == "Polygon":
                writer.poly([ring[::-1] for ring in drawn])
            else:
                writer.line(drawn)
            writer.record(**{name: str(feature["properties"].get(name, "")) for name in names})
    return {ending: part.getvalue() for ending, part in parts.items()}


def _metres(point: list[float]) -> list[float]:
    return list(coordinates.from_wgs84(*point)[1:])
