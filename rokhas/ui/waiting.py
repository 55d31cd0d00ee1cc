"""How many things wait for the reader of a page: every count of its frame in one statement.

An app registers what may wait (`register`), a page adds what it alone shows (`ask`); the first count wanted asks them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.http import HttpRequest

from rokhas.kernel.actor import Actor
from rokhas.ui.http import actor_of

Rows = Callable[[Actor], "models.QuerySet[Any]"]
_registered: dict[str, tuple[Rows, Callable[[Actor], bool]]] = {}


def register(name: str, rows: Rows, *, allowed: Callable[[Actor], bool]) -> None:
    """What waits under a name, as rows to be counted for those to whom it is shown. Registered twice, it counts once."""
    _registered[name] = (rows, allowed)


def ask(request: HttpRequest, name: str, rows: models.QuerySet[Any]) -> None:
    """Count these rows too, for this page alone, in the statement of the others."""
    _asked(request)[name] = rows


def count(request: HttpRequest, name: str) -> int:
    """How many wait under a name; 0 when it is not for this reader. One statement per request, whatever is counted."""
    found = cast("dict[str, int] | None", getattr(request, "waiting_counts", None))
    if found is None or (name not in found and name in _asked(request)):
        actor = actor_of(request)
        wanted = {each: rows(actor) for each, (rows, allowed) in _registered.items() if allowed(actor)}
        found = together(wanted | _asked(request))
        request.waiting_counts = found  # type: ignore[attr-defined]
    return found.get(name, 0)


def together(wanted: dict[str, models.QuerySet[Any]]) -> dict[str, int]:
    """The number of rows of each set, by name. One statement."""
    found = dict.fromkeys(wanted, 0)
    names: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for name, rows in wanted.items():
        try:
            unsorted = rows if rows.query.is_sliced else rows.order_by()
            sql, params = unsorted.values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - compiled by the ORM, its values apart
        values.extend(params)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            found |= dict(zip(names, cursor.fetchone(), strict=True))
    return found


def _asked(request: HttpRequest) -> dict[str, models.QuerySet[Any]]:
    if not hasattr(request, "waiting_asked"):
        request.waiting_asked = {}  # type: ignore[attr-defined]
    return cast("dict[str, models.QuerySet[Any]]", request.waiting_asked)  # type: ignore[attr-defined]
