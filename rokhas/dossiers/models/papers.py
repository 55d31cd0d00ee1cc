"""The official papers of a dossier, and the proof that each reached its addressee."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person
from rokhas.documents.models import Document
from rokhas.dossiers.models.case import Dossier
from rokhas.dossiers.models.invitations import Invitation
from rokhas.dossiers.models.tasks import Task
from rokhas.kernel.rows import OftenWritten
from rokhas.procedures.schema import Wording


class PaperKind(models.TextChoices):
    RECEIPT = "receipt", _("Receipt of deposit")
    MANIFEST = "manifest", _("Manifest of plans")
    CONSENT = "consent", _("Consent to an assisted deposit")
    CONTRIBUTION = "contribution", _("List of the files of a professional")
    OPINION = "opinion", _("Opinion")
    MINUTES = "minutes", _("Minutes")
    NOTICE = "notice", _("Notice of public enquiry")
    REPORT = "report", _("Report of public enquiry")
    INADMISSIBILITY = "inadmissibility", _("Letter of inadmissibility")
    RESERVES = "reserves", _("Letter of reserves")
    CHANGES = "changes", _("Letter asking for changes")
    REFUSAL = "refusal", _("Refusal")
    QUITTANCE = "quittance", _("Payment receipt")
    PERMIT = "permit", _("Permit")
    SILENCE = "silence", _("Certificate of silence of the administration")
    ACKNOWLEDGEMENT = "acknowledgement", _("Receipt of declaration")
    OPENING = "opening", _("Declaration of opening of the works")
    COMPLETION = "completion", _("Declaration of completion of the works")
    CANCELLATION = "cancellation", _("Decision of cancellation")
    STAY = "stay", _("Stay of decision")
    APPEAL = "appeal", _("Receipt of an appeal")
    RULING = "ruling", _("Answer to an appeal")


# What ends a dossier well: sealed, it is delivered (`procedures.schema.GRANTING`).
GRANTS = frozenset({PaperKind.PERMIT, PaperKind.ACKNOWLEDGEMENT})
# What an authority decides apart from the steps, told as a letter is.
RULINGS = frozenset({PaperKind.CANCELLATION, PaperKind.STAY, PaperKind.RULING})
LETTERS = frozenset({PaperKind.INADMISSIBILITY, PaperKind.RESERVES, PaperKind.CHANGES, PaperKind.REFUSAL})


class PaperQuerySet(models.QuerySet["OfficialPaper"]):
    def ready(self) -> PaperQuerySet:
        return self.exclude(document=None)


class OfficialPaper(OftenWritten):
    """A paper the platform issued: its file comes when it is rendered, or sealed when it is signed.

    It is issued at its first signature (a receipt or a quittance, at once). `verification_code` is printed on it, for whoever
    wants to verify it; `content` is the hash of what the signer signs over, when that must still stand later.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="papers")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="papers")
    # Whose files it lists, for the list that an invited professional signs.
    invitation = models.ForeignKey(Invitation, models.PROTECT, null=True, blank=True, related_name="papers")
    kind = models.CharField(max_length=20, choices=PaperKind)
    version = models.PositiveSmallIntegerField()
    verification_code = models.CharField(max_length=12, blank=True)
    content = models.CharField(max_length=64, blank=True)
    signed_roles = models.JSONField(default=list)
    signed_by = models.JSONField(default=list)
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind", "version", "task"],
                condition=Q(superseded_at=None),
                name="one_paper_of_a_kind_per_task",
            ),
            models.UniqueConstraint(
                fields=["dossier", "kind", "version"],
                condition=Q(superseded_at=None, task=None, invitation=None)
                & ~Q(kind__in=["appeal", "ruling"]),
                name="one_paper_of_a_kind_without_task",
            ),
            models.UniqueConstraint(
                fields=["invitation", "version"],
                condition=Q(superseded_at=None),
                name="one_list_per_invitation",
            ),
            models.UniqueConstraint(
                fields=["verification_code"], condition=~Q(verification_code=""), name="one_paper_per_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.dossier}"

    @property
    def names(self) -> Wording:
        """What it is called: what a procedure grants is called as its procedure is, on the paper and wherever it is told."""
        if self.kind == PaperKind.PERMIT:
            return self.dossier.procedure.names
        with override("fr"):
            fr = str(PaperKind(self.kind).label)
        with override("ar"):
            ar = str(PaperKind(self.kind).label)
        return Wording(fr=fr, ar=ar)

    @property
    def name(self) -> str:
        return self.names.in_(get_language() or "fr")


class HandedCheck(models.TextChoices):
    """How a clerk made sure to whom a paper was handed over."""

    IDENTITY = "identity", _("identity card seen")
    PHONE = "phone", _("code received on the telephone")


class Notification(OftenWritten):
    """Proof of notification: when a paper was sent, made available, opened by its addressee, or handed over to them at a desk."""

    paper = models.ForeignKey(OfficialPaper, models.PROTECT, related_name="notifications")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    available_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    handed_check = models.CharField(max_length=10, choices=HandedCheck, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "person"], name="one_notification_per_addressee"),
            models.CheckConstraint(
                condition=Q(handed_at=None, handed_by=None, handed_check="")
                | (Q(handed_at__isnull=False, handed_by__isnull=False) & ~Q(handed_check="")),
                name="a_paper_handed_over_says_by_whom_and_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} → {self.person}"
