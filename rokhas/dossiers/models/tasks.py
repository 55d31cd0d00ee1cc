"""One row per step and office: parallel opinions are simply several open tasks."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from rokhas.accounts.models import Office, Person
from rokhas.dossiers.models.case import Dossier, of_the_party
from rokhas.kernel.actor import Actor
from rokhas.kernel.rows import OftenWritten
from rokhas.procedures.schema import Kind, Step


class Outcome:
    """What a task was closed with, besides the verdict of an opinion or the sense of a conclusion."""

    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    PAID = "paid"
    EXEMPT = "exempt"
    DECLARED = "declared"
    LIFTED = "lifted"
    STANDING = "standing"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    VISITED = "visited"


class TaskQuerySet(models.QuerySet["Task"]):
    def current(self) -> TaskQuerySet:
        return self.filter(superseded_at=None)

    def open(self) -> TaskQuerySet:
        return self.current().filter(closed_at=None)

    def answered(self) -> TaskQuerySet:
        return self.current().exclude(closed_at=None)

    def overdue(self, today: date) -> TaskQuerySet:
        return self.open().filter(due_on__lt=today)

    def counted_across(self, day: date) -> TaskQuerySet:
        """Open tasks whose limit, or the next reminder of it, may move when that day is closed or opened."""
        return self.open().filter(Q(due_on__gte=day) | Q(remind_on__gte=day), starts_on__lte=day)

    def to_remind(self, today: date) -> TaskQuerySet:
        """Open tasks of which somebody is to be told today, or should have been."""
        return self.open().filter(remind_on__lte=today)

    def visible_to(self, actor: Actor) -> TaskQuerySet:
        return self.filter(dossier__in=Dossier.objects.visible_to(actor))

    def of_roles(self, actor: Actor) -> TaskQuerySet:
        """The tasks that one of the actor's own roles answers."""
        wanted = Q(pk__in=[])
        for held in actor.mandates:
            wanted |= Q(office_id=held.office_id, roles__contains=f" {held.role} ")
        return self.filter(wanted)

    def awaiting(self, actor: Actor) -> TaskQuerySet:
        """Open tasks that this actor's own roles answer, but those of dossiers they took part in (`policy.holds_task`)."""
        text = models.TextField()
        mark = Concat(Value(" "), Cast(actor.person_id, text), Value(" "), output_field=text)  # type: ignore[arg-type]
        theirs = of_the_party(actor) | Q(prepared_by__contains=mark)
        # Asked of each task's own dossier: as a join, a planner may prefer to read every dossier there is.
        own = Dossier.objects.filter(pk=OuterRef("dossier_id")).values(
            own=Case(When(theirs, then=True), default=False)
        )
        return self.open().of_roles(actor).alias(own=Subquery(own)).filter(own=False)


class Task(OftenWritten):
    """One step of the procedure, waiting for one office; for the applicant when there is no office."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="tasks")
    version = models.PositiveSmallIntegerField()
    step_code = models.SlugField()
    kind = models.CharField(max_length=20)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="tasks", db_index=False
    )
    roles = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    starts_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    # The day of the next reminder (`workflow.reminders`), and how many are behind.
    remind_on = models.DateField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)
    # False once the dossier has ended: what an office answered in the dossiers under way is found without reading its past.
    under_way = models.BooleanField(default=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "step_code", "office"],
                condition=Q(superseded_at=None),
                name="one_current_task_per_office",
            ),
            models.UniqueConstraint(
                fields=["dossier", "step_code"],
                condition=Q(superseded_at=None, office=None),
                name="one_current_task_for_the_applicant",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="a_closed_task_has_an_outcome",
            ),
        ]
        indexes = [
            # Which dossiers an office served, without their tasks: what it may open is asked of every search.
            models.Index(fields=["office", "dossier"], name="task_of_office"),
            models.Index(
                fields=["office", "due_on"],
                condition=Q(closed_at=None, superseded_at=None),
                name="task_open_by_office",
            ),
            models.Index(
                fields=["due_on"], condition=Q(closed_at=None, superseded_at=None), name="task_open_by_due"
            ),
            models.Index(
                fields=["remind_on"],
                condition=Q(closed_at=None, superseded_at=None),
                name="task_open_by_reminder",
            ),
            models.Index(
                fields=["office", "closed_at"],
                condition=Q(closed_at__isnull=False),
                name="task_answered_by_office",
            ),
            models.Index(
                fields=["office", "dossier"],
                condition=Q(closed_at__isnull=False, under_way=True),
                name="task_answered_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} · {self.step_code}"

    @property
    def is_substituted(self) -> bool:
        """Whether the authority that the file names decides instead of the office that let its limit pass."""
        silence = self.step.silence
        return (
            silence is not None
            and silence.effect == "substitution"
            and self.office is not None
            and self.office.kind == silence.by
        )

    @property
    def step(self) -> Step:
        return self.dossier.procedure.step(self.step_code)

    @property
    def is_kind(self) -> Kind:
        return Kind(self.kind)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.superseded_at is None

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today
