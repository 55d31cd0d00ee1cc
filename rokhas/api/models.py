"""Applications and their tokens, answers kept for requests sent twice, how often one asks, and webhooks."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person
from rokhas.journal.models import Event
from rokhas.kernel.personal import seal, unseal


class Scope(models.TextChoices):
    """What a token lets its application do, never more than the person who made it may do at that moment."""

    DOSSIERS_READ = "dossiers:read", _("Read my dossiers, their pieces and their papers")
    DOSSIERS_WRITE = "dossiers:write", _("Prepare and deposit dossiers in my name")
    PAYMENTS_WRITE = "payments:write", _("Begin the payment of fees")
    WORK_READ = "work:read", _("Read the dossiers that wait for my office")
    WORK_WRITE = "work:write", _("Answer, in my office, the steps that need no signature")
    SIGNATURES_WRITE = "signatures:write", _("Prepare signatures and hand over what my key has signed")
    ENQUIRIES = "enquiries", _("Speak in public enquiries in my name")
    MESSAGES = "messages", _("Read and write the messages of dossiers")
    NOTICES = "notices", _("Read my notices and choose how I am told")
    WEBHOOKS = "webhooks", _("Choose where the platform announces what happens")
    DATA = "data", _("Read what is held of me, and use my rights over it")
    PEOPLE = "people", _("Nominate and suspend the people of my office, delegate (one day at most)")
    REGISTERS = "registers", _("Keep the registers of the professions (one day at most)")


class Application(models.Model):
    """A program that acts for a person: what tokens and webhooks belong to, so that a token can be changed for another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_application_per_name")]

    def __str__(self) -> str:
        return self.name


class TokenQuerySet(models.QuerySet["Token"]):
    def valid(self, now: datetime) -> TokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=now)


class Token(models.Model):
    """A key of an application. Its secret is shown once; only its SHA-256 is kept (256 random bits need no slower hash)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="tokens")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.prefix

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now


class Reply(models.Model):
    """The answer to a request that bore an Idempotency-Key; without `status`, it is being carried out since `taken_at`."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="replies")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    taken_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_reply_per_key")]

    def __str__(self) -> str:
        return self.key


class MeterQuerySet(models.QuerySet["Meter"]):
    def count_one(self, name: str, window: int) -> int:
        """One request more in a window; how many there are now. One statement, on both databases."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO api_meter (name, win, count) VALUES (%s, %s, 1) "
                "ON CONFLICT (name, win) DO UPDATE SET count = api_meter.count + 1 RETURNING count",
                [name, window],
            )
            return int(cursor.fetchone()[0])


class Meter(models.Model):
    """How many requests somebody made in a minute; `window` counts the minutes since 1970. No address is kept in clear."""

    name = models.CharField(max_length=80)
    window = models.BigIntegerField(db_column="win")  # `window` is a word of SQL
    count = models.PositiveIntegerField(default=0)

    objects = MeterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "window"], name="one_meter_per_window")]
        indexes = [models.Index(fields=["window"], name="meter_by_window")]

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"


class Webhook(models.Model):
    """Where an application is told what happens. `kinds` are those it asked for.

    The secret signs every call; after a rotation the former one signs beside it until `former_until`. After a failure nothing is
    sent before `quiet_until`, so that an address that is down holds nobody else's news; when it has failed for two days
    (`failing_since`) it is closed.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    secret_sealed = models.TextField()
    former_sealed = models.TextField(blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.url

    @property
    def secret(self) -> str:
        return unseal(self.secret_sealed)

    @secret.setter
    def secret(self, secret: str) -> None:
        self.secret_sealed = seal(secret)

    def secrets(self, now: datetime) -> list[str]:
        """Those that sign at this moment, the present one first."""
        former = self.former_sealed if self.former_until and self.former_until > now else ""
        return [self.secret, *([unseal(former)] if former else [])]


class CallState(models.TextChoices):
    QUEUED = "queued", _("To send")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Given up")


class Call(models.Model):
    """One event announced to one webhook. It is sent by the worker, again until the address takes it or patience ends."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="calls")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CallState, default=CallState.QUEUED)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="one_call_per_event"),
            models.CheckConstraint(
                condition=Q(state="queued", ended_at=None) | (~Q(state="queued") & Q(ended_at__isnull=False)),
                name="a_call_that_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.webhook}"
