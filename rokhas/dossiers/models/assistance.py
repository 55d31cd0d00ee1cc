"""Deposits typed at a desk for somebody without tools, and the codes that their telephone received."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office, Person
from rokhas.dossiers.models.case import Dossier
from rokhas.kernel.personal import fingerprint, seal, unseal


class Assistance(models.Model):
    """One version of a dossier, typed at a desk by a clerk for its filer, who has shown an identity card.

    `consented_to` is the keyed hash of what the filer agreed to have deposited: any edit since voids the consent.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="assistances")
    version = models.PositiveSmallIntegerField()
    clerk = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    identity_sealed = models.TextField()
    identity_fingerprint = models.CharField(max_length=64)
    consented_to = models.CharField(max_length=64, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "version"], name="one_assistance_per_version"),
            models.CheckConstraint(
                condition=Q(consented_to="", consented_at=None)
                | (~Q(consented_to="") & Q(consented_at__isnull=False)),
                name="a_consent_says_to_what_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"assistance for {self.dossier} v{self.version}"

    @property
    def identity(self) -> str:
        """The number of the identity card that the clerk saw, unsealed."""
        return unseal(self.identity_sealed)

    @identity.setter
    def identity(self, number: str) -> None:
        self.identity_sealed, self.identity_fingerprint = seal(number), fingerprint(number)

    def shows(self, number: str) -> bool:
        """Whether it is the number of the card that was seen when the deposit began."""
        return bool(number) and fingerprint(number) == self.identity_fingerprint


class DeskCode(models.Model):
    """A one-time code sent to the filer's telephone, kept as a keyed hash alone: nobody at the desk can read it.

    `bound_to` is what it answers for: the hash of the content to deposit, or the reference of the papers handed over.
    """

    class Purpose(models.TextChoices):
        CONSENT = "consent", _("Consent to a deposit")
        HANDING = "handing", _("Papers handed over")

    assistance = models.ForeignKey(Assistance, models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=10, choices=Purpose)
    bound_to = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    LIFE: ClassVar[timedelta] = timedelta(minutes=10)
    ATTEMPTS: ClassVar[int] = 5

    class Meta:
        indexes = [models.Index(fields=["assistance", "purpose", "-id"], name="code_of_assistance")]

    def __str__(self) -> str:
        return f"{self.purpose} code for {self.assistance}"

    @property
    def ends_at(self) -> datetime:
        return self.sent_at + self.LIFE

    @property
    def is_spent(self) -> bool:
        return self.attempts >= self.ATTEMPTS

    def waits(self, now: datetime) -> bool:
        """Whether it may still be given, once."""
        return self.used_at is None and now <= self.ends_at
