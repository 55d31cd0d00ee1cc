"""Statements said again and again: each keeps its cursor, for as long as its connection lives."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

# Of one connection, the cursors kept at once: far more than there are statements made once.
KEPT = 1024


def ask(words: str, values: Sequence[Any], connection: Any) -> Any:
    """Say a statement and return its cursor, whose answer is to be read before the same statement is said again.

    On PostgreSQL the cursor of a statement is kept with its connection: it knows how each value is sent, and how each column is
    read, which another would find out anew.
    """
    known, cursor = (words, connection.cursor()) if _is_for_itself(connection) else _kept(connection, words)
    cursor.execute(known, values)
    return cursor


def _is_for_itself(connection: Any) -> bool:
    """Whether each statement has a cursor of its own: where that costs nothing, and where Django writes down what is asked."""
    return bool(connection.vendor != "postgresql" or connection.queries_logged)


def _kept(connection: Any, words: str) -> tuple[str, Any]:
    """The cursor of a statement, and its words as they were first said: the driver knows them again by themselves."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursors: dict[str, tuple[str, Any]]
    of, cursors = getattr(connection, "rokhas_cursors", (None, {}))
    if of is not connection.connection or len(cursors) >= KEPT:
        cursors = {}
        connection.rokhas_cursors = connection.connection, cursors
    if words not in cursors:
        cursor = connection.cursor()
        cursor.adapters.register_loader("timestamptz", _moment())
        cursors[words] = words, cursor
    return cursors[words]


@functools.cache
def _moment() -> Any:
    """A moment as it is told in UTC, read by Python's own parser; any other writing of it is left to the driver's."""
    from psycopg.types.datetime import TimestamptzLoader

    class Moment(TimestamptzLoader):
        def load(self, data: Any) -> datetime:
            with suppress(ValueError):
                return datetime.fromisoformat(str(data, "ascii"))
            return super().load(data)

    return Moment
