"""The catalogues and the procedures speak of the same kinds of data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from rokhas.privacy.schema import catalogue, collected
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import read_procedure


@register()
def every_datum_has_its_retention(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    known = {kind.code for kind in catalogue().kinds}
    named = {f"the collection {each.code}": each.retention for each in collected()}
    for file in packaged_files():
        procedure = read_procedure(file)
        for field in procedure.fields:
            if field.personal:
                named[f"{file.name}: {field.code}"] = field.personal.retention
            elif field.is_sealed and field.format != "ice":
                named[f"{file.name}: {field.code}"] = ""
    return [
        Error(
            f"{what} names no known retention: {code or 'none'}.",
            hint="rokhas/privacy/data/retention.yaml lists them.",
            id="privacy.E001",
        )
        for what, code in named.items()
        if code not in known
    ]
