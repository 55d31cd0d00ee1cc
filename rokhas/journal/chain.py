"""How facts hold together: the bytes that are hashed, and the reading of a whole journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from django.db import connection, transaction

from rokhas.journal.models import Event, Head

GENESIS = "0" * 64


def digest(
    *,
    previous: str,
    stream: str,
    seq: int,
    kind: str,
    about: str,
    by: int | None,
    at: datetime,
    data: Mapping[str, object],
) -> str:
    """SHA-256, in hexadecimal, of the previous hash and of everything the event says."""
    content = [previous, stream, seq, kind, about, by, at.astimezone(UTC).isoformat(), data]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def digest_of(event: Event, previous: str) -> str:
    return digest(
        previous=previous,
        stream=event.stream,
        seq=event.seq,
        kind=event.kind,
        about=event.about,
        by=event.by_id,
        at=event.at,
        data=event.data,
    )


@dataclass(frozen=True)
class Break:
    """A place where the journal no longer holds: `problem` says how: altered, removed, reordered, added, cut."""

    stream: str
    seq: int
    problem: str

    def __str__(self) -> str:
        return f"{self.stream} event {self.seq}: {self.problem}"


@contextmanager
def one_moment() -> Iterator[None]:
    """See the journal as it stood at one moment while others go on writing: without it, a fact recorded during a reading
    looks like one that nobody recorded. Not inside a transaction."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # unlike an act's transaction, it lets the others write
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def breaks(marks: Mapping[str, tuple[int, str]]) -> Iterator[Break]:
    """Read every stream from its first event and yield each place that does not hold.

    `marks` gives, by stream, the place and hash that a signed checkpoint remembers; a stream that no longer reaches it was cut.
    """
    heads = {head.stream: head for head in Head.objects.iterator()}
    reached: dict[str, int] = {}
    events = Event.objects.order_by("stream", "seq").iterator(chunk_size=5000)
    for stream, members in groupby(events, key=lambda event: event.stream):
        place, previous = 0, GENESIS
        for event in members:
            yield from _missing(stream, place, event.seq - 1, "removed")
            yield from _faults(event, previous if event.seq == place + 1 else event.previous_hash)
            yield from _contradictions(event, heads.get(stream), marks.get(stream))
            place, previous = event.seq, event.hash
        reached[stream] = place
    for name, head in heads.items():
        yield from _missing(name, reached.get(name, 0), head.seq, "removed")
    for name in reached.keys() - heads.keys():
        yield Break(name, reached[name], "the head of the stream was removed")
    for name, (seq, _) in marks.items():
        known = max(reached.get(name, 0), heads[name].seq if name in heads else 0)
        yield from _missing(name, known, seq, "cut (a signed checkpoint names it)")


def _missing(stream: str, after: int, upto: int, problem: str) -> Iterator[Break]:
    return (Break(stream, seq, problem) for seq in range(after + 1, upto + 1))


def _faults(event: Event, previous: str) -> Iterator[Break]:
    """What an event says against itself or the one before it."""
    if event.previous_hash != previous:
        yield Break(event.stream, event.seq, "does not follow the event before it (altered or reordered)")
    if digest_of(event, event.previous_hash) != event.hash:
        yield Break(event.stream, event.seq, "altered")


def _contradictions(event: Event, head: Head | None, mark: tuple[int, str] | None) -> Iterator[Break]:
    """What the head of the stream and the signed checkpoint say against an event."""
    if mark and mark[0] == event.seq and mark[1] != event.hash:
        yield Break(event.stream, event.seq, "not the one of the signed checkpoint (rewritten)")
    if head and event.seq > head.seq:
        yield Break(event.stream, event.seq, "after the head of the stream (added)")
    if head and head.seq == event.seq and head.hash != event.hash:
        yield Break(event.stream, event.seq, "not the one the head of the stream names (altered)")
