"""What PostgreSQL does for a page: each of its statements run again under EXPLAIN, undone at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from rokhas.testing.life import BRACKETS

# Below this number of rows, reading a table whole is what a good planner does.
GROWN = 2_000
CACHE = '"shared_cache"'
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


@dataclass
class Asked:
    """The statements of a page with their values, as they were sent."""

    said: list[tuple[str, Any]] = field(default_factory=list)

    def hear(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).startswith(BRACKETS):
            self.said.append((str(sql), params))
        return execute(sql, params, many, context)


@dataclass(frozen=True)
class Cost:
    """`buffers` are the pages of 8 kB touched by the statements of a page, in memory or not; `whole` the growing tables that one
    of them read from end to end."""

    buffers: int
    whole: tuple[str, ...]


def cost(asked: Sequence[tuple[str, Any]]) -> Cost:
    """Explain the statements of a page one after the other. Nothing that they write stays.

    Those of the shared cache are left out: a try that is counted cannot be counted twice, and it does not grow with the register.
    """
    grown, buffers, whole = _grown(), 0, set[str]()
    for sql, params in asked:
        if CACHE in sql:
            continue
        plan = _explained(sql, params)
        buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        whole |= {
            node["Relation Name"]
            for node in _nodes(plan)
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in grown
        }
    return Cost(buffers, tuple(sorted(whole)))


def _explained(sql: str, params: Any) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EXPLAIN + sql, params)
        (told,) = cursor.fetchone()
        transaction.set_rollback(True)
    read = json.loads(told) if isinstance(told, str) else told
    plan: dict[str, Any] = read[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def _grown() -> frozenset[str]:
    """The tables that hold many rows, as the last ANALYZE saw them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [GROWN])
        return frozenset(name for (name,) in cursor.fetchall())
