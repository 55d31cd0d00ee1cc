"""What passed limits do to a dossier, as dated facts: a limit of the whole dossier, a governor's time limit, the end of a
permit's validity."""

from __future__ import annotations

from datetime import date

from django.db import models

from rokhas.accounts.models import Person
from rokhas.dossiers.models.case import Dossier
from rokhas.dossiers.models.tasks import Task
from rokhas.procedures.schema import CERTAINTIES


class PassedLimit(models.Model):
    """A limit of the whole dossier has passed: which, on which day, and how sure its text is. Written once, never undone.

    `obstacle` is why the effect was not produced that day: the favourable opinion of an office, which is never presumed.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="passed_limits")
    code = models.SlugField()
    version = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    certainty = models.CharField(max_length=12, choices=[(each, each) for each in CERTAINTIES])
    obstacle = models.SlugField(blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "code", "version"], name="a_limit_passes_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.code} on {self.due_on}"


class Extension(models.Model):
    """The legal maximum of a dossier is extended: for one of the causes of its file (`procedures.schema.Cause`), and why here.
    Once in the life of a dossier, whatever the version. `until` is the last day as it was counted then."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="extension")
    cause = models.SlugField()
    motive = models.TextField()
    until = models.DateField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(motive=""), name="an_extension_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.cause} until {self.until}"


class Maximum(models.Model):
    """The legal maximum of a dossier under way, as it was last counted, and what was said of it (`actions.maxima`).

    Counted from `since` to `due_on`, with the extension when `extended`; `passed_at` when the platform noted that it had passed,
    `reminded` how many reminders are behind. A clock that starts again begins it anew. A dossier that was under way when limits
    began to be watched is kept since that day until it is first looked at. `look_on` is the day it is looked at
    again, None once the dossier has ended.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="maximum")
    since = models.DateField()
    due_on = models.DateField()
    extended = models.BooleanField(default=False)
    reminded = models.PositiveSmallIntegerField(default=0)
    passed_at = models.DateTimeField(null=True, blank=True)
    look_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("since")), name="a_maximum_has_days"
            ),
        ]
        indexes = [
            models.Index(
                fields=["look_on"], condition=models.Q(look_on__isnull=False), name="maximum_to_look_at"
            ),
            models.Index(
                fields=["dossier"],
                condition=models.Q(passed_at__isnull=False, look_on__isnull=False),
                name="maximum_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: until {self.due_on}"


class TimeLimit(models.Model):
    """The day by which a governor asks a late office to answer (RGC art. 49). A later one replaces it and is added."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="time_limits")
    until = models.DateField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["until"], condition=models.Q(passed_at=None), name="time_limit_running")
        ]

    def __str__(self) -> str:
        return f"{self.task}: until {self.until}"


class Lapse(models.Model):
    """The last day of a permit's validity, from the day it was signed (`since`); `lapsed_at` when the platform noted its end.

    What keeps the permit in force beyond (foundations begun, works done) is said by the procedure, and by what it is known
    (`kept_by`): once that is on the platform the permit no longer lapses. `kept_since` is the day that it bears: the first day of
    the works as declared, which may be still to come.
    """

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="lapse")
    since = models.DateField()
    on = models.DateField()
    reminded = models.PositiveSmallIntegerField(default=0)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    kept_since = models.DateField(null=True, blank=True)
    kept_by = models.SlugField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["on"], condition=models.Q(lapsed_at=None), name="lapse_to_come")]

    def __str__(self) -> str:
        return f"{self.dossier}: valid until {self.on}"

    def has_passed(self, today: date) -> bool:
        return self.kept_since is None and today > self.on
