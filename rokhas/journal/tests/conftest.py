from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from rokhas.journal import duties, events
from rokhas.journal.models import Event, Round
from rokhas.kernel.actor import Actor, system

_numbers = count(1)


@dataclass
class Room:
    """Facts of a test: `said` records one, `heard` keeps what the subscriber was told, `fails` makes it raise."""

    heard: list[int] = field(default_factory=list)
    fails: int = 0

    def stream(self) -> Round:
        """Any row that facts can be about."""
        return Round.objects.create(duty=f"subject-{next(_numbers)}", next_at=datetime.now(UTC))

    def says(self, stream: Round, n: int = 0, by: Actor | None = None) -> Event:
        with transaction.atomic():
            return events.record("test.said", stream, by or system(), n=n)

    def tells(self, stream: Round, n: int = 0, by: Actor | None = None) -> Event:
        """A fact that has a subscriber."""
        with transaction.atomic():
            return events.record("test.told", stream, by or system(), n=n)

    def hear(self, event: Event) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("The relay is away.")
        self.heard.append(event.data["n"])


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Two kinds of fact that exist for this test alone; the second has a subscriber."""
    room = Room()

    def hear(event: Event) -> None:
        room.hear(event)

    for kind in ("test.said", "test.told"):
        known = events.Fact(kind, frozenset({"n"}), "Said.", "none")
        monkeypatch.setitem(events._facts, kind, known)
    monkeypatch.setitem(events._subscribers, "test.told", [events.Subscriber(hear)])
    return room


@pytest.fixture
def gathered(room: Room, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """What the one subscriber was told at each call, facts together; 13 makes it fail."""
    calls: list[list[int]] = []

    def hear_several(said: Sequence[Event]) -> None:
        numbers = [event.data["n"] for event in said]
        if 13 in numbers:
            raise ConnectionError("The relay is away.")
        calls.append(numbers)

    monkeypatch.setitem(events._subscribers, "test.told", [])
    events.on_several("test.told")(hear_several)
    return calls


@pytest.fixture
def var(tmp_path: Path, settings: Any) -> Path:
    """A state folder of its own: checkpoints and their key."""
    settings.ROKHAS_VAR = tmp_path
    return tmp_path


@pytest.fixture
def only_duty(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Leave the worker one duty: the one of the test."""
    monkeypatch.setattr(duties, "_duties", {})
    return lambda interval, work: duties.every(interval)(work)
