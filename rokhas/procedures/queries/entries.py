"""The lists that procedures share, as they stand on a day: what came with the platform, and what was published here since.

What is published takes effect on a later day and is never withdrawn from that day on, so what holds on a day is settled before it
begins: a process reads the rows once an hour, and forgets them when it publishes one itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from rokhas.kernel.actor import SYSTEM
from rokhas.procedures.models import Entry

REASONS, ACTIVITIES = "reasons", "activities"


def in_force(register: str, day: date) -> tuple[Entry, ...]:
    """What was published here of a list and holds on `day`: of each code, the last one that has come into force."""
    last = {entry.code: entry for entry in standing(register) if entry.effective_from <= day}
    return tuple(last.values())


def values_of(written: Iterable[Entry]) -> dict[str, dict[str, Any]]:
    """What entries say, by code."""
    return {entry.code: {"code": entry.code, **entry.value} for entry in written}


def standing(register: str) -> tuple[Entry, ...]:
    """The entries of a list that were not withdrawn, oldest first. One query an hour."""
    return _read(register, int(SYSTEM.now().timestamp()) // 3600)


def forget() -> None:
    """Something was published or withdrawn: read again."""
    _read.cache_clear()


@lru_cache(maxsize=4)
def _read(register: str, hour: int) -> tuple[Entry, ...]:
    return tuple(Entry.objects.standing().filter(register=register).order_by("code", "number"))
