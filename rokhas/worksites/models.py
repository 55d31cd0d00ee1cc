"""The works of a permit: who directs them, when they open and end, and what is written in the book of the site."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Person
from rokhas.documents.models import Document
from rokhas.dossiers.models import Dossier


class Worksite(models.Model):
    """The works of a delivered permit. `begins_on` and `contractor` are what the architect declares, `opened_at` when that was
    signed; `finished_on` the day declared as that of the end of the works, `completed_at` when that was signed."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="worksite")
    architect = models.ForeignKey(Person, models.PROTECT, related_name="worksites")
    contractor = models.CharField(max_length=160)
    begins_on = models.DateField()
    prepared_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(opened_at__isnull=False, finished_on__isnull=False),
                name="only_an_open_site_is_completed",
            )
        ]

    def __str__(self) -> str:
        return f"works of {self.dossier}"

    @property
    def is_open(self) -> bool:
        """Its book may be written in."""
        return self.opened_at is not None and self.completed_at is None


class Note(models.Model):
    """An entry of the book of the site, written once and never changed: a mistake is corrected by the next entry."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit of the site")
        INSTRUCTION = "instruction", _("Instruction")
        CHECK = "check", _("Check or acceptance of works")
        INCIDENT = "incident", _("Incident")
        STOP = "stop", _("Interruption or resumption of the works")

    worksite = models.ForeignKey(Worksite, models.PROTECT, related_name="notes")
    rank = models.PositiveIntegerField()
    kind = models.CharField(_("what it is"), max_length=20, choices=Kind)
    on = models.DateField(_("day"))
    text = models.TextField(_("what was seen or asked"))
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.SlugField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["worksite", "rank"], name="one_note_per_rank")]

    def __str__(self) -> str:
        return f"{self.worksite}, {self.rank}"


class Photo(models.Model):
    """A photograph in the book of a site; without an entry yet, it waits for the next that its sender writes, and goes with it
    for good."""

    worksite = models.ForeignKey(Worksite, models.PROTECT, related_name="photos")
    note = models.ForeignKey(Note, models.PROTECT, null=True, blank=True, related_name="photos")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} of {self.worksite}"

    @property
    def is_shown(self) -> bool:
        """Neither waiting for the virus scanner nor found to hold one."""
        return self.document.scan not in {Document.Scan.WAITING, Document.Scan.INFECTED}


class Plot(models.Model):
    """The land of what was granted, by which one finds what else was granted there.

    `key` is a keyed fingerprint of the number of its title, or of its réquisition: equal for one land, and telling none; empty
    where no whole number was given. `seen_at` is the end of the dossier when it was read.
    """

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="plot")
    key = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["key"], condition=~Q(key=""), name="plot_by_land")]

    def __str__(self) -> str:
        return f"land of {self.dossier_id}"
