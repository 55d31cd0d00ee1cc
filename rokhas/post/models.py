"""Messages that leave the platform."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rokhas.kernel.rows import OftenRead


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("SMS")


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
    FAILED = "failed", pgettext_lazy("message", "Not sent")


class MessageQuerySet(models.QuerySet["Message"]):
    def left_behind(self, before: datetime) -> MessageQuerySet:
        """Queued before a moment and still not sent."""
        return self.filter(state=State.QUEUED, queued_at__lt=before)

    def on_their_way(self, since: datetime) -> MessageQuerySet:
        """Sent since a moment, arrival not known, the least recently asked about first."""
        waiting = self.filter(state=State.SENT, sent_at__gte=since)
        return waiting.order_by(models.F("asked_at").asc(nulls_first=True), "pk")


class Message(OftenRead):
    """One text to one recipient by one channel. The key is the message: written twice, it is still one.

    `handing_since` is held by the worker that is at the gateway; `may_have_left` is written before each hand-over and stays until
    the gateway surely refused, so that after a crash one asks before sending again.

    A text that opens something (a code, a link) lies in `secret_sealed` instead of `body`, and only until it has left or failed.
    """

    key = models.CharField(max_length=150, unique=True)
    channel = models.CharField(max_length=8, choices=Channel)
    recipient_sealed = models.TextField()
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    secret_sealed = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    handing_since = models.DateTimeField(null=True, blank=True)
    may_have_left = models.BooleanField(default=False)
    provider_reference = models.CharField(max_length=200, blank=True)
    failure = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="a_sent_message_has_left",
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", arrived_at__isnull=False)
                | (~Q(state="delivered") & Q(arrived_at=None)),
                name="a_delivered_message_has_arrived",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(failure="") | ~Q(state="failed") & Q(failure=""),
                name="a_failed_message_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="queued") | Q(secret_sealed=""),
                name="a_secret_does_not_outlive_its_sending",
            ),
        ]
        indexes = [
            models.Index(fields=["queued_at"], condition=Q(state="queued"), name="message_left_behind"),
            models.Index(fields=["asked_at"], condition=Q(state="sent"), name="message_on_its_way"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"

    @property
    def is_waiting(self) -> bool:
        return self.state == State.QUEUED
