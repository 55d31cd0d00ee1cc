"""Everything the platform holds of one person, given to that person."""

from __future__ import annotations

from django.db import transaction

from rokhas.accounts.models import Person
from rokhas.journal.events import record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.privacy import policy
from rokhas.privacy.queries import Copy, copy_of


def export(person: Person, *, by: Actor) -> Copy:
    """The copy to send, and the fact that it was taken. Raises `NotAllowed`."""
    require(policy.may_ask, by, person)
    with transaction.atomic():
        copy = copy_of(person, by)
        record("data.exported", person, by, dossiers=len(copy.data["dossiers"]))
    return copy
