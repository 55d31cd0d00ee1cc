"""How facts hold together: the bytes that are hashed, and the reading of a whole journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

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
    """A place where the journal no longer holds: `problem` is altered, removed, reordered, cut or head."""

    stream: str
    seq: int
    problem: str

    def __str__(self) -> str:
        return f"{self.stream} event {self.seq}: {self.problem}"


def breaks(marks: Mapping[str, tuple[int, str]]) -> Iterator[Break]:
    """Read every stream from its first event and yield each place that does not hold.

    `marks` gives, by stream, the place and hash that a signed checkpoint remembers; a stream that no longer reaches it was cut.
    """
    heads = {head.stream: head for head in Head.objects.iterator()}
    reached: dict[str, int] = {}
    stream, place, previous = "", 0, GENESIS
    for event in Event.objects.order_by("stream", "seq").iterator(chunk_size=5000):
        if event.stream != stream:
            stream, place, previous = event.stream, 0, GENESIS
        for missing in range(place + 1, event.seq):
            yield Break(stream, missing, "removed")
        if event.seq == place + 1 and event.previous_hash != previous:
            yield Break(stream, event.seq, "does not follow the event before it (altered or reordered)")
        if digest_of(event, event.previous_hash) != event.hash:
            yield Break(stream, event.seq, "altered")
        mark = marks.get(stream)
        if mark and mark[0] == event.seq and mark[1] != event.hash:
            yield Break(stream, event.seq, "not the one of the signed checkpoint (rewritten)")
        place, previous = event.seq, event.hash
        reached[stream] = place
        head = heads.get(stream)
        if head and head.seq == place and head.hash != event.hash:
            yield Break(stream, place, "not the one the head of the stream names (altered)")
    for name, head in heads.items():
        for missing in range(reached.get(name, 0) + 1, head.seq + 1):
            yield Break(name, missing, "removed")
    for name in reached.keys() - heads.keys():
        yield Break(name, reached[name], "the head of the stream was removed")
    for name, (seq, _) in marks.items():
        known = heads[name].seq if name in heads else 0
        for missing in range(max(reached.get(name, 0), known) + 1, seq + 1):
            yield Break(name, missing, "cut (a signed checkpoint names it)")
