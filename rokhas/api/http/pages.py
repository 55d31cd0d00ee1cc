"""Lists that stay fast: each page starts where the one before ended, whatever came in the meantime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import models

from rokhas.api.errors import CursorUnknown
from rokhas.kernel.references import row_number

M = TypeVar("M", bound=models.Model)
R = TypeVar("R")
MOST = 100


def newest(rows: models.QuerySet[M], cursor: str, limit: int) -> tuple[list[M], str | None]:
    """Rows from the last made to the first, and the cursor of the next page (None at the end). Raises `CursorUnknown`."""
    if cursor:
        before = row_number(cursor)
        if before is None:
            raise CursorUnknown
        rows = rows.filter(pk__lt=before)
    found: list[Any] = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return shown, str(shown[-1].pk) if len(found) > limit else None


def following(
    rows: Sequence[R], cursor: str, limit: int, *, mark: Callable[[R], object]
) -> tuple[list[R], str | None]:
    """The same of a list that is short enough to be read whole, in its own order; `mark` is what a row is known by. Raises
    `CursorUnknown`, as when that row has left the list."""
    marks = [str(mark(each)) for each in rows]
    if cursor and cursor not in marks:
        raise CursorUnknown
    start = marks.index(cursor) + 1 if cursor else 0
    shown = list(rows[start : start + limit])
    return shown, marks[start + limit - 1] if len(rows) > start + limit else None
