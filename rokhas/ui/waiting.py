"""How many things wait for the reader of a page: every count of its frame in one statement.

An app registers what may wait (`register`), a page adds what it alone shows (`ask`); the first count wanted asks them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.http import HttpRequest

from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import ASKER, Statement
from rokhas.ui.http import actor_of

# Of an actor, and of the row that a page is about: said once for every reader (`kernel.fixed`).
Rows = Callable[..., "models.QuerySet[Any]"]


class Count(NamedTuple):
    """What is counted under a name: the rows of the reader, of one `subject` when there is one."""

    name: str
    rows: Rows
    of_subject: bool = False


_registered: dict[str, tuple[Rows, Callable[[Actor], bool]]] = {}
_about: dict[str, Rows] = {}


def register(name: str, rows: Rows, *, allowed: Callable[[Actor], bool]) -> None:
    """What waits under a name, as rows to be counted for those to whom it is shown. Registered twice, it counts once."""
    _registered[name] = (rows, allowed)


def ask(request: HttpRequest, name: str, rows: Rows, subject: int | None = None) -> None:
    """Count these rows too, for this page alone, in the statement of the others; those of a `subject`, by its number."""
    _asked(request)[Count(name, rows, subject is not None)] = subject


def register_about(name: str, rows: Rows) -> None:
    """What a page about one thing counts of it with the rest (`about`), for an app above that fills a region of that page."""
    _about[name] = rows


def about(request: HttpRequest, subject: int) -> None:
    """Count what was registered about the thing that a page shows."""
    for name, rows in _about.items():
        ask(request, name, rows, subject)


def count(request: HttpRequest, name: str) -> int:
    """How many wait under a name; 0 when it is not for this reader. One statement per request, whatever is counted."""
    found = cast("dict[str, int] | None", getattr(request, "waiting_counts", None))
    asked = _asked(request)
    if found is None or any(each.name == name not in found for each in asked):
        actor = actor_of(request)
        wanted = [Count(each, rows) for each, (rows, allowed) in _registered.items() if allowed(actor)]
        found = together([*wanted, *asked], actor, dict(asked))
        request.waiting_counts = found  # type: ignore[attr-defined]
    return found.get(name, 0)


def together(wanted: Sequence[Count], actor: Actor, subjects: Mapping[Count, int | None]) -> dict[str, int]:
    """The number of rows of each set, by name. One statement."""
    found = dict.fromkeys((each.name for each in wanted), 0)
    given = {each.name: subjects[each] for each in wanted if each.of_subject}
    try:
        sql, values = _counting(tuple(wanted)).said({"actor": actor, **given})
    except EmptyResultSet:
        return found
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return found | {column[0]: n for column, n in zip(cursor.description, cursor.fetchone(), strict=True)}


@lru_cache(100)
def _counting(wanted: tuple[Count, ...]) -> Statement:
    """The statement of these counts."""

    def write(actor: Actor, **subjects: Any) -> tuple[str, list[Any]]:
        parts: list[str] = []
        values: list[Any] = []
        for each in wanted:
            try:
                rows = each.rows(actor, *(subjects[each.name] for _one in range(each.of_subject)))
                unsorted = rows if rows.query.is_sliced else rows.order_by()
                sql, params = unsorted.values("pk").query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(f'(SELECT COUNT(*) FROM ({sql}) AS counted) AS "{each.name}"')  # noqa: S608 - compiled by the ORM
            values.extend(params)
        if not parts:
            raise EmptyResultSet
        return f"SELECT {', '.join(parts)}", values

    of_subject = {each.name: models.BigIntegerField() for each in wanted if each.of_subject}
    return Statement(write, actor=ASKER, **of_subject)


def _asked(request: HttpRequest) -> dict[Count, int | None]:
    if not hasattr(request, "waiting_asked"):
        request.waiting_asked = {}  # type: ignore[attr-defined]
    return cast("dict[Count, int | None]", request.waiting_asked)  # type: ignore[attr-defined]
