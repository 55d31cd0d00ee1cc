"""Telling the subscribers: retried with patience, given up in plain sight, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rokhas.journal import outbox
from rokhas.journal.duties import attend
from rokhas.journal.models import Delivery, Event, Round
from rokhas.journal.outbox import LAST_ATTEMPT, LEASE, deliver, drain, wait_after
from rokhas.journal.tests.conftest import Room
from rokhas.kernel.actor import Actor, system

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(room: Room) -> Delivery:
    """A fact that waits for its subscriber."""
    room.tells(room.stream(), 7, by=system(NOW))
    return Delivery.objects.get()


def play_until_dead(told: Delivery) -> datetime:
    """Let every attempt fail, each when its time comes."""
    moment = NOW
    for _ in range(LAST_ATTEMPT):
        assert deliver(moment) == 0
        told.refresh_from_db()
        moment = told.available_at
    return moment


def test_a_subscriber_is_told_once_and_the_row_goes(room: Room, told: Delivery) -> None:
    assert deliver(NOW) == 1
    assert room.heard == [7]
    assert not Delivery.objects.exists()
    assert deliver(NOW) == 0


def test_nothing_is_told_before_its_time(room: Room, told: Delivery) -> None:
    assert deliver(NOW - timedelta(seconds=1)) == 0
    assert room.heard == []


def test_patience_doubles_up_to_an_hour() -> None:
    waits = [wait_after(attempts).total_seconds() for attempts in range(1, 14)]
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert waits[-2:] == [3600, 3600]


def test_a_failure_is_tried_again_later_and_later(room: Room, told: Delivery) -> None:
    room.fails = 3
    moment, waits = NOW, []
    for _ in range(3):
        assert deliver(moment) == 0
        told.refresh_from_db()
        waits.append((told.available_at - moment).total_seconds())
        assert deliver(told.available_at - timedelta(milliseconds=1)) == 0
        moment = told.available_at
    assert waits == [2, 4, 8]
    assert (told.attempts, told.error) == (3, "ConnectionError: The relay is away.")
    assert deliver(moment) == 1
    assert room.heard == [7]


def test_one_failure_does_not_hold_up_the_others(room: Room, told: Delivery) -> None:
    room.tells(room.stream(), 8, by=system(NOW))
    room.fails = 1
    assert deliver(NOW) == 1
    assert room.heard == [8]


def test_after_the_last_attempt_a_delivery_is_given_up_in_plain_sight(room: Room, told: Delivery) -> None:
    room.fails = 10**6
    moment = play_until_dead(told)
    assert told.dead_at is not None
    assert told.attempts == LAST_ATTEMPT
    assert timedelta(hours=48) <= told.dead_at - NOW < timedelta(hours=49)
    assert deliver(moment + timedelta(days=30)) == 0
    assert list(Delivery.objects.dead()) == [told]


def test_a_dead_delivery_is_listed_and_revived(
    room: Room, told: Delivery, capsys: pytest.CaptureFixture[str]
) -> None:
    room.fails = LAST_ATTEMPT
    play_until_dead(told)
    call_command("journal", "dead")
    said = capsys.readouterr().out
    assert "test.told → " in said
    assert "The relay is away." in said
    assert "1 dead deliveries." in said
    call_command("journal", "revive")
    assert not Delivery.objects.dead().exists()
    assert drain() == 1
    assert room.heard == [7]


def test_a_subscriber_that_is_gone_is_a_failure_like_another(room: Room, told: Delivery) -> None:
    Delivery.objects.update(handler="rokhas.nowhere.at_all")
    assert deliver(NOW) == 0
    told.refresh_from_db()
    assert told.error == "KeyError: 'rokhas.nowhere.at_all'"


def test_the_row_of_a_killed_worker_comes_back_when_its_lease_ends(
    room: Room, told: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Nothing after this line happens, as after SIGKILL."""

    def die(event: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(room, "hear", die)
        with pytest.raises(Killed):
            deliver(NOW)
    assert deliver(NOW + LEASE - timedelta(seconds=1)) == 0
    assert room.heard == []
    assert deliver(NOW + LEASE) == 1
    assert room.heard == [7]


def test_a_lease_starts_when_the_row_is_claimed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of a batch is slow: the second is held from its own claim, not from the start of the batch."""
    clock, leases = [NOW], []

    def slow(event: Any) -> None:
        leases.append(Delivery.objects.get(event=event).available_at - clock[0])
        clock[0] += 2 * LEASE

    monkeypatch.setattr(outbox, "_now", lambda: clock[0])
    monkeypatch.setattr(room, "hear", slow)
    for number in (7, 8):
        room.tells(room.stream(), number, by=system(NOW))
    assert deliver() == 2
    assert leases == [LEASE, LEASE]


def test_what_nobody_has_tried_is_claimed_together_and_forgotten_together(room: Room) -> None:
    for number in range(4):
        room.tells(room.stream(), number, by=system(NOW))
    with CaptureQueriesContext(connection) as asked:
        assert deliver(NOW) == 4
    assert [query["sql"].split()[0] for query in asked] == ["SELECT", "UPDATE", "DELETE"]
    assert room.heard == [0, 1, 2, 3]


def test_what_one_round_after_another_told_is_forgotten_together(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each fact that is told leaves another to be told, until there are five."""
    hear = room.hear

    def go_on(event: Event) -> None:
        hear(event)
        if event.data["n"] < 4:
            room.tells(room.stream(), event.data["n"] + 1, by=system(NOW))

    monkeypatch.setattr(room, "hear", go_on)
    room.tells(room.stream(), 0, by=system(NOW))
    with CaptureQueriesContext(connection) as asked:
        assert drain(NOW) == 5
    assert room.heard == [0, 1, 2, 3, 4]
    assert sum(query["sql"].startswith("DELETE") for query in asked) == 1
    assert not Delivery.objects.exists()


def test_who_hears_several_facts_is_told_them_together_in_their_order(
    room: Room, gathered: list[list[int]]
) -> None:
    for number in range(3):
        room.tells(room.stream(), number, by=system(NOW))
    with CaptureQueriesContext(connection) as asked:
        assert deliver(NOW) == 3
    assert [query["sql"].split()[0] for query in asked] == ["SELECT", "UPDATE", "DELETE"]
    assert gathered == [[0, 1, 2]]
    room.tells(room.stream(), 3, by=system(NOW))
    assert drain(NOW) == 1
    assert gathered == [[0, 1, 2], [3]]


def test_facts_that_failed_together_come_back_alone(room: Room, gathered: list[list[int]]) -> None:
    """What one cannot bear is told of it alone, and keeps nothing from its neighbours."""
    for number in (12, 13, 14):
        room.tells(room.stream(), number, by=system(NOW))
    assert deliver(NOW) == 0
    assert set(Delivery.objects.values_list("attempts", "error")) == {
        (1, "ConnectionError: The relay is away.")
    }
    assert deliver(NOW + wait_after(1)) == 2
    assert gathered == [[12], [14]]
    assert Delivery.objects.get().attempts == 2


def test_a_fact_that_another_worker_took_is_not_told_with_the_others(
    room: Room, gathered: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = outbox._claim_together

    def slower(fresh: Sequence[Delivery], lease: datetime) -> set[int]:
        Delivery.objects.filter(pk=fresh[1].pk).update(attempts=1, available_at=lease)
        return claim(fresh, lease)

    monkeypatch.setattr(outbox, "_claim_together", slower)
    for number in range(3):
        room.tells(room.stream(), number, by=system(NOW))
    assert deliver(NOW) == 2
    assert gathered == [[0, 2]]
    assert Delivery.objects.count() == 1


def test_a_fact_that_kills_its_worker_does_not_take_its_neighbours_along_twice(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Nothing after this line happens, as after SIGKILL."""

    hear = room.hear

    def die(event: Any) -> None:
        if event.data["n"] == 1:
            raise Killed
        hear(event)

    monkeypatch.setattr(room, "hear", die)
    for number in range(4):
        room.tells(room.stream(), number, by=system(NOW))
    for moment in (NOW, NOW + LEASE):
        with pytest.raises(Killed):
            deliver(moment)
    assert deliver(NOW + LEASE) == 2
    assert room.heard == [0, 0, 2, 3]  # what was told before the kill is told again


def test_a_lease_that_another_worker_took_over_is_not_renewed(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [NOW]

    def slow(event: Any) -> None:
        room.heard.append(event.data["n"])
        clock[0] += 2 * LEASE
        Delivery.objects.exclude(event=event).update(available_at=clock[0] + LEASE)

    monkeypatch.setattr(outbox, "_now", lambda: clock[0])
    monkeypatch.setattr(room, "hear", slow)
    for number in (7, 8):
        room.tells(room.stream(), number, by=system(NOW))
    assert deliver() == 1
    assert room.heard == [7]


def test_a_worker_whose_lease_ran_out_changes_nothing(room: Room, told: Delivery) -> None:
    lease = outbox._claim(told, NOW)
    assert lease is not None
    Delivery.objects.update(available_at=lease + LEASE)  # another worker has it
    outbox._postpone(told, lease, OSError("late"), NOW)
    told.refresh_from_db()
    assert (told.available_at, told.error) == (lease + LEASE, "")


def test_a_worker_that_lost_the_race_leaves_the_row_alone(told: Delivery) -> None:
    seen_by_both = Delivery.objects.get()
    assert outbox._claim(told, NOW)
    assert not outbox._claim(seen_by_both, NOW)


def test_a_duty_is_taken_up_when_its_time_comes(only_duty: Any) -> None:
    done: list[datetime] = []
    only_duty(timedelta(minutes=10), lambda by: done.append(by.now()))
    moments = [NOW + timedelta(minutes=minute) for minute in (0, 1, 9, 10, 11, 20)]
    for moment in moments:
        attend(moment)
    assert done == [moments[0], moments[3], moments[5]]


def test_a_long_duty_that_fails_does_not_wait_for_its_next_turn(only_duty: Any) -> None:
    tried: list[datetime] = []

    def work(by: Actor) -> None:
        tried.append(by.now())
        if len(tried) == 1:
            raise OSError("No space left on device.")

    only_duty(timedelta(days=1), work)
    minutes = {0: [], 9: [], 10: [work.__qualname__], 30: [], 1449: [], 1450: [work.__qualname__]}
    for minute, done in minutes.items():
        attended = attend(NOW + timedelta(minutes=minute))
        assert [name.removeprefix(f"{__name__}.") for name in attended] == done, minute
    assert len(tried) == 3


def test_a_duty_that_fails_does_not_stop_the_others(only_duty: Any) -> None:
    def breaks_down(by: Actor) -> None:
        raise OSError("No space left on device.")

    def goes_on(by: Actor) -> None: ...

    only_duty(timedelta(minutes=10), breaks_down)
    only_duty(timedelta(minutes=10), goes_on)
    assert [name.rpartition(".")[2] for name in attend(NOW)] == ["goes_on"]
    assert Round.objects.count() == 2
