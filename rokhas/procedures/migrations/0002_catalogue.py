"""Publish the procedure files present at installation. Those that come later are published by `bin/rokhas procedures seed`."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import yaml
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from rokhas.procedures.schema.files import LOADER, published_text

DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"


def publish(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    version = apps.get_model("procedures", "ProcedureVersion")
    for file in sorted(DEFINITIONS.glob("*.v*.yaml")):
        text = published_text(file)
        written = yaml.load(text, LOADER)
        version.objects.create(
            key=file.stem,
            code=written["code"],
            version=written["version"],
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            effective_from=written["effective_from"],
            published_at=datetime.now(UTC),
        )


def withdraw(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("procedures", "ProcedureVersion").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]
    operations = [migrations.RunPython(publish, withdraw)]
