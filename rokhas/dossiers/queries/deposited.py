"""A dossier as it was deposited: what the applicant prepares for the next deposit is nobody else's yet."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries import wording


def as_deposited(dossiers: Iterable[Dossier]) -> None:
    """Put back the answers and the title of the version under study, for a reader who is not a party. One query."""
    lodged = list(dossiers)
    if not lodged:
        return
    prefetch_related_objects(lodged, "versions")
    for dossier in lodged:
        standing = next((each for each in dossier.versions.all() if each.number == dossier.version), None)
        if standing is None:
            continue  # a draft: nobody but its parties opens it
        dossier.answers = standing.answers
        dossier.title = wording.named(dossier, "project", "fr")
