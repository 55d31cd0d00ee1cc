"""The list of granted permits, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from rokhas.geoportal.models import PermitSquare, PermitTotal, PublishedPermit
from rokhas.geoportal.schema import UNIT
from rokhas.procedures.queries import all_current
from rokhas.territory.models import Unit

PAGE = 50
Permits = QuerySet[PublishedPermit]


@dataclass(frozen=True)
class Wanted:
    """The permits that are asked: of a place, of a nature (the code of a procedure), granted in a period."""

    unit: Unit
    nature: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """A permit as the public reads it; `place`: the middle of its square, latitude then longitude, empty where none is known."""

    number: str
    granted_on: date
    cancelled_on: date | None
    nature: str
    place: str


def wanted(asked: Wanted) -> Permits:
    """The rows that answer."""
    rows = PublishedPermit.objects.filter(unit=asked.unit)
    if asked.nature:
        rows = rows.filter(procedure=asked.nature)
    if asked.since:
        rows = rows.filter(granted_on__gte=asked.since)
    if asked.until:
        rows = rows.filter(granted_on__lte=asked.until)
    return rows


def squares_of(asked: Wanted) -> QuerySet[PermitSquare]:
    """The squares of a commune with their counts, whatever the period."""
    squares = PermitSquare.objects.filter(unit=asked.unit)
    return squares.filter(procedure=asked.nature) if asked.nature else squares


@dataclass(frozen=True)
class Page:
    """Some rows, and the mark of what follows them, empty at the end."""

    rows: list[PublishedPermit]
    after: str


def rows_of(rows: Permits, after: str, size: int = PAGE) -> Page:
    """The rows that follow `after` (the mark of a former page, empty for the first), the last granted first.

    One query, whatever the size of the register.
    """
    mark = _read(after)
    if mark:
        day, pk = mark
        rows = rows.filter(Q(granted_on__lt=day) | Q(granted_on=day, pk__lt=pk))
    found = list(rows.order_by("-granted_on", "-pk")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.granted_on.isoformat()}.{last.pk}" if last else "")


def page(rows: Permits, after: str, today: date) -> tuple[list[Line], str]:
    """The lines of a page, in words, and the mark of the next."""
    found = rows_of(rows, after)
    names = dict(natures(today))
    return [_line(row, names) for row in found.rows], found.after


def natures(today: date) -> list[tuple[str, str]]:
    """The procedures whose permits are on the map, by code, named in the language of the page."""
    language = get_language() or "fr"
    return [(each.code, each.names.in_(language)) for each in all_current(today) if each.is_mapped]


def busiest(most: int = 24) -> Iterable[tuple[Unit, int]]:
    """The communes where most permits were granted, with their number. Two queries."""
    numbers = dict(PermitTotal.objects.order_by("-count", "unit").values_list("unit", "count")[:most])
    units = Unit.objects.select_related("parent").in_bulk(numbers)
    return [(units[code], n) for code, n in numbers.items()]


def _line(row: PublishedPermit, names: dict[str, str]) -> Line:
    known = row.lat is not None and row.lon is not None
    return Line(
        number=row.number,
        granted_on=row.granted_on,
        cancelled_on=row.cancelled_on,
        nature=names.get(row.procedure, row.procedure),
        place=f"{(row.lat or 0) / UNIT:.4f}, {(row.lon or 0) / UNIT:.4f}" if known else "",
    )


def _read(mark: str) -> tuple[date, int] | None:
    day, _dot, pk = mark.partition(".")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None
