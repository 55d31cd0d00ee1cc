"""The permit that a request comes after is cancelled: the case of the request says so, once."""

from __future__ import annotations

from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Dossier
from rokhas.journal.events import act, record
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system

CANCELLED = "parent.cancelled"


def note_cancelled_parent(parent: Dossier, *, by: Actor) -> int:
    """Write in every request under way that the permit it comes after was cancelled. Twice changes nothing.

    Nothing else happens to them: whoever decides reads it, and says what follows. Returns how many were noted.
    """
    under_way = parent.followers.lodged().filter(ended_at=None).order_by("pk")
    return sum(_note(pk, parent, by) for pk in list(under_way.values_list("pk", flat=True)))


def _note(pk: int, parent: Dossier, by: Actor) -> bool:
    with act():
        dossier = hold(pk)
        known = Event.objects.filter(stream=f"dossiers.dossier:{pk}", kind=CANCELLED)
        if dossier.is_ended or known.exists():
            return False
        record(CANCELLED, dossier, system(by.at), parent=parent.number)
    return True
