"""The days on which Moroccan administrations are closed, besides weekends: everywhere, or for the offices of a place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays
from django.db.models import DateField
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from rokhas.kernel.calendar import Calendar
from rokhas.kernel.fixed import Fixed
from rokhas.territory.models import Holiday, Kind, Unit

_HORIZON = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Place:
    """Whose calendar: the code of the unit where an office has its seat, and its kind.

    Without a kind, the place itself: where a dossier lies, for what waits for its applicant. An office without a seat of its own
    (`seated` false: an urban agency) follows only what was decided for its very kind, where the dossier lies.
    """

    unit: str
    kind: str = ""
    seated: bool = True


@dataclass(frozen=True)
class Closures:
    """The closed days of a span, the national ones and the local decisions, read once for every place."""

    national: frozenset[date]
    local: tuple[Holiday, ...] = ()

    def at(self, place: Place | None = None) -> Calendar:
        """The calendar of a place; the national one without."""
        if place is None or not self.local:
            return Calendar(self.national)
        closed: set[date] = set(self.national)
        worked: set[date] = set()
        for decision in self.local:
            if concerns(decision, place):
                (closed if decision.is_closed else worked).add(decision.date)
        return Calendar(frozenset(closed - worked))


def closures(start: date, end: date) -> Closures:
    """What is closed from `start` to `end`, both included. One query."""
    rows = _rows(start, end)
    local = tuple(row for row in rows if row.unit_id is not None and start <= row.date <= end)
    return Closures(frozenset(_named(start, end, rows)), local)


def closed_days(start: date, end: date) -> frozenset[date]:
    """The national holidays from `start` to `end`, both included.

    The rows of `Holiday` replace the `holidays` library for the years they cover: a year with both fixed and lunar feasts. A year
    that has exceptional days only keeps the library and adds them. What was decided on the platform comes last.
    """
    return frozenset(_named(start, end, _rows(start, end)))


def names_of_holidays(start: date, end: date, place: Place | None = None) -> dict[date, str]:
    """The name of each holiday from `start` to `end`, in the language of the page (to explain a limit)."""
    rows = _rows(start, end)
    named = _named(start, end, rows)
    if place is not None:
        own = [row for row in rows if row.unit_id and row.is_closed and concerns(row, place)]
        named |= {row.date: row.name for row in own if start <= row.date <= end}
    return named


def calendar(start: date, end: date | None = None, place: Place | None = None) -> Calendar:
    """The calendar from `start` to `end` (three years later when not given), national or of a place; one query."""
    return closures(start, end or start + _HORIZON).at(place)


@dataclass(frozen=True)
class ClosedDay:
    """A national day off, its name in the language of the page, and what says so: a row, None for the library."""

    day: date
    name: str
    row: Holiday | None


def year_of_closures(year: int) -> list[ClosedDay]:
    """The national days off of a year, in order. One query."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = _rows(first, last)
    decided_last = sorted(rows, key=lambda row: row.decided_at is not None)
    told = {row.date: row for row in decided_last if row.unit_id is None and row.is_closed}
    return [ClosedDay(day, name, told.get(day)) for day, name in _named(first, last, rows).items()]


def last_decision_of(start: date, end: date) -> date | None:
    """The day of the last decision, or withdrawal, about the days of a span."""
    decided = Holiday.objects.filter(date__range=(start, end)).exclude(decided_at=None)
    newest = decided.order_by(Coalesce("withdrawn_at", "decided_at").desc(), "-pk").first()
    return newest.date if newest else None


def concerns(decision: Holiday, place: Place) -> bool:
    """Whether a decision is about the offices of a place; one of the country is about them all."""
    if decision.unit is None:
        return True
    if decision.office_kind:
        return decision.office_kind == place.kind and covers(decision.unit, place.unit)
    return place.seated and covers(decision.unit, place.unit)


def covers(unit: Unit, code: str) -> bool:
    """Whether the unit of this code is the unit, or lies in it."""
    if code == unit.code:
        return True
    if unit.kind == Kind.ARRONDISSEMENT_PREFECTURE:  # 06.141.01.20 holds 06.141.01.21 to 06.141.01.29
        return len(code) == len(unit.code) and code[:-1] == unit.code[:-1]
    if (
        unit.kind == Kind.COMMUNE
    ):  # 06.141.01.0 holds its arrondissements, up to 06.141.01.79: the next are communes
        divided = unit.code.endswith(".0") and code.rpartition(".")[0] == unit.code.rpartition(".")[0]
        return divided and code.rpartition(".")[2] < "80"
    return code.startswith(f"{unit.code}.")


def _rows(start: date, end: date) -> list[Holiday]:
    """What is in force in the years of a span: the rows of the package, then the decisions."""
    first, last = date(start.year, 1, 1), date(max(start, end).year, 12, 31)
    return _IN_FORCE.all(first=first, last=last)


_IN_FORCE = Fixed(
    lambda first, last: Holiday.objects.filter(
        date__gte=first, date__lte=last, withdrawn_at=None
    ).select_related("unit"),
    first=DateField(),
    last=DateField(),
)


def _named(start: date, end: date, rows: list[Holiday]) -> dict[date, str]:
    if end < start:
        return {}
    packaged: dict[int, list[Holiday]] = defaultdict(list)
    decided = []
    for row in rows:
        if row.decided_at is None:
            packaged[row.date.year].append(row)
        elif row.unit_id is None:
            decided.append(row)
    named: dict[date, str] = {}
    for year in range(start.year, end.year + 1):
        if not {Holiday.Kind.FIXED, Holiday.Kind.LUNAR} <= {holiday.kind for holiday in packaged[year]}:
            named |= _from_library(year, "ar" if (get_language() or "").startswith("ar") else "fr")
        named |= {holiday.date: holiday.name for holiday in packaged[year]}
    for decision in decided:
        if decision.is_closed:
            named[decision.date] = decision.name
        else:
            named.pop(decision.date, None)
    return {day: name for day, name in sorted(named.items()) if start <= day <= end}


@cache
def _from_library(year: int, language: str) -> dict[date, str]:
    named = holidays.country_holidays("MA", years=year, language=language)
    return {day: str(name) for day, name in named.items() if day.year == year}
