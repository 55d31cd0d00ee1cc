"""A public enquiry, what people said in it, and what was answered to each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office, Person
from rokhas.documents.models import Document
from rokhas.dossiers.models import Dossier, Task
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import fingerprint, seal, unseal
from rokhas.procedures.schema import EnquiryTerms


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def standing(self) -> EnquiryQuerySet:
        """Those of a step that still counts, in a dossier that has not ended otherwise."""
        return self.filter(task__superseded_at=None)

    def announced(self, today: date) -> EnquiryQuerySet:
        """Those that the public may consult: announced, and not past their last day."""
        return self.standing().filter(closed_at=None, closes_on__gte=today, dossier__ended_at=None)

    def over(self, today: date) -> EnquiryQuerySet:
        """Those whose last day is behind and that are not closed yet."""
        return self.standing().filter(closed_at=None, closes_on__lt=today)


class Enquiry(models.Model):
    """One public enquiry, held by the office of its step.

    `announced` is what the notice says, frozen the day it was opened: `activity`, `class_name`, `situation`, `petitioner`, each
    `{fr, ar}`, and `point` (`[lon, lat]` or null). `opens_on` is its first day, not counted; `closes_on` its last, included.
    """

    class Sense(models.TextChoices):
        FAVOURABLE = "favourable", _("Favourable")
        UNFAVOURABLE = "unfavourable", _("Unfavourable")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="enquiries")
    task = models.OneToOneField(Task, models.PROTECT, related_name="enquiry")
    announced = models.JSONField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opens_on = models.DateField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    last_number = models.PositiveSmallIntegerField(default=0)
    # The report: prepared, then signed by closing the step.
    sense = models.CharField(max_length=20, choices=Sense, blank=True)
    motives = models.TextField(blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=models.F("opens_on")), name="an_enquiry_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | (Q(closed_at__isnull=False) & ~Q(sense="")),
                name="a_reported_enquiry_is_closed_and_concludes",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_on"], condition=Q(closed_at=None), name="enquiry_open_by_last_day")
        ]

    def __str__(self) -> str:
        return f"enquiry of {self.dossier}"

    @property
    def terms(self) -> EnquiryTerms:
        found = self.task.step.enquiry
        assert found is not None, "only a step of this kind is given an enquiry"
        return found

    def is_open(self, today: date) -> bool:
        """Whether something may be said today."""
        return self.is_announced(today) and self.opens_on <= today

    def is_announced(self, today: date) -> bool:
        """Whether it is to come, or under way: the duty that closes it may be late, its last day is not."""
        return self.closed_at is None and today <= self.closes_on and self.task.is_open

    def is_over(self, today: date) -> bool:
        return self.closed_at is not None or today > self.closes_on

    def next_number(self) -> int:
        """The number of the next observation; the enquiry is held, and saved by the caller."""
        self.last_number += 1
        return self.last_number


class OppositionQuerySet(models.QuerySet["Opposition"]):
    def of(self, actor: Actor) -> OppositionQuerySet:
        """What this person said; nothing of anybody else's exists for them."""
        return self.filter(person_id=actor.person_id) if actor.person_id is not None else self.none()

    def unanswered(self) -> OppositionQuerySet:
        return self.filter(answered_at=None)


class Opposition(models.Model):
    """What one person says of what is asked, once per enquiry: amended until its last day, answered by the report.

    Text and identity lie sealed; who said it is known to the office of the enquiry alone, never to the petitioner nor the public.
    `typed_by` is the clerk who typed it for a person present; nobody, once that person has rewritten it on line. `office` is
    where the card was shown whose number it stands under; none where the number was given on line. `contested_at`: the holder of
    the card that was given on line came to the desk since, and says that it was not them; the words stay to be answered, without
    a card until whoever spoke gives another, and the office reads both. Once kept long enough, all that leads to the person is
    erased.
    """

    class Stance(models.TextChoices):
        OPPOSES = "opposes", _("I am against")
        OBSERVES = "observes", _("I make an observation")
        SUPPORTS = "supports", _("I am in favour")

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="oppositions")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="oppositions")
    typed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance)
    text_sealed = models.TextField(blank=True)
    identity_sealed = models.TextField(blank=True)
    identity_fingerprint = models.CharField(max_length=64, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    filed_at = models.DateTimeField()
    amended_at = models.DateTimeField(null=True, blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    receipt = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OppositionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "number"], name="one_opposition_per_number"),
            models.UniqueConstraint(
                fields=["enquiry", "person"],
                condition=Q(person__isnull=False),
                name="one_opposition_per_person",
            ),
            models.UniqueConstraint(
                fields=["enquiry", "identity_fingerprint"],
                condition=~Q(identity_fingerprint=""),
                name="one_opposition_per_identity",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answered_opposition_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number on its receipt: that of the dossier, then its own."""
        return f"{self.enquiry.dossier.number}-{self.code}"

    @property
    def code(self) -> str:
        return f"OBS-{self.number:03d}"

    @property
    def text(self) -> str:
        return unseal(self.text_sealed)

    @text.setter
    def text(self, said: str) -> None:
        self.text_sealed = seal(said)

    @property
    def identity(self) -> str:
        """The number of the national identity card, unsealed."""
        return unseal(self.identity_sealed)

    @identity.setter
    def identity(self, number: str) -> None:
        self.identity_sealed, self.identity_fingerprint = seal(number), fingerprint(number)

    @property
    def answer_told(self) -> str:
        """The answer as whoever spoke may read it: nothing until the report that gives it is signed."""
        return self.answer if self.enquiry.reported_at else ""

    @property
    def lacks_card(self) -> bool:
        """The card that was given was shown by its holder, and no other was given since."""
        return self.contested_at is not None and not self.identity_fingerprint

    @property
    def is_erased(self) -> bool:
        return self.text_sealed == ""


class OppositionFile(models.Model):
    """A file that goes with what a person says; without an opposition yet, it waits for them to file it."""

    enquiry = models.ForeignKey(Enquiry, models.PROTECT, related_name="files")
    opposition = models.ForeignKey(Opposition, models.PROTECT, null=True, blank=True, related_name="files")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} in {self.enquiry}"


def both(announced: dict[str, Any], key: str) -> tuple[str, str]:
    """What a notice says under a key, in French and in Arabic."""
    said = announced.get(key) or {}
    return str(said.get("fr", "")), str(said.get("ar", ""))
