"""The published versions of the procedures, and the next ones while they are written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WRITTEN_HERE = 1000
"""Versions written on the platform are numbered above it, those of files below (docs/decisions/0021)."""


class VersionQuerySet(models.QuerySet["ProcedureVersion"]):
    def standing(self) -> VersionQuerySet:
        """Those that were not withdrawn before their day."""
        return self.filter(withdrawal__isnull=True)

    def written_here(self) -> VersionQuerySet:
        """Those written on the platform, not read from files."""
        return self.filter(version__gt=WRITTEN_HERE)

    def scheduled(self, day: date) -> VersionQuerySet:
        """Those that come into force after a day."""
        return self.standing().filter(effective_from__gt=day)


class ProcedureVersion(models.Model):
    """One version of one procedure, as published: written once, never changed, never removed.

    The key is the name of its file without the suffix (`building-permit.v1`): a dossier that keeps it finds its procedure in the
    memory of the process, without a query.
    """

    key = models.CharField(primary_key=True, max_length=60)
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="published_procedures"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_row_per_procedure_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="procedure_versions_start_at_one"),
        ]
        indexes = [models.Index(fields=["code", "effective_from"], name="procedure_in_force")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_written_here(self) -> bool:
        """Whether it was written on the platform, not read from a file."""
        return self.version > WRITTEN_HERE


class Withdrawal(models.Model):
    """A published version that will not come into force: withdrawn before its day. The version itself stays, to be read."""

    version = models.OneToOneField(
        ProcedureVersion, models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    motive = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


D = TypeVar("D", bound="Draft")


class DraftQuerySet(models.QuerySet[D]):
    def open(self) -> Self:
        """Those that are written or wait for a second person."""
        return self.filter(state__in=Draft.OPEN)


class Draft(models.Model):
    """Something of the law while it is written, then what is remembered of its making.

    `value` is what it says, as given, right or wrong, as JSON writes it. `revision` counts its changes: what is published is what
    the second person read. `authors` are the numbers of all who changed it: none of them publishes it. `remark` is why it was
    last sent back; `turns` what was said each time that it was submitted or sent back, in their order.
    """

    class State(models.TextChoices):
        WRITTEN = "written", _("Being written")
        SUBMITTED = "submitted", _("Waits for a second person")
        PUBLISHED = "published", _("Published")
        ABANDONED = "abandoned", _("Abandoned")

    OPEN = (State.WRITTEN, State.SUBMITTED)

    value: models.JSONField[Any, Any] = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    authors: models.JSONField[Any, Any] = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITTEN)
    effective_from = models.DateField(null=True)
    reason = models.TextField(blank=True)
    law = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=80, blank=True)
    certainty = models.CharField(max_length=12, blank=True)
    remark = models.TextField(blank=True)
    turns: models.JSONField[Any, Any] = models.JSONField(default=list)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_submitted(self) -> bool:
        return self.state == self.State.SUBMITTED

    @property
    def terms(self) -> dict[str, str]:
        """From which day it holds, why, on which text and how sure, as somebody reads them before they change them."""
        day = self.effective_from.isoformat() if self.effective_from else ""
        said = {"reason": self.reason, "law": self.law, "article": self.article, "certainty": self.certainty}
        return {"effective_from": day, **said}

    def keep(self, author: int, at: datetime) -> None:
        """Write down a change: it counts, makes its author one, and takes back what had been submitted."""
        self.revision += 1
        self.state = self.State.WRITTEN
        self.touched_at = at
        if author not in self.authors:
            self.authors = [*self.authors, author]
        self.save()

    def submit(self) -> None:
        """It waits for a second person, who reads why it was sent back before."""
        self._turn(self.State.SUBMITTED, self.reason)

    def send_back(self, remark: str) -> None:
        """Those who write it have it again, and read why."""
        self.remark = remark
        self._turn(self.State.WRITTEN, remark)

    def abandon(self) -> None:
        """Nobody writes it any more."""
        self.state = self.State.ABANDONED
        self.save(update_fields=["state"])

    def said_when(self, state: State) -> list[str]:
        """What was said each time that it turned to this state, the first time first."""
        return [said for turn, said in self.turns if turn == state]

    def _turn(self, state: State, said: str) -> None:
        self.state, self.turns = state, [*self.turns, [state.value, said]]
        self.save(update_fields=["state", "remark", "turns"])


class NextVersionQuerySet(DraftQuerySet["NextVersion"]):
    """Next versions of procedures."""


class NextVersion(Draft):
    """The next version of a procedure."""

    code = models.CharField(max_length=40)
    base = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="following")
    version = models.OneToOneField(ProcedureVersion, models.PROTECT, null=True, related_name="written_as")

    objects = NextVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state__in=["written", "submitted"]),
                name="one_next_version_of_a_procedure",
            ),
            models.CheckConstraint(
                condition=Q(state="published", version__isnull=False)
                | (~Q(state="published") & Q(version__isnull=True)),
                name="a_published_next_version_is_a_version",
            ),
        ]


class EntryQuerySet(models.QuerySet["Entry"]):
    def standing(self) -> EntryQuerySet:
        """Those that were not withdrawn before their day."""
        return self.filter(withdrawn_at=None)


class Entry(models.Model):
    """A dated entry of a list that procedures share (coded reasons, activities), as published: what it says never changes.

    From its day it takes the place of the one of the same code that came with the platform, or was published before it. `value`
    is the part that the list holds, as JSON writes it, without its code.
    """

    register = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()
    value: models.JSONField[Any, Any] = models.JSONField()
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "code", "number"], name="one_entry_of_a_list_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.code}.{self.number}"
