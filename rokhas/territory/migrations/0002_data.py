"""Load the vendored files of `rokhas/territory/data/` (see its README for the credits)."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from rokhas.kernel import topology
from rokhas.kernel.text import normalise

DATA = Path(__file__).resolve().parents[1] / "data"
Box = tuple[float, float, float, float]


def load(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _load_units(apps.get_model("territory", "Unit"))
    _load_agencies(apps.get_model("territory", "UrbanAgency"))
    _load_holidays(apps.get_model("territory", "Holiday"))


def unload(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("UrbanAgency", "Holiday"):
        apps.get_model("territory", name).objects.all().delete()
    for kind in ("arrondissement", "commune", "arrondissement_prefecture", "province", "prefecture", "region"):
        apps.get_model("territory", "Unit").objects.filter(kind=kind).delete()


def _load_units(unit: Any) -> None:
    rows = list(_rows("units.csv"))
    boxes = _boxes({row["code"]: row["parent"] for row in rows})
    unit.objects.bulk_create(
        [
            unit(
                code=row["code"],
                kind=row["kind"],
                parent_id=row["parent"] or None,
                name_fr=row["name_fr"],
                name_ar=row["name_ar"],
                is_urban=row["is_urban"] == "1" if row["is_urban"] else None,
                population_2014=int(row["population_2014"]) if row["population_2014"] else None,
                population_2024=int(row["population_2024"]) if row["population_2024"] else None,
                search_text=" ".join(
                    (normalise(row["name_fr"]), normalise(row["name_ar"]), row["code"].replace(".", ""))
                ),
                **dict(zip(("west", "south", "east", "north"), boxes[row["code"]], strict=True)),
            )
            for row in rows
        ],
        batch_size=500,
    )


def _boxes(parents: dict[str, str]) -> dict[str, Box]:
    """The box of each unit: of its outline, or around those of the units under it."""
    with gzip.open(DATA / "boundaries.json.gz", "rt", encoding="utf-8") as file:
        areas = topology.decode(json.load(file))
    boxes: dict[str, Box] = {}
    for leaf, area in areas.items():
        code = leaf if leaf in parents else ""  # Sebta and Melilia are drawn, and are no units
        while code:
            west, south, east, north = area.bounds
            if code in boxes:
                w, s, e, n = boxes[code]
                west, south, east, north = min(w, west), min(s, south), max(e, east), max(n, north)
            boxes[code] = (west, south, east, north)
            code = parents[code]
    # An arrondissement is counted in its commune; a prefecture of arrondissements bounds those of its tens.
    for code in parents:
        if code not in boxes:
            tens = [boxes[leaf] for leaf in areas if len(leaf) == len(code) and leaf[:-1] == code[:-1]]
            wests, souths, easts, norths = zip(*tens, strict=True)
            boxes[code] = (min(wests), min(souths), max(easts), max(norths))
    return boxes


def _load_agencies(agency: Any) -> None:
    rows = list(_rows("urban_agencies.csv"))
    agency.objects.bulk_create(
        agency(
            code=row["code"],
            name_fr=row["name_fr"],
            name_ar=row["name_ar"],
            seat_fr=row["seat"],
            seat_ar=row["seat_ar"],
            certainty=row["certainty"],
            source=row["source"],
            note=row["note"],
        )
        for row in rows
    )
    through = agency.provinces.through
    through.objects.bulk_create(
        through(urbanagency_id=row["code"], unit_id=province)
        for row in rows
        for province in row["provinces"].split(",")
    )


def _load_holidays(holiday: Any) -> None:
    columns = ("date", "key", "name_fr", "name_ar", "kind", "certainty", "source", "note")
    holiday.objects.bulk_create(holiday(**{key: row[key] for key in columns}) for row in _rows("holidays.csv"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
