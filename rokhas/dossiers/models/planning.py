"""What an officer states of a land before the paper that says it is signed."""

from __future__ import annotations

from django.db import models

from rokhas.accounts.models import Person
from rokhas.dossiers.models.tasks import Task
from rokhas.zoning.models import Layer
from rokhas.zoning.schema import Content


class PlanningNote(models.Model):
    """The rules of a land as the signed note will say them; written again as often as needed until the signature.

    `layer` is the zoning that it was first filled from, None where none is loaded.
    """

    task = models.OneToOneField(Task, models.PROTECT, related_name="planning_note")
    content = models.JSONField()
    layer = models.ForeignKey(Layer, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"rules for {self.task}"

    @property
    def said(self) -> Content:
        return Content.model_validate(self.content)
