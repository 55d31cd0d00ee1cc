"""Days that count: working days, calendar limits, and why a limit falls where it does. Pure: no database, no clock.

A working day is Monday to Friday less the closed days given. The day of receipt is not counted; the due day is the last
counted. Months end on the same date or on the month's last day. A limit in days, months or years that falls on a closed day
moves to the next working day (certainty: unsure).
"""

from __future__ import annotations

import calendar as civil
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

Unit = Literal["working_days", "days", "months", "years"]
UNITS: Final[tuple[Unit, ...]] = ("working_days", "days", "months", "years")

Reason = Literal["weekend", "holiday"]

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that does not count. A holiday that falls on a weekend is a weekend."""

    day: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class Due:
    """A limit and how it was found: enough to answer “why this date?”.

    `on` is the due day. `skipped` lists, in order, the days that did not count: for working days every closed day between
    `start` and `on`; for the other units only those that `moved_from` had to cross. `moved_from` is the date the count gave
    when it fell on a closed day, else None.
    """

    start: date
    quantity: int
    unit: Unit
    on: date
    skipped: tuple[Skipped, ...] = ()
    moved_from: date | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which an office is open: Monday to Friday, less `closed` (national and local holidays).

    `closed` must cover the span asked: a holiday absent from it is counted as a working day.
    """

    closed: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return self.reason_closed(day) is None

    def reason_closed(self, day: date) -> Reason | None:
        """Why `day` does not count, or None when it does."""
        if day.weekday() >= _SATURDAY:
            return "weekend"
        return "holiday" if day in self.closed else None

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the first worked day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """The due day of a delay of `n` working days running from `start`, which is not counted.

        A delay of 0 ends on `start`, or on the first working day after it.

        Raises:
            ValueError: `n` is negative.
        """
        return self._count(start, n, None)

    def working_days_before(self, day: date, n: int) -> date:
        """The `n`th working day before `day`, which is not counted; `day` itself when `n` is 0.

        Raises:
            ValueError: `n` is negative.
        """
        if n < 0:
            raise ValueError("a delay cannot be negative")
        while n:
            day -= _DAY
            n -= self.is_working(day)
        return day

    def add(self, start: date, quantity: int, unit: Unit) -> date:
        """The due day of any legal delay (see `due` for the explanation).

        Raises:
            ValueError: `quantity` is negative, or `unit` is not one of `UNITS`.
        """
        return self.due(start, quantity, unit).on

    def due(self, start: date, quantity: int, unit: Unit) -> Due:
        """The due day of a delay of `quantity` `unit` running from `start` (not counted), with its explanation.

        Raises:
            ValueError: `quantity` is negative, or `unit` is not one of `UNITS`.
        """
        skipped: list[Skipped] = []
        if unit == "working_days":
            return Due(start, quantity, unit, self._count(start, quantity, skipped), tuple(skipped))
        reached = _plain(start, quantity, unit)
        on = self._count(reached, 0, skipped)
        return Due(start, quantity, unit, on, tuple(skipped), moved_from=reached if on != reached else None)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`; negative when `end` is before `start`.

        `working_days_between(start, add_working_days(start, n)) == n` for every n > 0.
        """
        if end < start:
            return -self.working_days_between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        first = start.weekday() + 1
        weekdays = weeks * 5 + sum(day % 7 < _SATURDAY for day in range(first, first + rest))
        closed = _closed_weekdays(self.closed)
        return weekdays - (bisect_right(closed, end) - bisect_right(closed, start))

    def _count(self, start: date, n: int, skipped: list[Skipped] | None) -> date:
        if n < 0:
            raise ValueError("a delay cannot be negative")
        day = start if n else start - _DAY
        left = max(n, 1)
        while left:
            day += _DAY
            reason = self.reason_closed(day)
            if reason is None:
                left -= 1
            elif skipped is not None:
                skipped.append(Skipped(day, reason))
        return day


@lru_cache(maxsize=64)
def _closed_weekdays(closed: frozenset[date]) -> list[date]:
    """Those that are no weekend, in order: a list of dossiers counts from the same days again and again."""
    return sorted(day for day in closed if day.weekday() < _SATURDAY)


def _plain(start: date, quantity: int, unit: Unit) -> date:
    if quantity < 0:
        raise ValueError("a delay cannot be negative")
    if unit == "days":
        return start + timedelta(days=quantity)
    if unit not in UNITS:
        raise ValueError(f"unknown unit of delay: {unit}")
    month = start.month - 1 + quantity * (12 if unit == "years" else 1)
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, civil.monthrange(year, month)[1]))
