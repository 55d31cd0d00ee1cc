"""Professionals invited by e-mail to give their part of a dossier: a co-designer, a surveyor, a design office."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person, Role
from rokhas.dossiers.models.case import Dossier
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import fingerprint, masked, unseal
from rokhas.procedures.schema import Invited


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self) -> InvitationQuerySet:
        """Neither declined nor taken back."""
        return self.filter(declined_at=None, revoked_at=None)

    def of(self, actor: Actor) -> InvitationQuerySet:
        """What the person accepted, while it stands."""
        if actor.person_id is None:
            return self.none()
        return self.standing().filter(person_id=actor.person_id)

    def addressed_to(self, email: str) -> InvitationQuerySet:
        """What waits for the answer of whoever has this address."""
        return self.standing().filter(email_fingerprint=fingerprint(email), accepted_at=None)


class Invitation(models.Model):
    """One professional asked to give files of a dossier, in a profession that its procedure names (`procedures.schema.Invited`).

    The link opens until `expires_at` (UTC), for the account of the address it was sent to; sending it again raises `serial`,
    which kills the links sent before. `given_at`: they said that their files are complete, and nothing changed since.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        OPENED = "opened", _("Invitation opened")
        EXPIRED = "expired", _("Invitation expired")
        ACCEPTED = "accepted", _("Accepted, files expected")
        GIVEN = "given", _("Files given")
        SIGNED = "signed", _("Files given and signed")
        DECLINED = "declined", _("Declined")
        REVOKED = "revoked", _("Taken back")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30, choices=Role)
    email_sealed = models.TextField()
    email_fingerprint = models.CharField(max_length=64, db_index=True)
    serial = models.PositiveSmallIntegerField(default=1)
    reminders = models.PositiveSmallIntegerField(default=0)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="invitations")
    accepted_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    reason_sealed = models.TextField(blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "role", "email_fingerprint"],
                condition=Q(declined_at=None, revoked_at=None),
                name="one_standing_invitation_per_role",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, person=None, given_at=None)
                | Q(accepted_at__isnull=False, person__isnull=False),
                name="whoever_accepted_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, reason_sealed="") | Q(declined_at__isnull=False),
                name="only_a_refusal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.role}"

    @property
    def email(self) -> str:
        """The address that was invited, unsealed: for the mail, and for whoever invited."""
        return unseal(self.email_sealed)

    @property
    def masked_email(self) -> str:
        return masked(self.email)

    @property
    def reason(self) -> str:
        """Why it was declined, in the words of whoever declined."""
        return unseal(self.reason_sealed)

    @property
    def asked(self) -> Invited | None:
        """What the procedure's file says of this profession; None when it invites none such."""
        return next((each for each in self.dossier.procedure.invited if each.role == self.role), None)

    @property
    def is_standing(self) -> bool:
        return self.declined_at is None and self.revoked_at is None

    def state(self, now: datetime, *, signed: bool = False) -> State:
        """Where it stands; `signed` says whether the list of the files as they are now is signed."""
        if self.revoked_at:
            return self.State.REVOKED
        if self.declined_at:
            return self.State.DECLINED
        if self.accepted_at:
            if self.given_at:
                return self.State.SIGNED if signed else self.State.GIVEN
            return self.State.ACCEPTED
        if self.expires_at <= now:
            return self.State.EXPIRED
        return self.State.OPENED if self.opened_at else self.State.INVITED
