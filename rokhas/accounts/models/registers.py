"""The registers of the bodies, and what professionals ask of them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models.people import Person
from rokhas.kernel.personal import unseal


class EntryKind(models.TextChoices):
    PERSON = "person", _("Person")
    FIRM = "firm", _("Firm")


class EntryStatus(models.TextChoices):
    APPROVED = "approved", _("Current")
    SUSPENDED = "suspended", _("Suspended")
    STRUCK_OFF = "struck_off", _("Struck off")


class RegisterEntry(models.Model):
    """A line of the register of a body (`bodies.yaml`): a number, what it is worth, and the account that proved it is theirs.

    It is worth what its status says from `since` to `until`, both included. `status_at` and `reason` are of the last change.
    """

    body = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=EntryKind, default=EntryKind.PERSON)
    name_fr_sealed = models.TextField(blank=True)
    name_ar_sealed = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=EntryStatus, default=EntryStatus.APPROVED)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    status_at = models.DateTimeField()
    reason_sealed = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="register_entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="one_entry_per_number"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="an_entry_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.number}"

    @property
    def name(self) -> str:
        """As the register writes it, in the script of the page when it has it."""
        both = unseal(self.name_fr_sealed), unseal(self.name_ar_sealed)
        first, second = reversed(both) if get_language() == "ar" else both
        return first or second

    @property
    def reason(self) -> str:
        return unseal(self.reason_sealed)

    def state(self, day: date) -> str:
        """A status, or `over` and `ahead` when an approved entry is out of its dates."""
        if self.status != EntryStatus.APPROVED:
            return self.status
        if self.until and self.until < day:
            return "over"
        return "ahead" if self.since > day else EntryStatus.APPROVED.value


class EntryRequest(models.Model):
    """A professional says that a number of a register is theirs, on the evidence of a paper; the register's keeper decides."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("To decide")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    person = models.ForeignKey(Person, models.PROTECT, related_name="entry_requests")
    body = models.CharField(max_length=40)
    number = models.CharField(max_length=40)
    practice = models.CharField(max_length=200, blank=True)
    proof_sealed = models.TextField()
    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason_sealed = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "body"], condition=Q(status="requested"), name="one_open_request_per_body"
            )
        ]

    @property
    def proof(self) -> str:
        return unseal(self.proof_sealed)

    @property
    def reason(self) -> str:
        return unseal(self.reason_sealed)
