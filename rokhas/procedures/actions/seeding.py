"""Publishing the versions that come with the platform."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from rokhas.kernel.actor import SYSTEM, Actor
from rokhas.procedures.errors import PublishedFileChanged
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.schema import parsed, published_text

DEFINITIONS = Path(__file__).parent.parent / "definitions"


def packaged_files() -> list[Path]:
    """The procedure files that come with the platform."""
    return sorted(DEFINITIONS.glob("*.v*.yaml"))


@transaction.atomic
def seed(files: Iterable[Path] | None = None, *, by: Actor = SYSTEM) -> list[ProcedureVersion]:
    """Publish the versions of `files` (those of the package by default) that have no row yet; return the new rows.

    Safe to run at every start. A row is never rewritten.

    Raises:
        PublishedFileChanged: a file differs from the row already published under its name.
    """
    texts = {file.stem: published_text(file) for file in (packaged_files() if files is None else files)}
    known = dict(ProcedureVersion.objects.filter(pk__in=texts).values_list("pk", "sha256"))
    fresh = []
    for key, text in texts.items():
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        if key not in known:
            fresh.append(_row(key, text, sha256, by))
        elif known[key] != sha256:
            raise PublishedFileChanged(file=f"{key}.yaml")
    return ProcedureVersion.objects.bulk_create(fresh)


def _row(key: str, text: str, sha256: str, by: Actor) -> ProcedureVersion:
    procedure = parsed(text)
    return ProcedureVersion(
        key=key,
        code=procedure.code,
        version=procedure.version,
        text=text,
        sha256=sha256,
        effective_from=procedure.effective_from,
        published_at=by.now(),
        published_by_id=by.person_id,
    )
