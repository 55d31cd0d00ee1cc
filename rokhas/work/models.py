"""How the people of an office share its tasks. Nothing here gives a right: who may answer is said by mandates alone."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from rokhas.accounts.models import Office, Person
from rokhas.dossiers.models import Dossier, Task


class Assignment(models.Model):
    """Who of the office looks after a task. Colleagues who hold its role may still answer it."""

    task = models.OneToOneField(Task, models.CASCADE, related_name="assignment")
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task_id} → {self.person_id}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> AbsenceQuerySet:
        return self.filter(starts_on__lte=day, ends_on__gte=day, cancelled_at=None)

    def not_over(self, day: date) -> AbsenceQuerySet:
        return self.filter(ends_on__gte=day, cancelled_at=None)


class Absence(models.Model):
    """Between two days, both included, what is assigned to a person in an office is shown to a colleague.

    Nothing is moved: the tasks still open on the day of return are the person's again by themselves.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    substitute = models.ForeignKey(Person, models.PROTECT, related_name="substitutions")
    starts_on = models.DateField()
    ends_on = models.DateField()
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="an_absence_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="nobody_replaces_themselves"),
        ]
        indexes = [
            models.Index(
                fields=["substitute", "ends_on"], condition=Q(cancelled_at=None), name="absence_by_substitute"
            ),
            models.Index(
                fields=["office", "ends_on"], condition=Q(cancelled_at=None), name="absence_by_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.substitute_id}, {self.starts_on}–{self.ends_on}"


class Seen(models.Model):
    """A person has looked at a task that is theirs to answer: it is no longer marked as new to them."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "person"], name="one_look_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} saw {self.task_id}"


class Followed(models.Model):
    """A dossier that an officer keeps an eye on, whoever holds it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="followed_dossiers")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "dossier"], name="followed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.dossier_id}"


class ViewQuerySet(models.QuerySet["SavedView"]):
    def offered_to(self, person_id: int, offices: frozenset[int]) -> ViewQuerySet:
        """One's own, and those that colleagues share within an office."""
        return self.filter(Q(person_id=person_id) | Q(office__in=offices)).select_related("person", "office")


class SavedView(models.Model):
    """Filters of the list under a name; shared with the people of `office` when there is one.

    `query` is the part of an address that the form of the filters gives.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    office = models.ForeignKey(Office, models.CASCADE, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField()

    objects = ViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name


class Habit(models.Model):
    """How a person left the list: filters, columns, whether keys answer, the view it opens on."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="work_habit")
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(null=True, blank=True)
    keys = models.BooleanField(default=True)
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"habits of {self.person_id}"
