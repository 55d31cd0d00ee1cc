"""What a person was told, and how they wish to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from rokhas.accounts.models import Person
from rokhas.kernel.actor import Actor


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

    def __str__(self) -> str:
        return f"{self.person_id}: mail {self.mail}, sms {self.sms}"

    def wants(self, channel: str) -> bool:
        return bool(getattr(self, channel))
