"""What offices answered: the check of the pieces, the opinions, the conclusion."""

from __future__ import annotations

from typing import TypedDict

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rokhas.accounts.models import Person
from rokhas.dossiers.models.tasks import Task
from rokhas.kernel.rows import OftenWritten


class Verdict(models.TextChoices):
    FAVOURABLE = "favourable", _("Favourable")
    RESERVED = "reserved", _("Favourable with reserves")
    TO_MODIFY = "to_modify", _("To be modified")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")
    OUT_OF_TIME = "out_of_time", _("Out of time")

    @classmethod
    def chosen_by_people(cls) -> list[Verdict]:
        """`OUT_OF_TIME` is recorded by the clock alone."""
        return [cls.FAVOURABLE, cls.RESERVED, cls.TO_MODIFY, cls.UNFAVOURABLE]


class Ending(models.TextChoices):
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", pgettext_lazy("dossier", "Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")
    CANCELLED = "cancelled", _("Cancelled by the authority")


class Reason(TypedDict):
    """A coded reason as it was given: the catalogue's code, and its wording then, filled in, in both languages.

    `article` is the text it rests on with its article (`loi 12-90 art. 47`), as the catalogue cites it, or the office itself
    where the catalogue does not (`certainty` is "cited" then).
    """

    code: str
    text_fr: str
    text_ar: str
    article: str
    certainty: str


class Finding(TypedDict):
    """What the desk found of one required document: `state` is present, missing, unsigned, unreadable or awaited."""

    document: str
    state: str
    reason: Reason | None


class Check(OftenWritten):
    """The desk's reading of the pieces."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="check_made")
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"check of {self.task}"


class Opinion(OftenWritten):
    """One office's opinion. It may be prepared over several days; once given it never changes.

    `holds_for` is the last version of the dossier that the office has read and stands by.
    """

    task = models.OneToOneField(Task, models.PROTECT, related_name="opinion")
    verdict = models.CharField(max_length=20, choices=Verdict)
    reasons = models.JSONField(default=list)
    checklist = models.JSONField(default=dict)
    remarks = models.TextField(blank=True)
    # Why it is favourable although points of the office stand: they are its `reasons` then.
    despite = models.TextField(blank=True)
    prepared_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    # Why the reserves still stand after an answer, for the designer; empty while none was turned down.
    standing = models.TextField(blank=True)
    holds_for = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(verdict="reserved"), name="only_reserves_are_lifted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} of {self.task}"

    @property
    def is_given(self) -> bool:
        return self.given_at is not None

    @property
    def stands_favourable(self) -> bool:
        """Favourable, or with reserves that the same office has since declared lifted."""
        return self.is_given and (
            self.verdict == Verdict.FAVOURABLE
            or (self.verdict == Verdict.RESERVED and self.lifted_at is not None)
        )


class OpinionDraft(models.Model):
    """What a member has typed so far, as it was typed: it may lack anything, binds nobody and is never signed.

    `content` is `{name of the input: [values]}`.
    """

    task = models.OneToOneField(Task, models.PROTECT, related_name="opinion_draft")
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"draft of {self.task}"


class Conclusion(OftenWritten):
    """The secretary's conclusion in the light of the opinions (RGC art. 34–38)."""

    class Sense(models.TextChoices):
        FAVOURABLE = "favourable", _("Favourable")
        MINOR_RESERVES = "minor_reserves", _("Minor reserves to lift")
        CHANGES_ASKED = "changes_asked", _("Changes asked")
        UNFAVOURABLE = "unfavourable", _("Unfavourable")

    task = models.OneToOneField(Task, models.PROTECT, related_name="conclusion")
    sense = models.CharField(max_length=20, choices=Sense)
    reasons = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sense} for {self.task}"
