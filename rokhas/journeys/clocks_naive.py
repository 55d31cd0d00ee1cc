"""Delays counted again the way a clerk counts on a wall calendar: one day after another, from scratch each time.

It shares nothing with `rokhas.kernel.calendar` nor with what attends to the deadlines: the simulation of the clocks holds one
against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

ONE = timedelta(days=1)
Closed = AbstractSet[date]


def is_open(day: date, closed: Closed) -> bool:
    return day.isoweekday() in (1, 2, 3, 4, 5) and day not in closed


def limit(start: date, quantity: int, unit: str, closed: Closed) -> date:
    """The last day of a delay: the day of its start is not counted; a closed day is never the last."""
    day = start
    if unit == "working_days":
        counted = 0
        while counted < quantity:
            day += ONE
            if is_open(day, closed):
                counted += 1
    elif unit == "days":
        for _day in range(quantity):
            day += ONE
    else:
        months = quantity * 12 if unit == "years" else quantity
        for _month in range(months):
            day = _same_day_next_month(day, start.day)
    while not is_open(day, closed):
        day += ONE
    return day


def _same_day_next_month(day: date, wanted: int) -> date:
    """Walk to the next month, then to the same day of it or to its last."""
    left = day.month
    while day.month == left:
        day += ONE
    month = day.month
    while day.day < wanted and (day + ONE).month == month:
        day += ONE
    return day


def shifted(day: date, working_days: int, closed: Closed) -> date:
    """So many open days before (negative) or after a day."""
    step = ONE if working_days > 0 else -ONE
    left = abs(working_days)
    while left:
        day += step
        if is_open(day, closed):
            left -= 1
    return day


@dataclass(frozen=True)
class Run:
    """One running of a clock, as it really went: from its start to the answer that ended it (None: it never came).

    A delay may run before anybody is asked (from the deposit, from a session): nothing is done of it before `asked_on`.
    """

    start: date
    quantity: int
    unit: str
    reminders: Sequence[tuple[int, str]]
    ended_on: date | None
    asked_on: date = date.min


@dataclass(frozen=True)
class Expected:
    """What must have been done: the limit as it stood at the end, the days it was seen to have passed, who was told when.

    Several days when a change of the calendar put the limit ahead again after it had passed, and it passed in its turn.
    """

    due_on: date
    passed: tuple[date, ...]
    told: tuple[tuple[date, str, int], ...]


def expected(
    run: Run, *, until: date, alive: Callable[[date], bool], closed_on: Callable[[date], Closed]
) -> Expected:
    """Live the run day after day: each day that a worker lives, count everything again from scratch.

    `closed_on(day)` is the calendar as it was known that day. An answer given on a day comes before the worker's round.
    """
    day, life = run.start, _Life(run, closed_on(run.start))
    while day <= until and (run.ended_on is None or day < run.ended_on):
        if closed_on(day) is not life.known:
            life.count_again(closed_on(day), day)
        if alive(day) and day >= run.asked_on:
            life.look(day)
        day += ONE
    return Expected(life.due, tuple(life.passed.values()), tuple(life.told))


class _Life:
    """A run while it lasts: its limit by the calendar known now, whether it is late, what was said. `passed` is by the limit."""

    def __init__(self, run: Run, closed: Closed) -> None:
        self.run = run
        self.passed: dict[date, date] = {}
        self.told: list[tuple[date, str, int]] = []
        self._told_late: set[tuple[date, str, int]] = set()
        self._is_late, self._behind = False, 0
        self._count(closed)
        # A warning that would come before anybody had the time to start is never given.
        numbers = [number for number, _who in run.reminders]
        self._behind = sum(
            number < 0 and each <= run.start for number, each in zip(numbers, self._days, strict=True)
        )

    def _count(self, closed: Closed) -> None:
        run, self.known = self.run, closed
        self.due = limit(run.start, run.quantity, run.unit, closed)
        self._days = [
            shifted(self.due, number, closed) if number else self.due for number, _who in run.reminders
        ]

    def count_again(self, closed: Closed, day: date) -> None:
        self._count(closed)
        if (
            self._is_late and day <= self.due
        ):  # late no more: what said so is to be said again, of another limit
            self._is_late = False
            while self._behind and self.run.reminders[self._behind - 1][0] > 0:
                self._behind -= 1

    def look(self, day: date) -> None:
        if day > self.due and not self._is_late:
            self._is_late = True
            self.passed.setdefault(self.due, day)
        today: dict[str, int] = {}
        while self._behind < len(self._days) and self._days[self._behind] <= day:
            number, who = self.run.reminders[self._behind]
            today[who] = number
            self._behind += 1
        for who, number in today.items():
            if (self.due, who, number) not in self._told_late:
                self.told.append((day, who, number))
            if number > 0:
                self._told_late.add((self.due, who, number))
