"""Lists that stay fast: each page starts where the one before ended, whatever came in the meantime."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from rokhas.api.errors import CursorUnknown
from rokhas.kernel.references import row_number

M = TypeVar("M", bound=models.Model)
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
