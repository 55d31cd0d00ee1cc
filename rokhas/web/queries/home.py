"""What awaits a person who signs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from rokhas.accounts.models import Role
from rokhas.dossiers import policy
from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import case
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind

SHOWN = 8
# Those who answer for the delays of others.
WATCHING = (Role.GOVERNOR, Role.SECRETARY, Role.CHAIR)
SIGNING = (Role.PRESIDENT, Role.VICE_PRESIDENT, Role.ARRONDISSEMENT_PRESIDENT)


@dataclass(frozen=True)
class Mine:
    """One dossier of a member of the public: its state, and the step that waits for them."""

    dossier: Dossier
    name: str
    status: str
    awaits_me: str
    held_by: tuple[str, ...]
    due_on: date | None
    url: str


@dataclass(frozen=True)
class PublicHome:
    drafts: list[Mine]
    running: list[Mine]
    ended: list[Mine]
    total: int

    @property
    def actions(self) -> list[Mine]:
        return [mine for mine in self.running if mine.awaits_me]


def public_home(actor: Actor) -> PublicHome:
    """The dossiers that a member of the public touched last. Four queries, whatever their number."""
    every = Dossier.objects.of(actor)
    found = [_mine(dossier, actor) for dossier in case.listed(every.order_by("-touched_at"))[: 3 * SHOWN]]
    return PublicHome(
        drafts=[mine for mine in found if mine.dossier.is_draft][:SHOWN],
        running=[mine for mine in found if not mine.dossier.is_draft and not mine.dossier.is_ended],
        ended=[mine for mine in found if mine.dossier.is_ended][:SHOWN],
        total=every.count(),
    )


def _mine(dossier: Dossier, actor: Actor) -> Mine:
    language = get_language() or "fr"
    waiting = case.open_tasks(dossier)
    for_me = next((task for task in waiting if task.office_id is None or task.kind == Kind.PAYMENT), None)
    held = [task for task in waiting if task.office]
    return Mine(
        dossier=dossier,
        name=dossier.procedure.names.in_(language),
        status=case.status(dossier, actor.today()),
        awaits_me=for_me.step.names.in_(language) if for_me and policy.is_party(actor, dossier) else "",
        held_by=tuple(dict.fromkeys(task.office.name for task in held if task.office)),
        due_on=for_me.due_on if for_me else max((task.due_on for task in held if task.due_on), default=None),
        url=page_of(dossier),
    )


@dataclass(frozen=True)
class Work:
    """A task that waits for an officer."""

    task: Task
    step: str
    nature: str
    is_late: bool
    left: int | None
    url: str


@dataclass(frozen=True)
class OfficeHome:
    """What waits for an officer: how many, how many late, how many to sign, the most urgent; and what is late around them."""

    tasks: list[Work]
    waiting: int
    late: int
    this_week: int
    to_sign: int | None
    late_around: list[Work] | None
    late_count: int


def office_home(actor: Actor) -> OfficeHome:
    """Five queries at most."""
    today = actor.today()
    mine = Task.objects.awaiting(actor)
    counted = mine.aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        week=Count("pk", filter=Q(due_on__gte=today, due_on__lte=date.fromordinal(today.toordinal() + 7))),
        sign=Count("pk", filter=Q(kind=Kind.SIGNATURE)),
    )
    around: list[Work] | None = None
    late_count = 0
    if actor.has_role(*WATCHING):
        late = Task.objects.visible_to(actor).overdue(today).exclude(pk__in=mine.values("pk"))
        around, late_count = _work(late, today), late.count()
    return OfficeHome(
        tasks=_work(mine, today),
        waiting=counted["waiting"],
        late=counted["late"],
        this_week=counted["week"],
        to_sign=counted["sign"] if actor.has_role(*SIGNING) else None,
        late_around=around,
        late_count=late_count,
    )


def _work(tasks: TaskQuerySet, today: date) -> list[Work]:
    language = get_language() or "fr"
    found = tasks.select_related("dossier__unit", "office").order_by("due_on", "pk")[:SHOWN]
    return [
        Work(
            task=task,
            step=task.step.names.in_(language),
            nature=task.dossier.procedure.names.in_(language),
            is_late=task.is_late(today),
            left=(task.due_on - today).days if task.due_on else None,
            url=page_of(task.dossier),
        )
        for task in found
    ]


def page_of(dossier: Dossier) -> str:
    """The page where a dossier is worked on: the draft's task list, or the dossier; empty until it exists."""
    name = "dossiers:draft" if dossier.is_draft else "dossiers:dossier"
    try:
        return reverse(name, args=[dossier.pk if dossier.is_draft else dossier.number])
    except NoReverseMatch:
        return ""


def address(name: str) -> str:
    """A page without argument, empty until it exists."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
