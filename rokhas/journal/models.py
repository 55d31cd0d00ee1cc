"""The journal's three tables: facts, the head of each stream, and what is still to be told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from rokhas.kernel.rows import OftenRead


class Event(OftenRead):
    """One fact. Written in the transaction that made it true; never changed.

    `stream` is the aggregate that was locked when it was written and orders its facts by `seq`; `hash` chains each to the one
    before. `data` holds references, codes and hashes only: what can be corrected or erased lives in ordinary rows.
    """

    stream = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_event_per_place")]
        indexes = [
            models.Index(fields=["about", "id"], name="event_about"),
            models.Index(fields=["kind", "id"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.kind}"


class Head(models.Model):
    """The last place of a stream. Its row is the lock of the stream."""

    stream = models.CharField(max_length=80, primary_key=True)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        return self.filter(dead_at=None, available_at__lte=now)

    def dead(self) -> DeliveryQuerySet:
        return self.exclude(dead_at=None)


class Delivery(OftenRead):
    """One subscriber's copy of an event, until it has been delivered: the outbox."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_subscriber")
        ]
        indexes = [models.Index(fields=["available_at"], condition=Q(dead_at=None), name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.handler}"


class Round(models.Model):
    """When a periodic duty of the worker was last taken up, so that two workers do not both do it."""

    duty = models.CharField(max_length=120, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.duty
