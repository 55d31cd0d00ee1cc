"""What the parties of a dossier and the offices that study it write to each other. A message is never changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from rokhas.accounts.models import PUBLIC_ROLES, Office, Person
from rokhas.documents.models import Document
from rokhas.dossiers.models.case import Dossier, of_the_party
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import unseal


def served(actor: Actor) -> frozenset[int]:
    """The offices of the administration that the actor serves in."""
    return actor.offices(but=PUBLIC_ROLES)


class MessageQuerySet(models.QuerySet["Message"]):
    def concerning(self, actor: Actor) -> MessageQuerySet:
        """Those of the actor's own dossiers, and those that the offices they serve in wrote or were asked."""
        if actor.person_id is None:
            return self.none()
        party = of_the_party(actor, "dossier__")
        return self.filter(party | Q(office__in=served(actor)))

    def unread_by(self, actor: Actor) -> MessageQuerySet:
        """Those addressed to the actor: as a party, that they have not opened; as an office, that nobody of it has."""
        if actor.person_id is None:
            return self.none()
        party = of_the_party(actor, "dossier__")
        opened = Exists(Reading.objects.filter(message=OuterRef("pk"), person_id=actor.person_id))
        for_office = Q(from_office=False, first_read_at=None, office__in=served(actor)) & ~party
        return self.filter((Q(from_office=True) & party & ~opened) | for_office)


class Message(models.Model):
    """One message between the parties and an office: the office asked, or the one that answers (`from_office`).

    The text lies sealed and is never changed; `first_read_at` is when the side it is addressed to first opened it. `key` is made
    by the form, so that a double click sends one message.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="messages")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    from_office = models.BooleanField()
    text_sealed = models.TextField()
    sent_at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(default=uuid.uuid4)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="one_message_per_form"),
            models.CheckConstraint(condition=~Q(text_sealed=""), name="a_message_says_something"),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="message_of_office"),
            models.Index(
                fields=["office"],
                condition=Q(from_office=False, first_read_at=None),
                name="message_unread_by_office",
            ),
            models.Index(fields=["author", "sent_at"], name="message_by_author"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of {self.dossier}"

    @property
    def text(self) -> str:
        return unseal(self.text_sealed)


class Attachment(models.Model):
    """A file that goes with a message; without one yet, it waits for its sender to write."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="attachments")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="attachments")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} with {self.message}"


class Reading(models.Model):
    """When a person to whom a message is addressed first opened it."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="one_reading_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.message_id}"
