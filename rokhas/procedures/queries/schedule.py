"""When versions follow one another."""

from __future__ import annotations

from datetime import date

from rokhas.procedures.errors import DayAfterScheduled, DayTooFar, DayTooSoon
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key, procedure_of
from rokhas.procedures.schema import Procedure, Window

YEARS = 10


def scheduled_last(code: str, today: date) -> ProcedureVersion | None:
    """The version of a procedure written here that comes into force last, among those that wait for their day."""
    return (
        ProcedureVersion.objects.scheduled(today)
        .written_here()
        .filter(code=code)
        .order_by("-effective_from")
        .first()
    )


def next_window(procedure: Procedure, today: date) -> Window | None:
    """The next period in which such a request may be filed, in the version in force or in one that is published and waits for its
    day; one that opens before its version comes into force opens with it. One query.
    """
    coming = [window for window in procedure.windows if window.opens > today]
    rows = ProcedureVersion.objects.scheduled(today).filter(code=procedure.code)
    for key, begins in rows.values_list("key", "effective_from"):
        for window in procedure_of(key).windows:
            opens = max(window.opens, begins)
            if window.closes is None or window.closes >= opens:
                coming.append(window.model_copy(update={"opens": opens}))
    return min(coming, key=lambda window: window.opens, default=None)


def to_begin_from(code: str, today: date) -> ProcedureVersion:
    """The version that the next one goes on from: the last written here, else the file in force.

    Raises UnknownProcedure when none is.
    """
    last = ProcedureVersion.objects.standing().written_here().filter(code=code).order_by("-version").first()
    return last or ProcedureVersion.objects.get(pk=current_key(code, today))


def require_day(code: str, day: date, today: date) -> None:
    """A version comes into force after today, and after every one written here that is published already.

    Raises `DayTooSoon`, `DayTooFar`, `DayAfterScheduled`.
    """
    last = scheduled_last(code, today)
    require_after(day, today, last.effective_from if last else None, last.version if last else "")


def require_after(day: date, today: date, last: date | None, name: object) -> None:
    """What is published comes into force after today, within the years to come, and after the last that waits for its day, called
    `name`.

    Raises `DayTooSoon`, `DayTooFar`, `DayAfterScheduled`.
    """
    if day <= today:
        raise DayTooSoon
    # A year typed wrong would keep every later version waiting for it.
    farthest = date(today.year + YEARS, 12, 31)
    if day > farthest:
        raise DayTooFar(last=f"{farthest:%d/%m/%Y}")
    if last is not None and last >= day:
        raise DayAfterScheduled(version=name, day=f"{last:%d/%m/%Y}")
