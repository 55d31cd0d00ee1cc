"""Load `rokhas/tariffs/data/tariffs.csv`, with how sure each figure is."""

import csv
from decimal import Decimal
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DATA = Path(__file__).resolve().parents[1] / "data"
KEPT = ("code", "unit", "article", "article_certainty", "source", "certainty", "note")


def load(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    tariff = apps.get_model("tariffs", "Tariff")
    agencies = set(apps.get_model("territory", "UrbanAgency").objects.values_list("code", flat=True))
    with (DATA / "tariffs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tariff.objects.bulk_create(
        tariff(
            fee=row["tariff"],
            nature=row["nature_code"],
            description=row["nature"],
            agency_id=place if (place := row["territory_code"]) in agencies else None,
            territory_id=None if place == "MA" or place in agencies else place,
            floor=_amount(row["legal_floor"]),
            ceiling=_amount(row["legal_ceiling"]),
            rate=_amount(row["rate"]),
            valid_from=row["valid_from"] or None,
            valid_to=row["valid_to"] or None,
            **{key: row[key] for key in KEPT},
        )
        for row in rows
    )


def unload(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("tariffs", "Tariff").objects.all().delete()


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0001_initial"), ("territory", "0002_data")]
    operations = [migrations.RunPython(load, unload)]
