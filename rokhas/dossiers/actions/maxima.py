"""What the clock does of the legal maximum of a whole dossier: its end is noted, and those who must be told of it are told."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Dossier, Maximum
from rokhas.dossiers.queries import case as cases
from rokhas.dossiers.queries.deadlines import is_said
from rokhas.dossiers.workflow import facts, reminders
from rokhas.dossiers.workflow.clocks import Clock, place_of
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.actor import MOROCCO, Actor, system
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Limit, reminders_of
from rokhas.territory.models import Holiday
from rokhas.territory.queries import concerns, last_decision_of

log = logging.getLogger(__name__)

BATCH = 2000
# Before any clock: of a dossier whose limit was never counted.
NEVER = date.min
TOMORROW = timedelta(days=1)


@every(timedelta(minutes=10))
def attend_maxima(by: Actor) -> int:
    """The legal maximum of a dossier that passes is a dated fact, once, whatever delays its steps have; those whom the file, or
    the platform, tells of a limit are told before, on and after it. Returns how many passed.

    Whatever moves it later (an extension, a deposit that starts the clock again, a stay of decision) is found on the day it is
    looked at; what brings it nearer (a day that is worked after all) has it looked at in the next round (`recount_maxima`).

    A dossier is looked at when a reminder or its last day is reached; once a day while its clock is stopped, or once it is late.
    A round looks at no more than `BATCH` of them, those that have waited longest first, and as many new ones: 288 000 a day.
    """
    fresh = Dossier.objects.lodged().filter(
        _limited(), ended_at=None, maximum__look_on=None
    )  # not looked at yet, or taken up again after its end
    known = Maximum.objects.filter(look_on__lte=by.today()).order_by("look_on", "pk")
    found = [
        *known.values_list("dossier_id", flat=True)[:BATCH],
        *fresh.order_by("pk").values_list("pk", flat=True)[:BATCH],
    ]
    return _attend_each(found, by)


def _attend_each(found: Iterable[int], by: Actor, changed: date | None = None) -> int:
    """Whatever is wrong with one dossier must not hide the limits of the others: it is said, and tried again tomorrow."""
    done = 0
    for pk in found:
        try:
            done += attend_maximum(pk, by=by, changed=changed)
        except Exception:
            log.exception("the legal maximum of dossier %s could not be attended to", pk)
            with act():
                Maximum.objects.update_or_create(
                    dossier_id=pk,
                    defaults={"look_on": by.today() + TOMORROW},
                    create_defaults={"since": NEVER, "due_on": NEVER, "look_on": by.today() + TOMORROW},
                )
    return done


def _limited() -> Q:
    """The dossiers whose class has a legal maximum in their file. The others are never looked at."""
    whole, some = [], Q(pk__in=[])
    for pk in ProcedureVersion.objects.values_list("pk", flat=True):
        found = [limit.classes for limit in procedure_of(pk).limits if limit.code == "legal_maximum"]
        if () in found:
            whole.append(pk)
        elif found:
            some |= Q(procedure_version=pk, class_code__in={code for classes in found for code in classes})
    return some | Q(procedure_version__in=whole)


def recount_maxima(day: date, *, by: Actor, decided: Holiday | None = None) -> None:
    """A day was closed or opened: the legal maxima counted across it are counted again, in the country or where it was `decided`.
    The next round looks at those whose last day, or next reminder, comes nearer."""
    across = Maximum.objects.filter(since__lte=day, due_on__gte=day - reminders.FARTHEST).exclude(
        look_on=None
    )
    rows = across.order_by("pk").select_related("dossier").only("dossier__unit")
    concerned = [
        each.dossier_id
        for each in rows.iterator()
        if decided is None or concerns(decided, place_of(each.dossier))
    ]
    _attend_each(concerned, by, day)


def attend_maximum(pk: int, *, by: Actor, changed: date | None = None) -> bool:
    """Look at the legal maximum of one dossier: count it again, note that it has passed, record the reminders that are reached,
    and say when to look again. Whether it passed now. With `changed`, the day that was closed or opened, it is counted alone.

    Nothing is said while its clock is stopped, nor once a decision is signed. A limit that lies ahead again after it passed has
    not passed any more; that it was said stays in the journal.
    """
    with act():
        dossier = hold(pk)
        clock = None if dossier.is_ended else cases.clock(dossier, by.today())
        limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
        if clock is None or limit is None:
            ahead = None if dossier.is_ended or limit is None else by.today() + TOMORROW
            Maximum.objects.filter(dossier=dossier).update(look_on=ahead)
            return False
        kept = _counted(dossier, clock, limit, by, changed)
        passes = False
        if changed:  # what is reached is dated by whoever finds it, not by the decision about a day
            next_on = reminders.next_of(reminders_of(limit), kept.reminded, kept.due_on, clock.calendar)
            kept.look_on = min(kept.look_on or by.today(), max(_soonest(kept, next_on), by.today()))
        else:
            kept.look_on = by.today() + TOMORROW
        if not changed and clock.stopped_on is None and not facts.read(dossier).is_decided:
            passes = _look(kept, clock, limit, by)
        kept.save()
    return passes


def _counted(dossier: Dossier, clock: Clock, limit: Limit, by: Actor, changed: date | None) -> Maximum:
    """What is kept of the limit, as it is counted now; begun anew when the clock has started again.

    A row kept since a later day than the start of its clock was made by the migration that day, for a dossier under way.
    """
    kept = Maximum.objects.filter(dossier=dossier).first() or Maximum(dossier=dossier)
    schedule = reminders_of(limit)
    if kept.since != clock.start:
        watched = kept.since if kept.pk and kept.since > clock.start else None
        begun = (
            reminders.take_up(schedule, watched, clock.due.on, clock.calendar)
            if watched
            else reminders.begin(schedule, clock.start, clock.due.on, clock.calendar)
        )
        kept.since, kept.due_on, kept.extended = clock.start, clock.due.on, clock.extended
        kept.reminded, kept.passed_at = begun.reached, None
    elif clock.extended and not kept.extended:  # another limit: what was told was said of the first one
        decided_on = dossier.extension.decided_at.astimezone(MOROCCO).date()
        kept.reminded = reminders.take_up(schedule, decided_on, clock.due.on, clock.calendar).reached
    elif kept.due_on != clock.due.on:
        told = changed or last_decision_of(clock.start, max(kept.due_on, clock.due.on))
        record(
            "maximum.moved",
            dossier,
            system(by.at),
            was=kept.due_on.isoformat(),
            until=clock.due.on.isoformat(),
            changed=told.isoformat() if told else "",
        )
    if kept.due_on != clock.due.on and clock.due.on >= by.today():
        kept.passed_at, kept.reminded = None, reminders.taken_back(schedule, kept.reminded)
    kept.due_on, kept.extended = clock.due.on, clock.extended
    return kept


def _look(kept: Maximum, clock: Clock, limit: Limit, by: Actor) -> bool:
    """The clock runs: what is reached today is recorded. Whether the limit passed now; the row is not saved."""
    today, due_on = by.today(), clock.due.on
    passes = clock.is_late and kept.passed_at is None
    if passes:
        kept.passed_at = by.now()
        passes = not is_said(kept.dossier_id, "maximum.passed", due_on=due_on.isoformat())
    if passes:
        record("maximum.passed", kept.dossier, system(by.at), due_on=due_on.isoformat())
    found = reminders.look(reminders_of(limit), kept.reminded, due_on, today, clock.calendar)
    kept.reminded = found.reached
    for each in found.told:
        fact: dict[str, Any] = {"told": each.tells, "days": each.working_days, "due_on": due_on.isoformat()}
        if each.working_days > 0 and is_said(kept.dossier_id, "maximum.reminded", **fact):
            continue  # the limit went further and came back
        record("maximum.reminded", kept.dossier, system(by.at), **fact)
    if kept.passed_at is None:
        kept.look_on = max(_soonest(kept, found.next_on), today + TOMORROW)
    return passes


def _soonest(kept: Maximum, next_on: date | None) -> date:
    """When something is to be noted next: that it passed, unless it has, or a reminder."""
    return min(kept.due_on + TOMORROW if kept.passed_at is None else date.max, next_on or date.max)
