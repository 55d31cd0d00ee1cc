"""Deadlines of a dossier, computed from facts and able to explain themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings

from rokhas.accounts.models import Office
from rokhas.dossiers.models import Dossier, Maximum, Task
from rokhas.dossiers.workflow.reminders import FARTHEST
from rokhas.kernel.calendar import Calendar, Due
from rokhas.procedures.schema import Delay, Law, Limit
from rokhas.territory.queries import Closures, Place, closures

# Longer than any delay of a procedure, closed days included: the works of a subdivision have three years.
HORIZON = timedelta(days=4 * 366)


# A reminder looks this far behind a limit, and this far beyond it.
BEFORE = AFTER = FARTHEST
# The next session is a week ahead, or as soon as offices open again.
SESSION = timedelta(days=60)
DAYS = {"working_days": 2, "days": 1, "months": 31, "years": 366}


def place_of(dossier: Dossier, office: Office | None = None) -> Place:
    """Whose closed days count: those of the office that is waited for; of the land when its applicant is."""
    land = dossier.unit_id or ""
    if office is None:
        return Place(land)
    return Place(office.unit_id, office.kind) if office.unit_id else Place(land, office.kind, seated=False)


def reach(delay: Delay) -> timedelta:
    """How far ahead closed days are asked for, to count a delay and its reminders: weekends and feasts together never close half
    of the days."""
    return timedelta(days=delay.quantity * DAYS[delay.unit]) + AFTER


def closures_around(*days: date, ahead: timedelta = HORIZON) -> Closures:
    """What is known today of the closed days around some dates, for every place. One query."""
    return closures(min(days) - BEFORE, max(days) + ahead)


def calendar_around(day: date, place: Place | None = None, ahead: timedelta = HORIZON) -> Calendar:
    """The working days around a date, with what is known today; the national ones, or those of a place."""
    return closures_around(day, ahead=ahead).at(place)


def calendar_of(task: Task) -> Calendar:
    """The working days by which the delay of a task is counted."""
    return calendar_around(task.starts_on, place_of(task.dossier, task.office))


def due(delay: Delay, start: date, calendar: Calendar | None = None) -> Due:
    """When a delay ends, and why; by the national calendar around its start, unless one is at hand."""
    return (calendar or calendar_around(start)).due(start, delay.quantity, delay.unit)


def due_of(delay: Delay | None, start: date, place: Place | None = None) -> date | None:
    return due(delay, start, calendar_around(start, place, reach(delay))).on if delay else None


def maximum(limit: Limit, start: date, extended_since: date | None, calendar: Calendar) -> Due:
    """The legal maximum of a dossier from its start, with its one extension when that was given on this run of the clock: it
    counts from the last day of the first delay. `calendar` reaches both."""
    first = due(limit.delay, start, calendar)
    if limit.extension is None or extended_since != start:
        return first
    more = due(limit.extension.delay, first.on, calendar)
    return replace(first, on=more.on, skipped=(*first.skipped, *more.skipped), moved_from=more.moved_from)


def maximum_of(dossier: Dossier, start: date, calendar: Calendar | None = None) -> Due | None:
    """That of a dossier, None where no text gives one; around its start, unless a calendar is at hand."""
    limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
    if limit is None:
        return None
    calendar = calendar or calendar_around(start, place_of(dossier))
    return maximum(limit, start, dossier.extended_since, calendar)


def begin_anew(dossier: Dossier, since: date) -> None:
    """The clock of a held dossier starts again: it is late no more, from that moment, and the next round counts its legal maximum
    from its new start."""
    Maximum.objects.filter(dossier=dossier).update(passed_at=None, look_on=since)


def next_session(day: date, place: Place | None = None) -> date:
    """The desk's next session: the first working day at or after the weekly day of `ROKHAS_SESSION_WEEKDAY`, strictly after
    the deposit. `place` is the desk's."""
    ahead = (settings.ROKHAS_SESSION_WEEKDAY - day.weekday() - 1) % 7 + 1
    return calendar_around(day, place, SESSION).next_working_day(day + timedelta(days=ahead))


@dataclass(frozen=True)
class Clock:
    """A delay as a person reads it: when it started, where it stands, when it ends, and on which text.

    `stopped_on` is the day changes were notified: the delay then starts again from zero at the re-deposit (RGC art. 37).
    `ended_on` is the day of the decision; `extended` says that the delay was lengthened, once: `due` counts it.
    """

    start: date
    due: Due
    delay: Delay
    calendar: Calendar
    today: date
    stopped_on: date | None = None
    ended_on: date | None = None
    extended: bool = False

    @property
    def law(self) -> Law:
        return self.delay.law

    @property
    def used(self) -> int:
        """Units of the delay spent so far, in working days or in days."""
        if self.delay.unit == "working_days":
            return max(0, self.calendar.working_days_between(self.start, self._reached))
        return min(self.total, max(0, (self._reached - self.start).days))

    @property
    def total(self) -> int:
        """The length that the law gives: a last day that is moved makes it no longer."""
        if self.delay.unit == "working_days":
            return self.calendar.working_days_between(self.start, self.due.on)
        crossed = _crossed(self.due)
        if self.extended:
            crossed += _crossed(due(self.delay, self.start, self.calendar))
        return (self.due.on - self.start).days - crossed

    @property
    def left(self) -> int:
        """Until the last day, moved or not."""
        if self.delay.unit == "working_days":
            return max(0, self.total - self.used)
        return max(0, (self.due.on - max(self.start, self._reached)).days)

    @property
    def _reached(self) -> date:
        return min(self.stopped_on or self.today, self.due.on)

    @property
    def is_late(self) -> bool:
        return self.stopped_on is None and self.today > self.due.on


def _crossed(found: Due) -> int:
    """How many closed days its last day was moved over."""
    return (found.on - found.moved_from).days if found.moved_from else 0
