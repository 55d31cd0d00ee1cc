"""What is asked and decided apart from the steps: an appeal, a cancellation, a stay of decision."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office, Person
from rokhas.documents.models import Document
from rokhas.dossiers.models.case import Dossier
from rokhas.dossiers.models.papers import OfficialPaper
from rokhas.kernel.personal import unseal
from rokhas.procedures.schema import Appeal as Asked
from rokhas.zoning.models import Layer


class Appeal(models.Model):
    """An adverse decision is contested: `code` says how (`procedures.schema.Appeal`), once for each decision.

    The body that answers is `office`, by whoever holds one of `roles` there. The grounds lie sealed. `silent_at` is when the
    delay of the answer (`due_on`) passed without one; what silence means is said by the data.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="appeals")
    version = models.PositiveSmallIntegerField()
    code = models.SlugField()
    against = models.ForeignKey(OfficialPaper, models.PROTECT, related_name="appeals")
    receipt = models.OneToOneField(OfficialPaper, models.PROTECT, related_name="appeal")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    roles = models.CharField(max_length=200)
    ground_sealed = models.TextField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due_on = models.DateField()
    silent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["against", "code"], name="one_appeal_of_a_kind"),
            models.CheckConstraint(condition=~Q(ground_sealed=""), name="an_appeal_says_why"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(answered_at=None, silent_at=None), name="appeal_to_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.dossier}"

    @property
    def ground(self) -> str:
        return unseal(self.ground_sealed)

    @property
    def asked(self) -> Asked:
        return self.dossier.procedure.remedy(self.code)

    @property
    def is_open(self) -> bool:
        """The body may still answer: its silence closes nothing, it opens what comes next."""
        return self.answered_at is None


class AppealPiece(models.Model):
    """A file that goes with an appeal; without one yet, it waits for the appeal to be filed."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, blank=True, related_name="pieces")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} with {self.appeal}"


class RulingQuerySet(models.QuerySet["Ruling"]):
    def standing(self) -> RulingQuerySet:
        """Without the cancellations that were quashed on appeal: another may be decided."""
        return self.exclude(kind="cancellation", ended_at__isnull=False)


class Ruling(models.Model):
    """A decision that an authority takes apart from the steps, prepared and then signed; signed, it never changes.

    `reasons` are coded, each with its text; `remarks` add to them and never replace them. `until` is the last day of a stay, and
    `ended_at` when the platform took the case up again, or when the decision was quashed on appeal. A stay is founded on a plan
    that the zoning gives as not approved (`layer`) or, where none settles it, on what its author declares (`no_plan`).
    """

    class Kind(models.TextChoices):
        CANCELLATION = "cancellation", _("Cancellation")
        STAY = "stay", _("Stay of decision")
        ANSWER = "answer", _("Answer to an appeal")

    class Sense(models.TextChoices):
        MAINTAINED = "maintained", _("Decision maintained")
        RESUMED = "resumed", _("Decision quashed")
        INADMISSIBLE = "inadmissible", _("Appeal not admissible")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="rulings")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    appeal = models.OneToOneField(Appeal, models.PROTECT, null=True, blank=True, related_name="ruling")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    roles = models.CharField(max_length=200)
    sense = models.CharField(max_length=20, choices=Sense, blank=True)
    reasons = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    until = models.DateField(null=True, blank=True)
    layer = models.ForeignKey(Layer, models.PROTECT, null=True, blank=True, related_name="+")
    no_plan = models.TextField(blank=True)
    paper = models.OneToOneField(OfficialPaper, models.PROTECT, related_name="ruling")
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "version", "kind"],
                condition=~Q(kind="answer") & ~Q(kind="cancellation", ended_at__isnull=False),
                name="one_ruling_of_a_kind",
            ),
            models.CheckConstraint(
                condition=(Q(kind="answer", appeal__isnull=False) & ~Q(sense=""))
                | (~Q(kind="answer") & Q(appeal=None, sense="")),
                name="an_answer_has_an_appeal_and_a_sense",
            ),
            models.CheckConstraint(
                condition=Q(kind="stay", until__isnull=False) | (~Q(kind="stay") & Q(until=None)),
                name="a_stay_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(layer=None) | Q(no_plan=""), name="the_zoning_needs_no_declaration"
            ),
            models.CheckConstraint(
                condition=Q(kind="stay") | Q(layer=None, no_plan=""),
                name="only_a_stay_says_that_no_plan_exists",
            ),
        ]
        indexes = [
            models.Index(
                fields=["until"],
                condition=Q(kind="stay", signed_at__isnull=False, ended_at=None),
                name="stay_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.dossier}"

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None
