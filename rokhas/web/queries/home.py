"""What awaits a person who signs in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import PUBLIC_ROLES, Office, Role
from rokhas.dossiers import policy
from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import apart, case, parapheur
from rokhas.dossiers.queries.deposited import as_deposited
from rokhas.dossiers.queries.worklist import Figures, figures, title_of
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import Kind

SHOWN = 8
# Those who answer for the delays of others.
WATCHING = (Role.GOVERNOR, Role.SECRETARY, Role.CHAIR)


@dataclass(frozen=True)
class Way:
    """A page that serves a role: its name, what it is for, where it is."""

    title: str | Promise
    what: str | Promise
    icon: str
    page: str

    @property
    def url(self) -> str:
        return reverse(self.page)


VERIFY = Way(
    _("Verify a paper"),
    _("By its code or its file: is it authentic, unchanged, still in force?"),
    "shield-check",
    "web:verify",
)
TRACK = Way(_("Track a dossier"), _("By its number and its code, as its owner does."), "search", "web:track")
CATALOGUE = Way(
    _("The procedures"),
    _("Who asks, what is needed, who answers, within what delay."),
    "file-text",
    "web:procedures",
)
STATE = Way(_("State of the service"), _("What works now, and what does not."), "circle-check", "web:service")
HELP = Way(_("Help"), _("What is asked most often, answered as users read it."), "lifebuoy", "web:help")
KEY = Way(
    _("My account and my key"),
    _("The certificates linked to an account, and their state."),
    "key",
    "accounts:profile",
)
PEOPLE = Way(
    _("People and mandates"),
    _("Who serves in which office, since when, by which act."),
    "users-group",
    "accounts:people",
)
REGISTERS = Way(
    _("Registers of the orders"),
    _("Requests to be entered, entries, suspensions, imports."),
    "certificate",
    "accounts:registers",
)
DATA = Way(
    _("Data requests"),
    _("What people ask about their personal data, and what was answered."),
    "lock",
    "privacy:requests",
)
CALENDAR = Way(
    _("Closed days"),
    _("Feasts, exceptional days off, local closures: what moves every deadline."),
    "calendar-event",
    "dossiers:closed-days",
)
EDITING = Way(
    _("Write procedures"),
    _("What each says, what is not certain, its next version."),
    "gavel",
    "editing:list",
)
ABSENCES = Way(
    _("Absences"), _("Who is away, until when, and who acts meanwhile."), "calendar-event", "work:absences"
)
# The home of the roles that no step of a procedure gives work to is where they go.
WAYS: dict[str, tuple[Way, ...]] = {
    Role.INSPECTOR: (VERIFY, TRACK, CATALOGUE),
    Role.KEY_CONTACT: (KEY, VERIFY, HELP),
    Role.NATIONAL_SUPERVISOR: (CATALOGUE, STATE, VERIFY),
    Role.TREASURY_OFFICER: (VERIFY, CATALOGUE),
    Role.PAYEE_ACCOUNTANT: (VERIFY, CATALOGUE),
    Role.SUPPORT_AGENT: (HELP, STATE, CATALOGUE, TRACK),
    Role.CONTENT_EDITOR: (EDITING, CATALOGUE, HELP),
    Role.PLATFORM_ADMINISTRATOR: (PEOPLE, REGISTERS, CALENDAR, EDITING, DATA, STATE),
    Role.OFFICE_MANAGER: (PEOPLE, ABSENCES),
}  # fmt: skip


@dataclass(frozen=True)
class Mine:
    """One dossier of a member of the public: its state, and the step that waits for them."""

    dossier: Dossier
    name: str
    status: str
    title: str
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
        title=title_of(dossier, language),
        awaits_me=for_me.step.names.in_(language) if for_me and policy.is_party(actor, dossier) else "",
        held_by=tuple(dict.fromkeys(task.office.name for task in held if task.office)),
        due_on=for_me.due_on if for_me else max((task.due_on for task in held if task.due_on), default=None),
        url=reverse("dossiers:draft", args=[dossier.pk])
        if dossier.is_draft
        else reverse("dossiers:dossier", args=[dossier.number]),
    )


@dataclass(frozen=True)
class Work:
    """What waits for an officer: a task, or an appeal to answer."""

    dossier: Dossier
    office: Office | None
    due_on: date | None
    step: str | Promise
    nature: str
    title: str
    is_late: bool
    left: int | None
    url: str


@dataclass(frozen=True)
class OfficeHome:
    """What waits for an officer: how many, how urgent, how many to sign; and what is late in the offices around.

    `ways` are the pages of the roles without tasks; whoever has no other role `has_tasks` not.
    """

    ways: list[Way]
    has_tasks: bool
    tasks: list[Work]
    figures: Figures
    to_sign: int | None
    late_around: list[Work] | None
    late_count: int


def office_home(actor: Actor) -> OfficeHome:
    """Eight queries at most, ten for whoever signs."""
    today = actor.today()
    mine = Task.objects.awaiting(actor)
    beside = apart.awaiting(actor)
    around: list[Work] | None = None
    late_count = 0
    if actor.has_role(*WATCHING):
        late = Task.objects.visible_to(actor).overdue(today).exclude(pk__in=mine.values("pk"))
        around, late_count = _work(late, today, "dossiers:dossier"), late.count()
    roles = sorted({held.role for held in actor.mandates} - PUBLIC_ROLES)
    return OfficeHome(
        ways=list(dict.fromkeys(way for role in roles for way in WAYS.get(role, ()))),
        has_tasks=not set(roles) <= WAYS.keys() or bool(beside) or mine.exists(),
        tasks=_first([*_beside(beside, today), *_work(mine, today, "dossiers:task")]),
        figures=apart.counted_with(figures(mine, today), beside, today),
        to_sign=parapheur.awaited(actor).count() if parapheur.has_one(actor) else None,
        late_around=around,
        late_count=late_count,
    )


def _first(works: list[Work]) -> list[Work]:
    return sorted(works, key=lambda work: work.due_on or date.max)[:SHOWN]


def _beside(found: Sequence[apart.Apart], today: date) -> list[Work]:
    language = get_language() or "fr"
    shown = found[:SHOWN]
    as_deposited(each.dossier for each in shown)
    return [
        Work(
            dossier=each.dossier,
            office=each.office,
            due_on=each.due_on,
            step=each.what,
            nature=each.dossier.procedure.names.in_(language),
            title=title_of(each.dossier, language),
            is_late=each.is_late,
            left=(each.due_on - today).days if each.due_on else None,
            url=each.url,
        )
        for each in shown
    ]


def _work(tasks: TaskQuerySet, today: date, page: str) -> list[Work]:
    """The first tasks, each with the page where it is done, or only read."""
    language = get_language() or "fr"
    found = list(tasks.select_related("dossier__unit", "office").order_by("due_on", "pk")[:SHOWN])
    as_deposited(task.dossier for task in found)
    return [
        Work(
            dossier=task.dossier,
            office=task.office,
            due_on=task.due_on,
            step=task.step.names.in_(language),
            nature=task.dossier.procedure.names.in_(language),
            title=title_of(task.dossier, language),
            is_late=task.is_late(today),
            left=(task.due_on - today).days if task.due_on else None,
            url=reverse(page, args=[task.pk if page == "dossiers:task" else task.dossier.number]),
        )
        for task in found
    ]
