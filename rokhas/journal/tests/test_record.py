"""Recording a fact: in the act's transaction, after the one before, with the data declared."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rokhas.journal import events
from rokhas.journal.chain import GENESIS, breaks, digest_of
from rokhas.journal.events import act, fact, record
from rokhas.journal.models import Delivery, Event, Head
from rokhas.journal.tests.conftest import Room
from rokhas.kernel.actor import Actor, system


def test_each_fact_follows_the_one_before_it(db: None, room: Room) -> None:
    stream = room.stream()
    first, second, third = (room.says(stream, n) for n in range(3))
    assert [event.seq for event in (first, second, third)] == [1, 2, 3]
    assert first.previous_hash == GENESIS
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert digest_of(third, second.hash) == third.hash
    head = Head.objects.get(pk=third.stream)
    assert (head.seq, head.hash) == (3, third.hash)
    assert list(breaks({})) == []


def test_each_stream_has_its_own_order(db: None, room: Room) -> None:
    one, other = room.stream(), room.stream()
    room.says(one)
    assert room.says(other).seq == 1
    assert room.says(one).seq == 2


def test_a_fact_about_a_part_stands_in_the_stream_of_the_whole(db: None, room: Room) -> None:
    whole, part = room.stream(), room.stream()
    with transaction.atomic():
        event = record("test.said", part, system(), stream=whole, n=1)
    assert event.stream == f"journal.round:{whole.pk}"
    assert event.about == f"journal.round:{part.pk}"


def test_a_fact_happens_when_its_actor_acts(db: None, room: Room) -> None:
    past = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert room.says(room.stream(), by=system(past)).at == past


@pytest.mark.parametrize("data", [{}, {"n": 1, "name": "Salma"}, {"m": 1}])
def test_a_fact_carries_exactly_what_it_declared(db: None, room: Room, data: dict[str, Any]) -> None:
    with transaction.atomic(), pytest.raises(ValueError, match="carries"):
        record("test.said", room.stream(), system(), **data)
    assert not Event.objects.filter(kind="test.said").exists()


def test_a_kind_nobody_declared_is_not_recorded(db: None, room: Room) -> None:
    with transaction.atomic(), pytest.raises(KeyError):
        record("test.whispered", room.stream(), system())


def test_a_kind_is_declared_once(room: Room) -> None:
    with pytest.raises(ValueError, match="twice"):
        fact("test.said", "n", sentence="Said again.")


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused(room: Room) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record("test.said", room.stream(), system(), n=1)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_fact_and_nothing_to_tell(room: Room) -> None:
    stream = room.stream()
    room.tells(stream, 1)

    @transaction.atomic
    def fail() -> None:
        record("test.told", stream, Actor(None), n=2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [event.data["n"] for event in Event.objects.all()] == [1]
    assert Delivery.objects.count() == 1
    assert room.says(stream, 3).seq == 2
    assert list(breaks({})) == []


def test_only_a_kind_with_subscribers_leaves_something_to_tell(db: None, room: Room) -> None:
    room.says(room.stream())
    assert not Delivery.objects.exists()
    event = room.tells(room.stream())
    assert Delivery.objects.get().event == event


def test_the_facts_of_an_act_are_written_together_at_its_end(db: None, room: Room) -> None:
    """Three streams or one, two facts or ten: the heads are read, then facts, heads and copies are written."""
    one, other = room.stream(), room.stream()
    with CaptureQueriesContext(connection) as asked, act():
        said = [record("test.told", stream, system(), n=n) for n, stream in enumerate([one, other, one, one])]
        assert not Event.objects.exists()
    statements = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) == 1 + (2 if connection.vendor == "postgresql" else 4)
    assert [event.seq for event in said] == [1, 1, 2, 3]
    assert list(Event.objects.order_by("pk")) == said
    assert Delivery.objects.count() == 4
    assert list(breaks({})) == []


def test_an_act_inside_another_that_fails_takes_its_facts_along(db: None, room: Room) -> None:
    stream = room.stream()
    with act():
        record("test.told", stream, system(), n=1)
        with suppress(ZeroDivisionError), act():
            record("test.told", stream, system(), n=2)
            raise ZeroDivisionError
        record("test.told", stream, system(), n=3)
    assert [event.data["n"] for event in Event.objects.order_by("seq")] == [1, 3]
    assert Delivery.objects.count() == 2
    assert list(breaks({})) == []


def test_a_fact_that_a_subscriber_does_not_hear_leaves_no_copy(
    db: None, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    (heard,) = events._subscribers["test.told"]
    choosy = replace(heard, hears=lambda event: event.data["n"] > 1)
    monkeypatch.setitem(events._subscribers, "test.told", [choosy])
    for n in (1, 2):
        room.tells(room.stream(), n)
    assert [copy.event.data["n"] for copy in Delivery.objects.select_related("event")] == [2]
