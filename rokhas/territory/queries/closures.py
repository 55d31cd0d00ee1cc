"""The days on which Moroccan administrations are closed, besides weekends."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache

import holidays
from django.utils.translation import get_language

from rokhas.kernel.calendar import Calendar
from rokhas.territory.models import Holiday

_HORIZON = timedelta(days=3 * 366)


def closed_days(start: date, end: date) -> frozenset[date]:
    """The holidays from `start` to `end`, both included.

    The rows of `Holiday` replace the `holidays` library for the years they cover: a year with both fixed and lunar feasts. A year
    that has exceptional days only keeps the library and adds them.
    """
    return frozenset(_named(start, end))


def names_of_holidays(start: date, end: date) -> dict[date, str]:
    """The name of each holiday from `start` to `end`, in the language of the page (to explain a limit)."""
    return _named(start, end)


def calendar(start: date, end: date | None = None) -> Calendar:
    """The national calendar from `start` to `end` (three years later when not given); one query.

    An office with its own days off passes `Calendar(calendar(...).closed | own)`.
    """
    return Calendar(closed_days(start, end or start + _HORIZON))


def _named(start: date, end: date) -> dict[date, str]:
    if end < start:
        return {}
    first, last = date(start.year, 1, 1), date(end.year, 12, 31)
    rows: dict[int, list[Holiday]] = defaultdict(list)
    for holiday in Holiday.objects.filter(date__range=(first, last)):
        rows[holiday.date.year].append(holiday)
    named: dict[date, str] = {}
    for year in range(start.year, end.year + 1):
        if not {Holiday.Kind.FIXED, Holiday.Kind.LUNAR} <= {holiday.kind for holiday in rows[year]}:
            named |= _from_library(year, "ar" if (get_language() or "").startswith("ar") else "fr")
        named |= {holiday.date: holiday.name for holiday in rows[year]}
    return {day: name for day, name in sorted(named.items()) if start <= day <= end}


@cache
def _from_library(year: int, language: str) -> dict[date, str]:
    named = holidays.country_holidays("MA", years=year, language=language)
    return {day: str(name) for day, name in named.items() if day.year == year}
