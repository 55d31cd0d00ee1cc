"""A dossier as it was deposited: what the applicant prepares for the next deposit is nobody else's yet."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from rokhas.dossiers.models import Dossier, DossierVersion
from rokhas.dossiers.queries import wording


def as_deposited(dossiers: Iterable[Dossier]) -> None:
    """Put back the answers and the title of the version under study, for a reader who is not a party. One query."""
    lodged = list(dossiers)
    if not lodged:
        return
    versions = DossierVersion.objects.filter(
        dossier__in={dossier.pk for dossier in lodged}, number=F("dossier__version")
    )
    answers = dict(versions.values_list("dossier_id", "answers"))
    for dossier in lodged:
        if dossier.pk not in answers:
            continue  # a draft: nobody but its parties opens it
        dossier.answers = answers[dossier.pk]
        meant = wording.meant(dossier, "project")
        dossier.title = meant.fr or meant.ar
