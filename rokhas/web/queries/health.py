"""How the platform fares, in two numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import Min

from rokhas.journal.models import Delivery, Round

TOLERATED = 120


@dataclass(frozen=True)
class Health:
    """`worker_lag`: seconds by which the oldest delivery or duty is late, 0 when none is; `dead_letters`: deliveries given up."""

    worker_lag: int
    dead_letters: int

    @property
    def is_slow(self) -> bool:
        """A reader would notice: what follows an act (receipts, messages, time-stamps) comes after two minutes or more."""
        return self.worker_lag > TOLERATED

    @property
    def late_minutes(self) -> int:
        return ceil(self.worker_lag / 60)


def state(now: datetime) -> Health:
    """Three queries, on indexes or tables that stay small. Raises DatabaseError when the database does not answer."""
    waiting = Delivery.objects.due(now).aggregate(oldest=Min("available_at"))["oldest"]
    duty = Round.objects.aggregate(oldest=Min("next_at"))["oldest"]
    late = [moment for moment in (waiting, duty) if moment and moment < now]
    return Health(
        worker_lag=max((int((now - moment).total_seconds()) for moment in late), default=0),
        dead_letters=Delivery.objects.dead().count(),
    )
