"""Two workers on one database: each copy told once, each duty done once; and facts recorded while others are read."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from rokhas.journal import checkpoints, outbox
from rokhas.journal.chain import breaks, one_moment
from rokhas.journal.duties import attend
from rokhas.journal.models import Delivery, Event
from rokhas.journal.outbox import BATCH, deliver
from rokhas.journal.tests.conftest import Room
from rokhas.kernel.fixed import Fixed
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
WORKERS, FACTS = 4, 120


def test_several_workers_never_tell_twice(room: Room) -> None:
    stream = room.stream()
    for n in range(FACTS):
        room.tells(stream, n)

    def work() -> None:
        while deliver() or Delivery.objects.exists():
            pass

    assert together(*[work] * WORKERS) == []
    assert sorted(room.heard) == list(range(FACTS))


def test_workers_that_look_at_the_same_rows_share_them(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the same list before either begins: only the claim parts them."""
    for n in range(BATCH):
        room.tells(room.stream(), n)
    monkeypatch.setattr(outbox, "_DUE", _ReadTogether(outbox._DUE))
    assert together(deliver, deliver) == []
    assert sorted(room.heard) == list(range(BATCH))


class _ReadTogether:
    """A reading that two workers end at the same moment."""

    def __init__(self, reading: Fixed[Delivery]) -> None:
        self._reading, self._gate = reading, threading.Barrier(2)

    def all(self, *, now: datetime) -> list[Delivery]:
        rows = self._reading.all(now=now)
        self._gate.wait()
        return rows


def test_a_duty_is_taken_up_by_one_worker(only_duty: Any) -> None:
    done: list[datetime] = []
    only_duty(timedelta(minutes=10), lambda by: done.append(by.now()))
    first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for turn in range(20):
        moment = first + turn * timedelta(minutes=10)
        assert together(*[lambda moment=moment: attend(moment)] * WORKERS) == []
    assert len(done) == 20


def test_two_checkpoints_at_once_keep_the_sequence(room: Room, var: Any) -> None:
    now = datetime.now(UTC)
    for _ in range(10):
        room.says(room.stream())
        assert together(*[lambda: checkpoints.write(now)] * WORKERS) == []
    streams = {stream for stream in checkpoints.marks() if not stream.endswith(":checkpoints")}
    assert len(streams) == 10
    assert list(checkpoints.missing()) == []
    assert Event.objects.filter(kind="checkpoint.written").count() == 10
    assert not list((var / "checkpoints").glob("*.part"))


def test_a_journal_read_while_facts_are_recorded_holds(room: Room) -> None:
    """Whoever verifies sees one moment: a fact recorded meanwhile is neither added nor removed."""
    stop = threading.Event()
    said = room.says(room.stream())
    found: list[str] = []

    def write() -> None:
        for _ in range(150):
            room.says(room.stream())
        stop.set()

    def read() -> None:
        while not stop.is_set():
            with one_moment():
                found.extend(str(each) for each in breaks({}))

    assert together(write, read, read) == []
    assert found == []
    assert Event.objects.count() == 151
    assert said.seq == 1
    assert connection.vendor == "postgresql"
