"""What the worker does by itself, at intervals: clocks, checkpoints, sweeps."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rokhas.journal.models import Round
from rokhas.kernel.actor import Actor, system

log = logging.getLogger(__name__)

Work = Callable[[Actor], object]


@dataclass(frozen=True)
class Duty:
    name: str
    every: timedelta
    work: Work


_duties: dict[str, Duty] = {}

# A duty that failed, or whose worker was killed, is taken up again this soon when its own interval is longer.
SECOND_TRY = timedelta(minutes=10)


def every(interval: timedelta) -> Callable[[Work], Work]:
    """Register a periodic duty; it receives the platform as its actor and must be idempotent."""

    def register(work: Work) -> Work:
        name = f"{work.__module__}.{work.__qualname__}"
        _duties[name] = Duty(name, interval, work)
        return work

    return register


def attend(now: datetime | None = None) -> list[str]:
    """Do each duty whose time has come; returns their names. Two workers never take up the same one together."""
    moment = now or datetime.now(UTC)
    done = []
    for duty in _duties.values():
        if not _take_up(duty, moment):
            continue
        try:
            duty.work(system(now))
        except Exception:
            log.exception("%s failed", duty.name)
        else:
            Round.objects.filter(duty=duty.name).update(next_at=moment + duty.every)
            done.append(duty.name)
    return done


def _take_up(duty: Duty, now: datetime) -> bool:
    again = now + min(duty.every, SECOND_TRY)
    _, first = Round.objects.get_or_create(duty=duty.name, defaults={"next_at": again})
    return first or bool(Round.objects.filter(duty=duty.name, next_at__lte=now).update(next_at=again))
