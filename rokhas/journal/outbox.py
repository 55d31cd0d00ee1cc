"""Telling the subscribers: claim, call, forget; retry with patience, then give up in plain sight."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic

from django.db import connection
from django.db.models import F

from rokhas.journal.events import handlers
from rokhas.journal.models import Delivery

log = logging.getLogger(__name__)

# A claimed row comes back by itself when its worker was killed.
LEASE = timedelta(seconds=90)
PATIENCE = timedelta(hours=48)
BATCH = 50
# Seconds for which a claim holds without being renewed, and for which what was delivered may wait to be forgotten.
HELD = 5


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
    return _round(now)[1]


def drain(now: datetime | None = None, *, rounds: int = 1000) -> int:
    """Deliver until nothing is due: what a worker does over time, at once."""
    total = 0
    for _ in range(rounds):
        seen, done = _round(now)
        total += done
        if not seen:
            return total
    return total


def _round(now: datetime | None) -> tuple[int, int]:
    """How many rows were due, and how many of them were delivered here.

    Those that nobody has tried are claimed together; one whose turn comes late is claimed again, from that moment, and so is one
    that was tried before: a slow subscriber shortens nobody else's lease, and one that kills its worker takes its neighbours
    along once at most. What was delivered is forgotten together, long before the first lease could end; a worker killed in
    between tells some again, as subscribers must bear anyway.
    """
    known = handlers()
    due = Delivery.objects.due(now or _now()).select_related("event").order_by("available_at", "id")[:BATCH]
    told: list[int] = []
    count, since = 0, monotonic()
    began = now or _now()
    together = _claim_together([delivery for delivery in due if not delivery.attempts], began + LEASE)
    for delivery in due:
        lease = _hold(delivery, together, began, now or _now())
        if lease is None:
            continue  # another worker was faster
        try:
            known[delivery.handler](delivery.event)
        except Exception as error:  # noqa: BLE001 - whatever a subscriber raises must neither stop the others nor be lost
            _postpone(delivery, lease, error, now or _now())
        else:
            told.append(delivery.pk)
            count += 1
        if monotonic() - since > HELD:
            _forget(told)
            told, since = [], monotonic()
    _forget(told)
    return len(due), count


def revive(delivery: Delivery, now: datetime) -> None:
    """Give a dead delivery another life, once its cause is mended."""
    Delivery.objects.filter(pk=delivery.pk).update(dead_at=None, attempts=0, available_at=now, error="")


def _now() -> datetime:
    return datetime.now(UTC)


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


def _forget(told: list[int]) -> None:
    if told:
        Delivery.objects.filter(pk__in=told).delete()


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
