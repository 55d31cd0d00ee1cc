"""The staff of a professional's practice: invited by e-mail, they prepare; the professional signs."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models.people import Office, Person
from rokhas.kernel.personal import masked, unseal


class StaffQuerySet(models.QuerySet["StaffMember"]):
    def standing(self) -> StaffQuerySet:
        """Invited or joined, and not over."""
        return self.filter(ended_at=None)

    def joined(self) -> StaffQuerySet:
        """Those who prepare the dossiers of the practice now."""
        return self.standing().exclude(joined_at=None)


class StaffMember(models.Model):
    """Somebody who prepares the dossiers of a practice, from the invitation to the last day. It gives no mandate.

    The link of the invitation opens until `expires_at` (UTC); sending it again raises `serial` and kills the links sent before.
    """

    class Ending(models.TextChoices):
        REVOKED = "revoked", _("Invitation taken back")
        LEFT = "left", _("Left the practice")
        REMOVED = "removed", _("Removed from the practice")

    practice = models.ForeignKey(Office, models.PROTECT, related_name="staff")
    email_sealed = models.TextField()
    email_fingerprint = models.CharField(max_length=64)
    serial = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="practices")
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "email_fingerprint"],
                condition=Q(ended_at=None),
                name="one_standing_invitation_per_address",
            ),
            models.UniqueConstraint(
                fields=["practice", "person"], condition=Q(ended_at=None), name="one_place_in_a_practice"
            ),
            models.CheckConstraint(
                condition=Q(joined_at=None, person=None) | Q(joined_at__isnull=False, person__isnull=False),
                name="whoever_joined_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="a_place_that_ended_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id}: {self.person_id or 'invited'}"

    @property
    def email(self) -> str:
        """The address that was invited, unsealed: for the mail, and for whoever invited."""
        return unseal(self.email_sealed)

    @property
    def masked_email(self) -> str:
        return masked(self.email)

    def state(self, now: datetime) -> str:
        """`joined`, `invited`, `expired`, or how it ended."""
        if self.ended_at:
            return self.ending
        if self.joined_at:
            return "joined"
        return "expired" if self.expires_at <= now else "invited"
