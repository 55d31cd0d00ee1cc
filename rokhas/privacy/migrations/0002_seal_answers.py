"""Seal what earlier versions kept in clear among the answers: company numbers and e-mail addresses.

The questions are read in each version's own text, as it was published.
"""

import functools
from typing import Any

import yaml
from django.db import migrations

from rokhas.kernel.personal import is_sealed, seal

FORMATS = {"cnie", "ice", "phone", "email"}
MEANINGS = {"phone", "email"}


@functools.cache  # a version is read for the first of its dossiers, and not at all where there is none
def to_seal(text: str) -> set[str]:
    fields = [field for section in yaml.safe_load(text).get("form") or [] for field in section.get("fields") or []]
    return {
        field["code"]
        for field in fields
        if field.get("type") == "identity" or field.get("format") in FORMATS or field.get("meaning") in MEANINGS
    }


def seal_answers(apps: Any, schema_editor: Any) -> None:
    versions = apps.get_model("procedures", "ProcedureVersion").objects.values_list("key", "text")
    texts = dict(versions)
    for name, procedure in (
        ("Dossier", "procedure_version_id"),
        ("DossierVersion", "dossier__procedure_version_id"),
    ):
        rows = apps.get_model("dossiers", name).objects
        for number, key, answers in rows.values_list("pk", procedure, "answers").iterator(chunk_size=500):
            clear = {
                code: seal(str(answers[code]))
                for code in to_seal(texts[key])
                if answers.get(code) and not is_sealed(answers[code])
            }
            if clear:
                rows.filter(pk=number).update(answers=answers | clear)


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("dossiers", "0004_what_an_opinion_holds_for"),
        ("procedures", "0002_catalogue"),
    ]
    operations = [migrations.RunPython(seal_answers, migrations.RunPython.noop)]
