"""Telling the subscribers: claim, call, forget; retry with patience, then give up in plain sight."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.db.models import F

from rokhas.journal.events import handlers
from rokhas.journal.models import Delivery

log = logging.getLogger(__name__)

# A claimed row comes back by itself when its worker was killed.
LEASE = timedelta(seconds=90)
LAST_ATTEMPT = 10
BATCH = 50


def wait_after(attempts: int) -> timedelta:
    """Two seconds, then twice as long each time, an hour at most."""
    return timedelta(seconds=min(3600, 2**attempts))


def deliver(now: datetime | None = None) -> int:
    """Deliver what is due, once. Several processes may run it together; returns how many rows were delivered."""
    moment = now or datetime.now(UTC)
    known = handlers()
    done = 0
    for delivery in (
        Delivery.objects.due(moment).select_related("event").order_by("available_at", "id")[:BATCH]
    ):
        if not _claim(delivery, moment):
            continue  # another worker was faster
        try:
            known[delivery.handler](delivery.event)
        except Exception as error:  # noqa: BLE001 - whatever a subscriber raises must neither stop the others nor be lost
            _postpone(delivery, error, moment)
        else:
            Delivery.objects.filter(pk=delivery.pk).delete()
            done += 1
    return done


def drain(now: datetime | None = None, *, rounds: int = 1000) -> int:
    """Deliver until nothing is due: what a worker does over time, at once."""
    total = 0
    for _ in range(rounds):
        done = deliver(now)
        total += done
        if not done and not Delivery.objects.due(now or datetime.now(UTC)).exists():
            return total
    return total


def revive(delivery: Delivery, now: datetime) -> None:
    """Give a dead delivery another life, once its cause is mended."""
    Delivery.objects.filter(pk=delivery.pk).update(dead_at=None, attempts=0, available_at=now, error="")


def _claim(delivery: Delivery, now: datetime) -> bool:
    mine = Delivery.objects.filter(pk=delivery.pk, dead_at=None, available_at=delivery.available_at)
    return bool(mine.update(available_at=now + LEASE, attempts=F("attempts") + 1))


def _postpone(delivery: Delivery, error: Exception, now: datetime) -> None:
    attempts = delivery.attempts + 1
    dead = attempts >= LAST_ATTEMPT
    log.warning("%s failed for event %s: %r", delivery.handler, delivery.event_id, error)
    Delivery.objects.filter(pk=delivery.pk).update(
        error=f"{type(error).__name__}: {error}"[:2000],
        available_at=now + wait_after(attempts),
        dead_at=now if dead else None,
    )
