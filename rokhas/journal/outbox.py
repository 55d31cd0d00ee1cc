"""Telling the subscribers: claim, call, forget; retry with patience, then give up in plain sight."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic

from django.db import connection
from django.db.models import DateTimeField, F

from rokhas.journal.events import Subscriber, subscribers
from rokhas.journal.models import Delivery
from rokhas.kernel.fixed import Fixed

log = logging.getLogger(__name__)

# A claimed row comes back by itself when its worker was killed.
LEASE = timedelta(seconds=90)
PATIENCE = timedelta(hours=48)
BATCH = 50
# Seconds for which a claim holds without being renewed, and for which what was delivered may wait to be forgotten.
HELD = 5

_DUE = Fixed(
    lambda now: Delivery.objects.due(now).select_related("event").order_by("available_at", "id")[:BATCH],
    now=DateTimeField(),
)


def wait_after(attempts: int) -> timedelta:
    """Two seconds, then twice as long each time, an hour at most."""
    return timedelta(seconds=min(3600, 2**attempts))


def _last_attempt() -> int:
    """The first attempt that comes when the patience is spent."""
    attempts, waited = 1, timedelta()
    while waited < PATIENCE:
        waited += wait_after(attempts)
        attempts += 1
    return attempts


LAST_ATTEMPT = _last_attempt()


def deliver(now: datetime | None = None) -> int:
    """Deliver what is due, once. Several processes may run it together; returns how many rows were delivered."""
    return drain(now, rounds=1)


def drain(now: datetime | None = None, *, rounds: int = 1000) -> int:
    """Deliver until nothing is due: what a worker does over time, at once."""
    told = _Told()
    for _ in range(rounds):
        if not _round(now, told):
            break
    told.forget()
    return told.count


class _Told:
    """What was delivered, and is forgotten together: every few seconds or fifty rows, long before a lease could end.

    A worker killed in between tells some again, as subscribers must bear anyway.
    """

    def __init__(self) -> None:
        self.count, self._rows, self._since = 0, list[int](), monotonic()

    def add(self, deliveries: Sequence[Delivery]) -> None:
        self.count += len(deliveries)
        self._rows += [delivery.pk for delivery in deliveries]
        if len(self._rows) >= BATCH or monotonic() - self._since > HELD:
            self.forget()

    def forget(self) -> None:
        if self._rows:
            marks = ", ".join(["%s"] * len(self._rows))
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM journal_delivery WHERE id IN ({marks})", self._rows)  # noqa: S608
        self._rows, self._since = [], monotonic()


def _round(now: datetime | None, told: _Told) -> int:
    """How many rows were due.

    Those that nobody has tried are claimed together; one whose turn comes late is claimed again, from that moment, and so is one
    that was tried before: a slow subscriber shortens nobody else's lease, and one that kills its worker takes its neighbours
    along once at most.
    """
    known, began = subscribers(), now or _now()
    due = _DUE.all(now=began)
    together = _claim_together([delivery for delivery in due if not delivery.attempts], began + LEASE)
    for turn in _turns(due, known):
        held = _held(turn, together, began, now)
        if not held:
            continue  # another worker was faster
        try:
            known[turn[0].handler].tell([delivery.event for delivery, _lease in held])
        except Exception as error:  # noqa: BLE001 - whatever a subscriber raises must neither stop the others nor be lost
            for delivery, lease in held:
                _postpone(delivery, lease, error, now or _now())
        else:
            told.add([delivery for delivery, _lease in held])
    return len(due)


def revive(delivery: Delivery, now: datetime) -> None:
    """Give a dead delivery another life, once its cause is mended."""
    Delivery.objects.filter(pk=delivery.pk).update(dead_at=None, attempts=0, available_at=now, error="")


def _now() -> datetime:
    return datetime.now(UTC)


def _turns(due: Iterable[Delivery], known: Mapping[str, Subscriber]) -> Iterable[list[Delivery]]:
    """What is told at once: to whoever hears several facts together, those that nobody has tried; each other by itself."""
    turns: dict[object, list[Delivery]] = {}
    for delivery in due:
        subscriber = known.get(delivery.handler)
        together = subscriber is not None and subscriber.together and not delivery.attempts
        turns.setdefault(delivery.handler if together else delivery.pk, []).append(delivery)
    return turns.values()


def _held(
    turn: Sequence[Delivery], together: set[int], began: datetime, now: datetime | None
) -> list[tuple[Delivery, datetime]]:
    """Those of the rows that are ours, each with the end of its lease."""
    leases = ((delivery, _hold(delivery, together, began, now or _now())) for delivery in turn)
    return [(delivery, lease) for delivery, lease in leases if lease is not None]


def _claim_together(fresh: Sequence[Delivery], lease: datetime) -> set[int]:
    """Take, until `lease`, those of the rows that are still as nobody has touched them; which they are. One statement."""
    if not fresh:
        return set()
    marks = ", ".join(["%s"] * len(fresh))
    lock = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    untouched = f"SELECT id FROM journal_delivery WHERE id IN ({marks}) AND attempts = 0 AND dead_at IS NULL"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_delivery SET available_at = %s, attempts = 1"  # noqa: S608
            f" WHERE id IN ({untouched} ORDER BY id{lock}) RETURNING id",
            [connection.ops.adapt_datetimefield_value(lease), *(delivery.pk for delivery in fresh)],
        )
        return {number for (number,) in cursor.fetchall()}


def _hold(delivery: Delivery, together: set[int], began: datetime, now: datetime) -> datetime | None:
    """Until when the row is ours, None when another worker took it first."""
    if delivery.attempts:
        return _claim(delivery, now)
    if delivery.pk not in together:
        return None
    if now - began < timedelta(seconds=HELD):
        return began + LEASE
    mine = Delivery.objects.filter(pk=delivery.pk, dead_at=None, available_at=began + LEASE)
    return now + LEASE if mine.update(available_at=now + LEASE) else None


def _claim(delivery: Delivery, now: datetime) -> datetime | None:
    """Until when a row that was tried before is ours, None when another worker took it first."""
    lease = now + LEASE
    mine = Delivery.objects.filter(pk=delivery.pk, dead_at=None, available_at=delivery.available_at)
    return lease if mine.update(available_at=lease, attempts=F("attempts") + 1) else None


def _postpone(delivery: Delivery, lease: datetime, error: Exception, now: datetime) -> None:
    """Try again later, or never; nothing when the lease ran out and another worker has taken the row."""
    attempts = delivery.attempts + 1
    dead = attempts >= LAST_ATTEMPT
    log.warning("%s failed for event %s: %r", delivery.handler, delivery.event_id, error)
    Delivery.objects.filter(pk=delivery.pk, available_at=lease).update(
        error=f"{type(error).__name__}: {error}"[:2000],
        available_at=now + wait_after(attempts),
        dead_at=now if dead else None,
    )
