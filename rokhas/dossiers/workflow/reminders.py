"""Who is told of a limit, and when: the schedule of a step applied to its due day. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rokhas.kernel.calendar import Calendar
from rokhas.procedures.schema import Reminder

# No reminder is farther from its limit: sixty working days, closed days included.
FARTHEST = timedelta(days=120)


@dataclass(frozen=True)
class Round:
    """What a look at a schedule finds: how many reminders are behind, those to tell now, the day of the next one."""

    reached: int
    told: tuple[Reminder, ...]
    next_on: date | None


def day_of(reminder: Reminder, due_on: date, calendar: Calendar) -> date:
    """The day of a reminder: so many working days before or after the limit, or the limit itself."""
    if reminder.working_days < 0:
        return calendar.working_days_before(due_on, -reminder.working_days)
    return calendar.add_working_days(due_on, reminder.working_days) if reminder.working_days else due_on


def begin(schedule: Sequence[Reminder], starts_on: date, due_on: date, calendar: Calendar) -> Round:
    """A step opens: the warnings of a delay too short to hold them are behind already, and told to nobody."""
    reached = sum(each.working_days < 0 and day_of(each, due_on, calendar) <= starts_on for each in schedule)
    return Round(reached, (), next_of(schedule, reached, due_on, calendar))


def take_up(schedule: Sequence[Reminder], today: date, due_on: date, calendar: Calendar) -> Round:
    """A limit that was running before anybody watched it: what is behind today is told to nobody."""
    reached = sum(day_of(each, due_on, calendar) <= today for each in schedule)
    return Round(reached, (), next_of(schedule, reached, due_on, calendar))


def look(schedule: Sequence[Reminder], reached: int, due_on: date, today: date, calendar: Calendar) -> Round:
    """What is to be told today, `reached` reminders being behind.

    After days without a worker several are reached at once: each person is told the last of theirs, once. What was told ahead of
    a limit that has moved since is never told again.
    """
    now = reached
    while now < len(schedule) and day_of(schedule[now], due_on, calendar) <= today:
        now += 1
    last = {each.tells: each for each in schedule[reached:now]}
    return Round(now, tuple(last.values()), next_of(schedule, now, due_on, calendar))


def taken_back(schedule: Sequence[Reminder], reached: int) -> int:
    """How many reminders are behind once a limit that had passed lies ahead again: those that said that it had passed are not."""
    return min(reached, sum(each.working_days <= 0 for each in schedule))


def next_of(schedule: Sequence[Reminder], reached: int, due_on: date, calendar: Calendar) -> date | None:
    """The day of the next reminder, None when all are behind."""
    return day_of(schedule[reached], due_on, calendar) if reached < len(schedule) else None
