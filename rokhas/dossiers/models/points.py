"""The points that offices raise in their opinions, each followed until the office that raised it lifts it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office, Person
from rokhas.dossiers.models.case import Dossier
from rokhas.kernel.personal import unseal


class PointState(models.TextChoices):
    OPEN = "open", _("Open point")
    ANSWERED = "answered", _("Answered by the applicant")
    KEPT = "kept", _("Kept by the office")
    LIFTED = "lifted", _("Lifted by the office")


class RaisedPointQuerySet(models.QuerySet["RaisedPoint"]):
    def standing(self) -> RaisedPointQuerySet:
        """Those that the office which raised them has not lifted."""
        return self.exclude(state=PointState.LIFTED)


class RaisedPoint(models.Model):
    """One coded reason of an office, in a dossier that may come back: `reason` is the `Reason` as it was worded.

    The same reason given again by the same office is the same point, kept. `raised_in`, `answered_in` and `decided_in` are
    versions of the dossier. What the applicant writes lies sealed: `draft_sealed` until the next deposit, then `word_sealed`.
    `why` is what the office adds when it keeps the point. `told_at` is the conclusion by which the applicant learns of it.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="points")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    reason = models.JSONField()
    raised_in = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PointState, default=PointState.OPEN)
    draft_sealed = models.TextField(blank=True)
    word_sealed = models.TextField(blank=True)
    answered_in = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)
    decided_in = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RaisedPointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "office", "code"],
                condition=~Q(state="lifted"),
                name="one_standing_point_per_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["lifted", "kept"]) | Q(decided_at__isnull=False),
                name="a_decided_point_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_in__isnull=False),
                name="an_answered_point_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.office_id} in {self.dossier}"

    @property
    def is_standing(self) -> bool:
        return self.state != PointState.LIFTED

    @property
    def word(self) -> str:
        """What the applicant answered with the version `answered_in`."""
        return unseal(self.word_sealed) if self.word_sealed else ""

    @property
    def draft(self) -> str:
        """What the applicant will say with the next version."""
        return unseal(self.draft_sealed) if self.draft_sealed else ""
