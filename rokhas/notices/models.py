"""What a person was told, and how they wish to be told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from rokhas.accounts.models import Person
from rokhas.kernel.actor import MOROCCO, Actor


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> NoticeQuerySet:
        """A notice is seen by the person it was written to, and by nobody else."""
        return self.filter(person_id=actor.person_id) if actor.person_id else self.none()

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)


class Notice(models.Model):
    """A line of someone's inbox.

    Its words are made when it is read, in the language of the page, from `facts`: references, dates, amounts, never a name.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=80, db_index=True)
    facts = models.JSONField(default=dict)
    url_name = models.CharField(max_length=80, blank=True)
    url_args = models.JSONField(default=list)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_inbox"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    @property
    def url(self) -> str:
        """The page the notice leads to; empty when it leads nowhere (any more)."""
        try:
            return reverse(self.url_name, args=self.url_args) if self.url_name else ""
        except NoReverseMatch:
            return ""


class Preference(models.Model):
    """The channels a person wants besides the inbox. Legal notices go out all the same."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="notice_preference")
    mail = models.BooleanField(default=True)
    sms = models.BooleanField(default=True)
    # What is not wanted of one kind by one channel, each as `kind:channel`.
    stopped = models.JSONField(default=list)
    # Hours of Morocco. Mail that asks for nothing is gathered until the hour of the digest; nothing rings in the quiet hours.
    digest_at = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_at=None) | Q(digest_at__lte=23), name="a_digest_has_an_hour_of_the_day"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__lte=23, quiet_until__lte=23) & ~Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_begin_and_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: mail {self.mail}, sms {self.sms}"

    def wants(self, channel: str, kind: str = "") -> bool:
        return bool(getattr(self, channel)) and f"{kind}:{channel}" not in self.stopped

    def quiet_end(self, now: datetime) -> datetime | None:
        """When the quiet hours that run at `now` end; None outside them."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        hour = now.astimezone(MOROCCO).hour
        first, last = self.quiet_from, self.quiet_until
        quiet = first <= hour < last if first < last else hour >= first or hour < last
        return next_at(now, last) if quiet else None


def next_at(now: datetime, hour: int) -> datetime:
    """The next time the clock of Morocco strikes `hour`, in UTC."""
    local = now.astimezone(MOROCCO)
    day = local.date() if local.hour < hour else local.date() + timedelta(days=1)
    return datetime.combine(day, time(hour), MOROCCO).astimezone(UTC)


class Kept(models.Model):
    """A message of a notice that waits: for the end of the quiet hours, or for the digest. Its notice is in the inbox already."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="kept")
    channel = models.CharField(max_length=8)
    due_at = models.DateTimeField()
    digest = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_message_kept_per_channel")
        ]
        indexes = [models.Index(fields=["due_at"], name="message_kept_until")]

    def __str__(self) -> str:
        return f"{self.notice} by {self.channel} at {self.due_at}"
