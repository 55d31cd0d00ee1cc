"""A derogation is asked from something: by the answers, a threshold is exceeded, and a text lets it be."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from rokhas.dossiers.errors import NotDerogable, NothingToDerogate
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.thresholds import exceeded


def require_crossing(dossier: Dossier) -> None:
    """Refuse to lodge where the file gives thresholds and none is exceeded (the permit is enough), or one that no text lets be.

    Raises `NothingToDerogate`, `NotDerogable`.
    """
    if not dossier.procedure.thresholds:
        return
    crossed = exceeded(dossier)
    if not crossed:
        raise NothingToDerogate
    fixed = [
        each.threshold.names.in_(get_language() or "fr")
        for each in crossed
        if each.threshold.derogable is None
    ]
    if fixed:
        raise NotDerogable(names=gettext(", ").join(fixed))
