"""What was granted on the public domain, as it runs: its years and their fees, and its end as its holder declares it."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from rokhas.accounts.models import Office, Person
from rokhas.dossiers.models import Dossier
from rokhas.payments.models import Order


class Ending(models.TextChoices):
    CEASED = "ceased", pgettext_lazy("occupation", "ended by its holder")
    LAPSED = "lapsed", pgettext_lazy("occupation", "ended without renewal")
    RENEWED = "renewed", pgettext_lazy("occupation", "renewed")
    CANCELLED = "cancelled", pgettext_lazy("occupation", "cancelled by the authority")


class Occupation(models.Model):
    """A delivered authorisation of the public domain, for one term. `since` is the day from which the term counts; its last day
    is that of the dossier's `Lapse`, and one without has no end of its own.

    `next_fee_on` is the day on which the next year with a fee begins; None where nothing more will be asked.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="occupation")
    since = models.DateField()
    next_fee_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                name="an_ended_occupation_says_how",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_fee_on"], condition=Q(ended_on=None), name="occupation_with_fee_to_come"
            )
        ]

    def __str__(self) -> str:
        return f"occupation of {self.dossier}"

    @property
    def is_running(self) -> bool:
        return self.ended_on is None


class YearlyFee(models.Model):
    """The fee of one year of a term, the first apart: `rank` is 2 for the second. `order` is how it is paid; `reminded` how many
    of the reminders of the file are behind. A year that never begins is cancelled, and asks nothing."""

    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="fees")
    rank = models.PositiveSmallIntegerField()
    falls_on = models.DateField()
    pay_by = models.DateField()
    order = models.OneToOneField(Order, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    reminded = models.PositiveSmallIntegerField(default=0)
    overdue_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["occupation", "rank"], name="one_fee_a_year"),
            models.CheckConstraint(
                condition=Q(paid_at=None) | Q(cancelled_at=None), name="a_paid_year_is_not_cancelled"
            ),
        ]
        indexes = [
            models.Index(
                fields=["pay_by"], condition=Q(paid_at=None, cancelled_at=None), name="yearly_fee_unpaid"
            )
        ]

    def __str__(self) -> str:
        return f"{self.occupation}, year {self.rank}"

    @property
    def is_due(self) -> bool:
        return self.paid_at is None and self.cancelled_at is None


class Cessation(models.Model):
    """The holder declares that the occupation ends on a day, and undertakes to give the place back as it was. The office finds it
    restored, or says what is missing; the holder then declares again."""

    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="cessations")
    on = models.DateField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    roles = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    restored = models.BooleanField(null=True, blank=True)
    missing = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation"], condition=Q(answered_at=None), name="one_end_declared_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, restored=None, missing="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, restored=True, missing="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False, restored=False) & ~Q(missing="")),
                name="what_is_not_restored_says_what_is_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation}: end on {self.on}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @cached_property
    def holders(self) -> frozenset[str]:
        """The roles of the office that may answer."""
        return frozenset(self.roles.split())
