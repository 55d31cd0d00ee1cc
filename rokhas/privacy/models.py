"""What persons ask about their data, and what the platform has forgotten."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rokhas.accounts.models import Person
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import seal, unseal


class RequestKind(models.TextChoices):
    ACCESS = "access", _("Access to my data")
    RECTIFICATION = "rectification", _("Correction of my data")
    OPPOSITION = "opposition", _("Opposition to their processing")


class State(models.TextChoices):
    OPEN = "open", pgettext_lazy("request", "Waiting for an answer")
    GRANTED = "granted", pgettext_lazy("request", "Granted")
    REFUSED = "refused", pgettext_lazy("request", "Refused")


class RequestQuerySet(models.QuerySet["DataRequest"]):
    def of(self, actor: Actor) -> RequestQuerySet:
        return self.filter(person_id=actor.person_id) if actor.person_id else self.none()

    def waiting(self) -> RequestQuerySet:
        return self.filter(state=State.OPEN)


class DataRequest(models.Model):
    """A person uses a right of law 09-08; what they wrote and what they were answered are sealed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=20, choices=RequestKind)
    words_sealed = models.TextField()
    made_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer_sealed = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, answered_by=None, answer_sealed="")
                | (~Q(state="open") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="an_answered_request_says_by_whom",
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="request_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def words(self) -> str:
        return unseal(self.words_sealed)

    @words.setter
    def words(self, text: str) -> None:
        self.words_sealed = seal(text)

    @property
    def answer(self) -> str:
        return unseal(self.answer_sealed)

    @answer.setter
    def answer(self, text: str) -> None:
        self.answer_sealed = seal(text)

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today


class Erasure(models.Model):
    """What one run of the daily duty erased of one kind: how much, and up to when. Never what."""

    kind = models.SlugField()
    before = models.DateTimeField()
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}: {self.count}"
