"""Writing facts: their streams are held, then facts, heads and copies are written, in one statement where the database can."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from rokhas.journal.chain import GENESIS, digest_of
from rokhas.journal.models import Delivery, Event, Head
from rokhas.kernel.cursors import ask

_EVENTS = (
    "said AS (INSERT INTO journal_event (stream, seq, kind, about, by_id, at, data, previous_hash, hash)"
    " VALUES %s RETURNING id, stream, seq)"
)
_HEADS = (
    "heads AS (INSERT INTO journal_head (stream, seq, hash) VALUES %s"
    " ON CONFLICT (stream) DO UPDATE SET seq = EXCLUDED.seq, hash = EXCLUDED.hash)"
)
_COPIES = (
    "copies AS (INSERT INTO journal_delivery (event_id, handler, available_at, attempts, error)"
    " SELECT said.id, copy.handler, copy.available_at, 0, '' FROM said"
    " JOIN (VALUES %s) AS copy (stream, seq, handler, available_at) USING (stream, seq))"
)
_EVENT = "(%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)"
_HEAD = "(%s, %s, %s)"
_COPY = "(%s, %s, %s, %s)"


def write(said: Sequence[Event], copies: Sequence[Delivery]) -> None:
    """Chain the facts to their streams, whose heads are locked in the order of their names, and leave what is to be told.

    `copies` are of these facts. Two statements on PostgreSQL, four elsewhere.
    """
    heads = _held({event.stream for event in said})
    for event in said:
        seq, previous = heads.get(event.stream, (0, GENESIS))
        event.seq, event.previous_hash = seq + 1, previous
        event.hash = digest_of(event, previous)
        heads[event.stream] = event.seq, event.hash
    if connection.vendor == "postgresql":
        _together(said, heads, copies)
        return
    Event.objects.bulk_create(said)
    Head.objects.bulk_create(
        (Head(stream=stream, seq=seq, hash=last) for stream, (seq, last) in heads.items()),
        update_conflicts=True,
        unique_fields=["stream"],
        update_fields=["seq", "hash"],
    )
    Delivery.objects.bulk_create(copies)


def _held(streams: set[str]) -> dict[str, tuple[int, str]]:
    """The place and the hash at which each stream stands, its head locked; nothing for one that begins."""
    lock = " FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else ""
    marks = ", ".join(["%s"] * len(streams))
    words = f"SELECT stream, seq, hash FROM journal_head WHERE stream IN ({marks}) ORDER BY stream{lock}"  # noqa: S608
    rows = ask(words, sorted(streams), connection).fetchall()
    return {stream: (seq, last) for stream, seq, last in rows}


def _together(said: Sequence[Event], heads: dict[str, tuple[int, str]], copies: Sequence[Delivery]) -> None:
    """A fact is found again by its place, which no other has."""
    parts = [_EVENTS % _rows(_EVENT, said), _HEADS % _rows(_HEAD, heads)]
    values: list[Any] = []
    for event in said:
        values += event.stream, event.seq, event.kind, event.about, event.by_id, event.at
        values += json.dumps(event.data), event.previous_hash, event.hash
    for stream, (seq, last) in heads.items():
        values += stream, seq, last
    if copies:
        parts.append(_COPIES % _rows(_COPY, copies))
        for each in copies:
            values += each.event.stream, each.event.seq, each.handler, each.available_at
    words = f"WITH {', '.join(parts)} SELECT id, stream, seq FROM said"  # noqa: S608
    rows = ask(words, values, connection).fetchall()
    numbers = {(stream, seq): number for number, stream, seq in rows}
    for event in said:
        event.pk = numbers[event.stream, event.seq]
        event._state.adding = False


def _rows(row: str, of: Iterable[object]) -> str:
    return ", ".join(row for _each in of)
