"""What a person keeps for their next requests: files about themselves or their company, and data."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import models

from rokhas.accounts.models import Person
from rokhas.documents.models import Document
from rokhas.kernel.actor import Actor
from rokhas.kernel.personal import seal, unseal


class KeptDocumentQuerySet(models.QuerySet["KeptDocument"]):
    def of(self, actor: Actor) -> KeptDocumentQuerySet:
        """What this person keeps; nothing of anybody else's exists for them."""
        return self.filter(person_id=actor.person_id) if actor.person_id is not None else self.none()


class KeptDocument(models.Model):
    """A file kept for a kind of document (`code`, as procedures ask it). Its bytes never change: another one replaces it.

    `expires_on` is what its owner read on it; `used_at` is when it was kept or last served.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="kept_documents")
    code = models.SlugField(max_length=20)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    expires_on = models.DateField(null=True, blank=True)
    kept_at = models.DateTimeField()
    used_at = models.DateTimeField(db_index=True)

    objects = KeptDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code", "document"], name="a_file_is_kept_once_for_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.document}"

    def is_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today


class KeptDatumQuerySet(models.QuerySet["KeptDatum"]):
    def of(self, actor: Actor) -> KeptDatumQuerySet:
        return self.filter(person_id=actor.person_id) if actor.person_id is not None else self.none()


class KeptDatum(models.Model):
    """An answer kept for a question (`code`, as procedures ask it), whatever it says, sealed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="kept_data")
    code = models.SlugField(max_length=60)
    value_sealed = models.TextField()
    used_at = models.DateTimeField(db_index=True)

    objects = KeptDatumQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "code"], name="one_datum_for_a_question")]

    def __str__(self) -> str:
        return f"{self.code} of {self.person_id}"

    @property
    def value(self) -> Any:
        return json.loads(unseal(self.value_sealed))

    @value.setter
    def value(self, said: Any) -> None:
        self.value_sealed = seal(json.dumps(said, ensure_ascii=False))
