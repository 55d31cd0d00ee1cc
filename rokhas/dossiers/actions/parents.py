"""The permit that a request comes after is cancelled, or stands again: the case of the request says so, each time once."""

from __future__ import annotations

from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.following import cancelled_parent
from rokhas.journal.events import act, record
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system

CANCELLED, RESTORED = "parent.cancelled", "parent.restored"


def note_cancelled_parent(parent: Dossier, *, by: Actor) -> int:
    """Write in every request under way that the permit it comes after was cancelled. Twice changes nothing.

    Nothing else happens to them: whoever decides reads it, and says what follows. Returns how many were noted.
    """
    return _note_all(parent, CANCELLED, by)


def note_restored_parent(parent: Dossier, *, by: Actor) -> int:
    """Write in those that bear the cancellation that it was quashed. Twice changes nothing. Returns how many were noted."""
    return _note_all(parent, RESTORED, by)


def _note_all(parent: Dossier, kind: str, by: Actor) -> int:
    under_way = parent.followers.lodged().filter(ended_at=None).order_by("pk")
    return sum(_note(pk, parent, kind, by) for pk in list(under_way.values_list("pk", flat=True)))


def _note(pk: int, parent: Dossier, kind: str, by: Actor) -> bool:
    """Facts may be heard out of order: one that the permit has outlived is not written."""
    with act():
        dossier = hold(pk)
        if (cancelled_parent(dossier) is not None) != (kind == CANCELLED):
            return False
        told = Event.objects.filter(stream=f"dossiers.dossier:{pk}", kind__in=(CANCELLED, RESTORED))
        last = told.order_by("-seq").values_list("kind", flat=True).first()
        if dossier.is_ended or last == kind or (kind == RESTORED and last is None):
            return False
        record(kind, dossier, system(by.at), parent=parent.number)
    return True
