"""Publishing an entry of a list that procedures share, and taking it back before its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from rokhas.journal.events import act
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.procedures import policy
from rokhas.procedures.errors import DayTooSoon, InForceAlready, WithdrawnAlready
from rokhas.procedures.models import Entry
from rokhas.procedures.queries.entries import forget


def enter(register: str, code: str, value: Mapping[str, Any], *, effective_from: date, by: Actor) -> Entry:
    """Publish what an entry says from a day to come. Raises `DayTooSoon`, `NotAllowed`.

    The caller holds what keeps two from entering the same one: its draft.
    """
    require(policy.may_enter, by, None)
    if effective_from <= by.today():
        raise DayTooSoon
    with act():
        last = Entry.objects.filter(register=register, code=code).aggregate(last=Max("number"))["last"]
        entry = Entry.objects.create(
            register=register,
            code=code,
            number=(last or 0) + 1,
            value=dict(value),
            effective_from=effective_from,
            published_at=by.now(),
            published_by_id=by.person_pk,
        )
        transaction.on_commit(forget)
    return entry


def take_back(entry: Entry, *, by: Actor) -> Entry:
    """It will not come into force. Raises `InForceAlready`, `WithdrawnAlready`, `NotAllowed`."""
    with act():
        entry = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        require(policy.may_enter, by, entry)
        if entry.effective_from <= by.today():
            raise InForceAlready
        if entry.withdrawn_at is not None:
            raise WithdrawnAlready
        entry.withdrawn_at = by.now()
        entry.save(update_fields=["withdrawn_at"])
        transaction.on_commit(forget)
    return entry
