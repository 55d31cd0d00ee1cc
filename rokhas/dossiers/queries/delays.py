"""The delay of a step, or of a whole dossier, as it stands today: ready to be drawn."""

from __future__ import annotations

from datetime import date

from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.workflow import clocks
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.calendar import Calendar
from rokhas.ui.clock import Explained


def step_clock(task: Task, today: date, calendar: Calendar) -> Explained | None:
    """The delay of a step as it stands today; None for a step without one."""
    if task.due_on is None:
        return None
    delay = task.step.within
    # A delay that starts on a day to come (the session) is waited for from the day the task opened.
    start = min(task.starts_on, task.opened_at.astimezone(MOROCCO).date())
    if delay is None:
        return explained(start, task.due_on, today, calendar, unit="days")
    found = calendar.due(task.starts_on, delay.quantity, delay.unit)
    counted_to = found.moved_from if found.on == task.due_on else None
    return explained(start, task.due_on, today, calendar, unit=delay.unit, counted_to=counted_to)


def dossier_clock(dossier: Dossier, start: date, today: date, calendar: Calendar) -> Explained | None:
    """The legal limit of the whole dossier, whose clock runs from `start`; None where no text gives one."""
    due = clocks.maximum_of(dossier, start, calendar)
    if due is None:
        return None
    return explained(due.start, due.on, today, calendar, unit=due.unit, counted_to=due.moved_from)


def explained(
    start: date, due_on: date, today: date, calendar: Calendar, *, unit: str, counted_to: date | None = None
) -> Explained:
    """A delay between two days, in working days or in days; `counted_to` when its last day was moved from there."""

    def between(first: date, last: date) -> int:
        if unit == "working_days":
            return calendar.working_days_between(first, last)
        return (last - first).days

    late, total = today > due_on, between(start, counted_to or due_on)
    return Explained(
        total=total,
        used=min(total, max(0, between(start, min(today, due_on)))),
        left=-between(due_on, today) if late else between(max(start, today), due_on),
        start=start,
        due=due_on,
        moved=counted_to is not None,
        past=late,
        unit="working_days" if unit == "working_days" else "days",
    )
