"""A day is closed, or worked after all: for the country or for the offices of a place, ahead or afterwards.

What is under way is counted again by whoever hears `calendar.changed`.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.territory import policy
from rokhas.territory.errors import (
    DayAlreadyDecided,
    DayIsWeekend,
    DayNamelessClosed,
    DaySourceless,
    DayTooFar,
    DecisionWithdrawn,
)
from rokhas.territory.models import Certainty, Holiday, Unit

BEHIND, AHEAD = timedelta(days=2 * 366), timedelta(days=5 * 366)
SATURDAY = 5


def decide_day(
    day: date,
    *,
    by: Actor,
    closed: bool,
    source: str,
    certainty: str = Certainty.SOURCED,
    name_fr: str = "",
    name_ar: str = "",
    unit: Unit | None = None,
    office_kind: str = "",
) -> Holiday:
    """Close a day, or say that it is worked after all; for the offices of a unit when one is given, of one kind if need be.

    Raises `DaySourceless`, `DayNamelessClosed`, `DayIsWeekend`, `DayTooFar`, `DayAlreadyDecided`, `NotAllowed`.
    """
    if not source.strip():
        raise DaySourceless
    if closed and not (name_fr.strip() and name_ar.strip()):
        raise DayNamelessClosed
    if day.weekday() >= SATURDAY:
        raise DayIsWeekend
    if not -BEHIND <= day - by.today() <= AHEAD:
        raise DayTooFar
    require(policy.may_keep_calendar, by, None)
    with act():
        decision = Holiday(
            date=day,
            key=f"decided-{by.now():%Y%m%d%H%M%S%f}",
            name_fr=name_fr.strip(),
            name_ar=name_ar.strip(),
            kind=Holiday.Kind.EXCEPTIONAL if closed else Holiday.Kind.WORKED,
            certainty=certainty,
            source=source.strip(),
            unit=unit,
            office_kind=office_kind if unit else "",
            decided_at=by.now(),
        )
        try:
            with transaction.atomic():
                decision.save()
        except IntegrityError as taken:
            raise DayAlreadyDecided from taken
        _record(decision, by, "closed" if closed else "worked")
    return decision


def withdraw_day(decision: Holiday, *, by: Actor) -> Holiday:
    """The decision no longer holds: the calendar says again what it said without it. Raises `DecisionWithdrawn`, `NotAllowed`."""
    with act():
        decision = Holiday.objects.select_for_update(no_key=True).exclude(decided_at=None).get(pk=decision.pk)
        require(policy.may_keep_calendar, by, decision)
        if decision.withdrawn_at is not None:
            raise DecisionWithdrawn
        decision.withdrawn_at = by.now()
        decision.save(update_fields=["withdrawn_at"])
        _record(decision, by, "withdrawn")
    return decision


def _record(decision: Holiday, by: Actor, state: str) -> None:
    record(
        "calendar.changed",
        decision,
        by,
        day=decision.date.isoformat(),
        state=state,
        unit=decision.unit_id or "",
        office_kind=decision.office_kind,
    )
