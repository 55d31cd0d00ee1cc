"""Whoever writes in the database behind the platform's back is found, and the place is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from rokhas.journal import checkpoints
from rokhas.journal.chain import GENESIS, breaks, digest_of
from rokhas.journal.models import Event, Head, Round
from rokhas.journal.tests.conftest import Room

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def stream(db: None, room: Room, var: Path) -> Round:
    """Five facts, between two streams that stay sound."""
    before, stream, after = room.stream(), room.stream(), room.stream()
    for n in range(5):
        for each in (before, stream, after):
            room.says(each, n)
    return stream


def found(stream: Round) -> list[str]:
    """What `verify` says, all of it about this stream."""
    said = [str(each) for each in breaks(checkpoints.marks())]
    assert all(each.startswith(f"journal.round:{stream.pk} ") for each in said), said
    return [each.split(" ", 1)[1] for each in said]


def rows(stream: Round) -> Any:
    return Event.objects.filter(stream=f"journal.round:{stream.pk}").order_by("seq")


def head(stream: Round) -> Any:
    return Head.objects.filter(pk=f"journal.round:{stream.pk}")


def forge_from(stream: Round, seq: int) -> None:
    """Compute every hash again from there on, the head included: a careful forger with the whole database."""
    previous = rows(stream).get(seq=seq - 1).hash if seq > 1 else GENESIS
    for event in rows(stream).filter(seq__gte=seq):
        event.previous_hash = previous
        event.hash = previous = digest_of(event, previous)
        event.save()
    last = rows(stream).last()
    head(stream).update(seq=last.seq, hash=last.hash)


def test_an_untouched_journal_holds(stream: Round) -> None:
    assert found(stream) == []
    checkpoints.write(NOW)
    assert found(stream) == []


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"n": 99}},
        {"kind": "test.told"},
        {"about": "journal.round:1"},
        {"at": NOW + timedelta(days=1)},
        {"by": "somebody"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_altered_row_is_named(stream: Round, change: dict[str, Any]) -> None:
    if "by" in change:
        change = {"by": get_user_model().objects.create(email="forger@example.org")}
    rows(stream).filter(seq=3).update(**change)
    assert found(stream) == ["event 3: altered"]


def test_a_row_altered_with_its_hash_breaks_the_next(stream: Round) -> None:
    event = rows(stream).get(seq=3)
    event.data = {"n": 99}
    event.hash = digest_of(event, event.previous_hash)
    event.save()
    assert found(stream) == ["event 4: does not follow the event before it (altered or reordered)"]


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_removed_row_is_named_wherever_it_stood(stream: Round, seq: int) -> None:
    rows(stream).filter(seq=seq).delete()
    assert found(stream) == [f"event {seq}: removed"]


def test_two_rows_in_each_others_place_are_named(stream: Round) -> None:
    second, third = rows(stream).filter(seq__in=[2, 3])
    rows(stream).filter(pk=second.pk).update(seq=100)
    rows(stream).filter(pk=third.pk).update(seq=2)
    Event.objects.filter(pk=second.pk).update(seq=3)
    said = found(stream)
    assert "event 2: does not follow the event before it (altered or reordered)" in said
    assert "event 3: does not follow the event before it (altered or reordered)" in said


def test_an_altered_head_is_named(stream: Round) -> None:
    head(stream).update(hash="f" * 64)
    assert found(stream) == ["event 5: not the one the head of the stream names (altered)"]


def test_a_removed_head_is_named(stream: Round) -> None:
    head(stream).delete()
    assert found(stream) == ["event 5: the head of the stream was removed"]


def test_an_added_row_is_named(stream: Round) -> None:
    """A forger's own row at the end, correctly chained: the head does not know it."""
    last = rows(stream).last()
    added = Event(stream=last.stream, seq=6, kind="test.said", about=last.about, at=NOW, data={"n": 6})
    added.previous_hash, added.hash = last.hash, digest_of(added, last.hash)
    added.save()
    assert found(stream) == ["event 6: after the head of the stream (added)"]


def test_a_cut_tail_is_found_by_the_signed_checkpoint(stream: Round) -> None:
    checkpoints.write(NOW)
    rows(stream).filter(seq__gte=4).delete()
    last = rows(stream).last()
    head(stream).update(seq=3, hash=last.hash)
    assert found(stream) == [f"event {seq}: cut (a signed checkpoint names it)" for seq in (4, 5)]


def test_a_tail_cut_and_written_anew_is_found_by_the_signed_checkpoint(stream: Round, room: Room) -> None:
    checkpoints.write(NOW)
    rows(stream).filter(seq__gte=4).delete()
    head(stream).update(seq=3, hash=rows(stream).last().hash)
    for n in (7, 8, 9):
        room.says(stream, n)
    assert found(stream) == ["event 5: not the one of the signed checkpoint (rewritten)"]


def test_a_whole_stream_removed_is_found_by_the_signed_checkpoint(stream: Round) -> None:
    checkpoints.write(NOW)
    rows(stream).delete()
    head(stream).delete()
    assert found(stream) == [f"event {seq}: cut (a signed checkpoint names it)" for seq in range(1, 6)]


def test_a_stream_rewritten_with_care_is_found_by_the_signed_checkpoint(stream: Round) -> None:
    checkpoints.write(NOW)
    rows(stream).filter(seq=2).update(data={"n": 99})
    forge_from(stream, 2)
    assert found(stream) == ["event 5: not the one of the signed checkpoint (rewritten)"]


def test_what_an_early_checkpoint_remembers_is_found_after_later_ones(stream: Round, room: Room) -> None:
    """The last mark of a stream counts, even when the stream did not move since."""
    checkpoints.write(NOW)
    room.says(room.stream())
    checkpoints.write(NOW + timedelta(days=1))
    rows(stream).filter(seq=5).delete()
    head(stream).update(seq=4, hash=rows(stream).last().hash)
    assert found(stream) == ["event 5: cut (a signed checkpoint names it)"]
