"""The visit of a building or of works: on which day, and what was seen there."""

from __future__ import annotations

from typing import Literal, TypedDict

from django.db import models

from rokhas.dossiers.models.tasks import Task


class Seen(TypedDict):
    """What was seen of a point of the list; a note says what lacks."""

    point: str
    state: Literal["conform", "lacking", "not_concerned"]
    note: str


class Visit(models.Model):
    """A visit, from the day it is fixed; `seen` and `remarks` are what its report says."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="visit")
    on = models.DateField()
    fixed_at = models.DateTimeField()
    seen = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"visit of {self.task}, {self.on}"
