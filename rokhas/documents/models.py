"""What was received or made, byte for byte, and what is still arriving."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rokhas.kernel.actor import Actor
from rokhas.kernel.rows import OftenWritten


class Document(OftenWritten):
    """An immutable file: its bytes never change, a correction is another document.

    The file lives under `settings.DOCUMENT_FOLDER` at the address its SHA-256 gives; two documents of the same bytes share it.
    `name` is what a person sees when it is downloaded; `media_type` was established from the content, never from the name;
    `photographed`: it looks like a telephone's photograph. `scan` is what the virus scanner said: nothing when none was set
    up, and what waits for it is never taken for clean.
    """

    class Scan(models.TextChoices):
        OFF = "off"
        WAITING = "waiting"
        CLEAN = "clean"
        INFECTED = "infected"

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(null=True, blank=True)
    photographed = models.BooleanField(default=False)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.OFF, db_index=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="a_document_is_not_empty")]

    def __str__(self) -> str:
        return self.name

    @property
    def short_hash(self) -> str:
        """`5ac1…07`: enough to compare by eye with a printed paper, never enough to prove."""
        return short_hash(self.sha256)


def short_hash(sha256: str) -> str:
    return f"{sha256[:4]}…{sha256[-2:]}"


class UploadQuerySet(models.QuerySet["Upload"]):
    def arriving(self, now: datetime) -> UploadQuerySet:
        return self.filter(state=Upload.State.ARRIVING, expires_at__gt=now)

    def unfinished(self, now: datetime) -> UploadQuerySet:
        return self.arriving(now) | self.filter(state=Upload.State.REFUSED)

    def sent_by(self, actor: Actor) -> UploadQuerySet:
        """What this person announced; nothing of anybody else's exists for them."""
        return self.filter(person_id=actor.person_id) if actor.person_id is not None else self.none()


class Upload(models.Model):
    """A file on its way, by chunks, that survives a cut line.

    `offset` counts the bytes that are surely on disk: it is what the sender is told to resume from. `purpose` is the code of a
    registered `UploadPurpose`; `about` is that purpose's own name of what the file is for. `examined_ms` is how long its file was
    read, in milliseconds, at `examined_at`.

    `fingerprint` is what the sender's page made of parts of the file: it finds this row again from another device. `chunks`,
    as [offset, length, SHA-256] of each part that came, let that device prove that it holds the same bytes before it goes on.
    """

    class State(models.TextChoices):
        ARRIVING = "arriving"
        RECEIVED = "received"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60)
    about = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    metadata = models.JSONField(default=dict)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.ARRIVING)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    examined_at = models.DateTimeField(null=True)
    examined_ms = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    chunks = models.JSONField(default=list)
    # What the purpose answered, or the refusal as {"code", "message"}, for a sender who asks again.
    answer = models.JSONField(default=dict)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(offset__lte=F("length")), name="an_upload_does_not_overflow"),
            models.CheckConstraint(
                condition=Q(state="received", document__isnull=False)
                | ~Q(state="received") & Q(document=None),
                name="only_a_received_upload_has_its_document",
            ),
        ]
        indexes = [models.Index(fields=["person", "created_at"], name="upload_person")]

    def __str__(self) -> str:
        return f"{self.name} ({self.offset}/{self.length})"

    @property
    def is_arriving(self) -> bool:
        return self.state == self.State.ARRIVING

    @property
    def is_complete(self) -> bool:
        return self.offset == self.length

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.length
