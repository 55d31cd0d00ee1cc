"""Deadlines of a dossier, computed from facts and able to explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from rokhas.kernel.calendar import Calendar, Due
from rokhas.procedures.schema import Delay, Law
from rokhas.territory.queries import closed_days

# Longer than any delay of a procedure, closed days included: the works of a subdivision have three years.
HORIZON = timedelta(days=4 * 366)


def calendar_around(day: date) -> Calendar:
    """The working days around a date, with the national holidays known today."""
    return Calendar(closed_days(day, day + HORIZON))


def calendar_of(*days: date) -> Calendar:
    """One calendar around several dates, at the cost of one."""
    return Calendar(closed_days(min(days), max(days) + HORIZON))


def due(delay: Delay, start: date, calendar: Calendar | None = None) -> Due:
    """When a delay ends, and why; by the calendar around its start, unless one is at hand."""
    return (calendar or calendar_around(start)).due(start, delay.quantity, delay.unit)


def due_of(delay: Delay | None, start: date) -> date | None:
    return due(delay, start).on if delay else None


def next_session(day: date) -> date:
    """The desk's next session: the first working day at or after the weekly day of `ROKHAS_SESSION_WEEKDAY`, strictly after
    the deposit."""
    ahead = (settings.ROKHAS_SESSION_WEEKDAY - day.weekday() - 1) % 7 + 1
    return calendar_around(day).next_working_day(day + timedelta(days=ahead))


@dataclass(frozen=True)
class Clock:
    """A delay as a person reads it: when it started, where it stands, when it ends, and on which text.

    `stopped_on` is the day changes were notified: the delay then starts again from zero at the re-deposit (RGC art. 37).
    """

    start: date
    due: Due
    delay: Delay
    calendar: Calendar
    today: date
    stopped_on: date | None = None

    @property
    def law(self) -> Law:
        return self.delay.law

    @property
    def used(self) -> int:
        """Units of the delay spent so far, in working days or in days."""
        end = min(self.stopped_on or self.today, self.due.on)
        if self.delay.unit == "working_days":
            return max(0, self.calendar.working_days_between(self.start, end))
        return max(0, (end - self.start).days)

    @property
    def total(self) -> int:
        if self.delay.unit == "working_days":
            return self.delay.quantity
        return (self.due.on - self.start).days

    @property
    def left(self) -> int:
        return max(0, self.total - self.used)

    @property
    def is_late(self) -> bool:
        return self.stopped_on is None and self.today > self.due.on
