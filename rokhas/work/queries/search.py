"""One question over every dossier that the reader may open."""

from __future__ import annotations

from django.db.models import CharField, QuerySet

from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.search import holding
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import ASKER, Fixed
from rokhas.kernel.references import visible
from rokhas.kernel.text import normalise


def found(actor: Actor, text: str) -> QuerySet[Dossier]:
    """The lodged dossiers in sight that hold every word, in Arabic or in French; none for an empty question."""
    if not normalise(text):
        return Dossier.objects.none()
    return Dossier.objects.lodged().visible_to(actor).filter(holding(text))


def numbered(actor: Actor, text: str) -> Dossier | None:
    """The dossier in sight of exactly that number. One query."""
    number = visible(text).strip().upper()
    return _NUMBERED.first(actor=actor, number=number) if number else None


_NUMBERED: Fixed[Dossier] = Fixed(
    lambda actor, number: Dossier.objects.lodged().visible_to(actor).filter(number=number),
    actor=ASKER,
    number=CharField(),
)
