"""The visit of a building or of works: on which day, who came, what was seen there, what was photographed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

from django.db import models

from rokhas.accounts.models import Office, Person
from rokhas.documents.models import Document
from rokhas.dossiers.models.tasks import Task


class Seen(TypedDict):
    """What was seen of a point of the list; a note says what lacks."""

    point: str
    state: Literal["conform", "lacking", "not_concerned"]
    note: str


class Attendance(TypedDict):
    """Whether an office that was called came, by its key."""

    office: int
    came: bool


@dataclass(frozen=True)
class Site:
    """Who is at a visit: the task of the office that leads it, the keys of the offices that are called."""

    task: Task
    called: tuple[int, ...]


class Visit(models.Model):
    """A visit, from the day it is fixed; `attendance`, `seen` and `remarks` are what its report says.

    One that is put off keeps the day before (`former_on`) and why; every day that was ever told stands in the journal.
    """

    task = models.OneToOneField(Task, models.PROTECT, related_name="visit")
    on = models.DateField()
    fixed_at = models.DateTimeField()
    former_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=400, blank=True)
    attendance = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    remarks = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"visit of {self.task}, {self.on}"


class VisitPhoto(models.Model):
    """A photograph taken at a visit by the office that leads it or by one that was called, of a point of its list or of all."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    point = models.SlugField(blank=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} of {self.visit}"

    @property
    def is_shown(self) -> bool:
        """Neither waiting for the virus scanner nor found to hold one."""
        return self.document.scan not in {Document.Scan.WAITING, Document.Scan.INFECTED}
