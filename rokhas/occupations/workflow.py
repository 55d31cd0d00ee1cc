"""When the years of an occupation begin. Pure: no database."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from rokhas.procedures.schema import Delay, YearlyFees

MONTHS = 12


def months_after(day: date, months: int) -> date:
    """The same day of the month, or the month's last."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def nominal_end(since: date, term: Delay | None) -> date | None:
    """The day on which a term is over by its own length, wherever closed days have moved its last one; None without a term."""
    if term is None:
        return None
    if term.unit in {"months", "years"}:
        return months_after(since, term.quantity * (MONTHS if term.unit == "years" else 1))
    return since + timedelta(days=term.quantity)


def begins_on(yearly: YearlyFees, since: date, rank: int) -> date:
    """The day on which the year of that rank begins: the second is 2."""
    if yearly.falls == "january":
        return date(since.year + rank - 1, 1, 1)
    return months_after(since, (rank - 1) * MONTHS)


def next_year(yearly: YearlyFees, since: date, term: Delay | None, after: int) -> tuple[int, date] | None:
    """The year that follows the one of rank `after`, and the day on which it begins; None when the term is over by then."""
    rank = after + 1
    day, end = begins_on(yearly, since, rank), nominal_end(since, term)
    return (rank, day) if end is None or day < end else None
