"""What lists and pages say of a dossier: its state, its stages, whose turn it is, its legal clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers import policy
from rokhas.dossiers.models import (
    Conclusion,
    Consultation,
    Dossier,
    Ending,
    OfficialPaper,
    Opinion,
    Outcome,
    PaperKind,
    Task,
    Verdict,
)
from rokhas.dossiers.models.papers import LETTERS
from rokhas.dossiers.queries.sight import was_told
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.clocks import Clock, calendar_around, maximum, place_of
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.calendar import Calendar
from rokhas.procedures.schema import Kind, Law, Limit, remedies, stop_law, stopping_papers

# The six stages of a dossier as the public is shown them: the kinds of step that belong to each.
STAGES: tuple[tuple[str, str | Promise, frozenset[str]], ...] = (
    ("deposit", _("Deposit"), frozenset()),
    ("desk", _("Desk"), frozenset({Kind.CHECK, Kind.DISPATCH})),
    (
        "opinions",
        _("Members' opinions"),
        frozenset({Kind.OPINION, Kind.VISIT, Kind.ENQUIRY, Kind.CONCLUSION, Kind.MINUTES}),
    ),
    ("payment", _("Payment"), frozenset({Kind.PAYMENT})),
    ("signature", _("Signature"), frozenset({Kind.SIGNATURE})),
    ("delivery", _("Delivery"), frozenset({Kind.DELIVERY})),
)
ENDED: dict[str, str] = {
    Ending.DELIVERED: "delivered",
    Ending.REFUSED: "refused",
    Ending.WITHDRAWN: "withdrawn",
    Ending.CANCELLED: "cancelled",
}
VERDICT_STATUS = {
    Verdict.FAVOURABLE: "favourable",
    Verdict.RESERVED: "reserves",
    Verdict.TO_MODIFY: "to_modify",
    Verdict.UNFAVOURABLE: "unfavourable",
    Verdict.OUT_OF_TIME: "out_of_time",
}


def listed(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Dossiers with what a list says of them, whatever their number: three queries."""
    open_tasks = Task.objects.open().select_related("office").order_by("due_on", "pk")
    return dossiers.select_related("unit").prefetch_related(
        Prefetch("tasks", queryset=open_tasks, to_attr="open_tasks")
    )


def know(given: facts.Case) -> None:
    """Let the dossier of a case know its open tasks: what the pages ask of it is not read again."""
    waiting = [task for task in given.tasks if task.is_open]
    # As the database sorts them: those without a delay last.
    waiting.sort(key=lambda task: (task.due_on is None, task.due_on or date.min, task.pk))
    given.dossier.open_tasks = waiting  # type: ignore[attr-defined]


def open_tasks(dossier: Dossier) -> list[Task]:
    """The tasks that wait, the most urgent first; read once per dossier."""
    found = getattr(dossier, "open_tasks", None)
    if found is None:
        found = list(dossier.tasks.open().select_related("office").order_by("due_on", "pk"))
        dossier.open_tasks = found  # type: ignore[attr-defined]
    for task in found:
        task.dossier = dossier
    return list(found)


def status(dossier: Dossier, today: date) -> str:
    """The state of a dossier, as a key of `ui.statuses`: computed from its tasks, never stored."""
    if dossier.is_draft:
        return "draft"
    if dossier.is_ended:
        return ENDED.get(dossier.ending, "closed")
    if dossier.stayed_on:
        return "suspended"
    waiting = open_tasks(dossier)
    kinds = {task.kind for task in waiting}
    if any(task.kind == Kind.DECLARATION for task in waiting):
        return "fix"
    if Kind.PAYMENT in kinds:
        return "to_pay"
    if any(task.is_late(today) for task in waiting):
        return "late"
    return "to_sign" if Kind.SIGNATURE in kinds else "review"


def task_status(task: Task, today: date) -> str:
    """The state of one task, as a key of `ui.statuses`."""
    if task.is_open:
        return (
            "late"
            if task.is_late(today)
            else "waiting_applicant"
            if task.office_id is None
            else "in_progress"
        )
    return VERDICT_STATUS.get(task.outcome, "done")  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True)
class Stage:
    """One of the stages of the bar: `state` is done, current or ahead."""

    code: str
    label: str | Promise
    state: str


def stages(dossier: Dossier) -> list[Stage]:
    """The bar of stages. The stage of the furthest open task is the current one; none is once the dossier has ended, and those
    that it never came to stay ahead."""
    if dossier.ending in {Ending.DELIVERED, Ending.CANCELLED}:
        reached = len(STAGES)
    elif dossier.ending == Ending.REFUSED:
        reached = 3  # the study is over: nothing was to pay, and no permit to sign
    elif dossier.is_draft:
        reached = 0
    else:
        reached = _reached(dossier, _given_up(dossier) if dossier.is_ended else open_tasks(dossier))
    asked = {step.kind for step in dossier.procedure.steps}
    found = []
    for rank, (code, label, kinds) in enumerate(STAGES):
        if kinds and not kinds & asked:
            continue  # this procedure never comes there: nothing is paid, or nothing delivered
        current = rank == reached and not dossier.is_ended
        state = "done" if rank < reached else "current" if current else "ahead"
        found.append(Stage(code, _study(dossier, label) if code == "opinions" else label, state))
    return found


def _given_up(dossier: Dossier) -> list[Task]:
    """What waited on the day of the withdrawal. One query."""
    found = list(dossier.tasks.filter(outcome=Outcome.WITHDRAWN))
    for task in found:
        task.dossier = dossier
    return found


def _reached(dossier: Dossier, waiting: Sequence[Task]) -> int:
    """The rank of the stage of the furthest of these tasks."""
    # The members who gave reserves say whether they are lifted: the dossier is still with them, not at the desk.
    kinds = {Kind.OPINION if task.step.among == "reserving" else task.kind for task in waiting}
    if Kind.DECLARATION in kinds:
        return 0 if facts.read(dossier).intake == "inadmissible" else 2
    letters = {task.step.paper for task in waiting if task.kind == Kind.SIGNATURE} & set(LETTERS)
    if letters:
        return 1 if letters == {PaperKind.INADMISSIBILITY} else 2
    return max((rank for rank, (_c, _l, members) in enumerate(STAGES) if members & kinds), default=1)


def _study(dossier: Dossier, label: str | Promise) -> str | Promise:
    """The stage of the opinions, as it is called where nobody gives one."""
    return label if dossier.procedure.asks_opinions else _("Study of the dossier")


@dataclass(frozen=True)
class Turn:
    """Who is awaited: `mine` when the reader is, with the act to do; otherwise the offices, and until when."""

    mine: bool
    kind: str
    step: str
    offices: tuple[str, ...] = ()
    due_on: date | None = None
    task: Task | None = None
    reasons: tuple[str, ...] = ()


def turn(dossier: Dossier, actor: Actor) -> Turn | None:
    """The next action, written for whoever looks (DESIGN_SYSTEM §5). None when nothing is awaited."""
    waiting = open_tasks(dossier)
    if not waiting:
        return None
    language = get_language() or "fr"
    party = policy.is_party(actor, dossier)
    for task in waiting:
        applicant = task.office_id is None or task.kind == Kind.PAYMENT
        if policy.holds_task(actor, task) or (party and applicant):
            return Turn(
                mine=True,
                kind=task.kind,
                step=task.step.names.in_(language),
                due_on=task.due_on,
                task=task,
                reasons=tuple(asked_reasons(dossier, language))
                if applicant and task.kind == Kind.DECLARATION
                else (),
            )
    first = waiting[0]
    return Turn(
        mine=False,
        kind=first.kind,
        step=first.step.names.in_(language),
        offices=tuple(dict.fromkeys(task.office.name for task in waiting if task.office)),
        due_on=max((task.due_on for task in waiting if task.due_on), default=None),
        task=first,
    )


def asked_reasons(dossier: Dossier, language: str) -> list[str]:
    """The reasons of the last letter, in words: what the applicant must answer."""
    letter = (
        dossier.papers.filter(kind__in=LETTERS, superseded_at=None)
        .exclude(issued_at=None)
        .order_by("pk")
        .last()
    )
    if letter is None:
        return []
    if letter.kind == PaperKind.INADMISSIBILITY:
        check = dossier.tasks.filter(check_made__isnull=False, version=letter.version).latest("pk").check_made
        given = [finding["reason"] for finding in check.findings if finding["reason"]]
    else:
        given = (
            Conclusion.objects.filter(task__dossier=dossier, task__version=letter.version)
            .latest("pk")
            .reasons
        )
    texts = [reason["text_ar" if language == "ar" else "text_fr"] for reason in given]
    kept = Opinion.objects.filter(task__dossier=dossier, task__superseded_at=None, lifted_at=None).exclude(
        standing=""
    )
    return [*texts, *kept.values_list("standing", flat=True)]


def clock(
    dossier: Dossier,
    today: date,
    papers: Iterable[OfficialPaper] | None = None,
    calendar: Calendar | None = None,
) -> Clock | None:
    """The legal limit of the whole dossier (arrêté 1839-23), None for a draft or where no text gives one.

    Its papers, and the calendar from its first deposit on, are read unless they are at hand.
    """
    start = None if dossier.is_draft else facts.deposited_on(dossier)
    limit = dossier.procedure.limit("legal_maximum", dossier.class_code or None)
    if start is None or limit is None:
        return None
    calendar = calendar or calendar_around(start, place_of(dossier))
    decided_at = facts.decided_at(dossier)
    ended_on = decided_at.astimezone(MOROCCO).date() if decided_at else None
    return Clock(
        start=start,
        due=maximum(limit, start, dossier.extended_since, calendar),
        delay=limit.delay,
        calendar=calendar,
        today=min(today, ended_on) if ended_on else today,
        stopped_on=stopped_on(dossier, papers),
        ended_on=ended_on,
        extended=dossier.extended_since == start,
    )


def reference(dossier: Dossier) -> Limit | None:
    """The bulletin's reference delay, shown beside the legal one and never confused with it."""
    return dossier.procedure.limit("reference", dossier.class_code or None)


def stopped_on(dossier: Dossier, papers: Iterable[OfficialPaper] | None = None) -> date | None:
    """The day changes were notified, while the re-deposit is awaited (`schema.stops`). `papers` are those of the dossier, the
    oldest first, when they are at hand. A stay of decision stops it too."""
    if dossier.stayed_on:
        return dossier.stayed_on
    letter = _stopping_letter(dossier, papers)
    notified = letter.notifications.order_by("available_at").first() if letter else None
    return notified.available_at.astimezone(MOROCCO).date() if notified else None


def stopped_by(dossier: Dossier, papers: Iterable[OfficialPaper] | None = None) -> Law | None:
    """The text by which the delays of a dossier are stopped: that of a stay of decision, or of the letter that stops them."""
    if dossier.stayed_on:
        return remedies().stay.longest.law
    letter = _stopping_letter(dossier, papers)
    return stop_law(letter.kind, dossier.procedure.family) if letter else None


def _stopping_letter(dossier: Dossier, papers: Iterable[OfficialPaper] | None) -> OfficialPaper | None:
    """The last letter about the version under study at whose notification a text stops the delays."""
    if papers is None:
        papers = dossier.papers.filter(
            kind__in=stopping_papers(), version=dossier.version, superseded_at=None
        )
        papers = papers.order_by("pk")
    standing = [
        each
        for each in papers
        if stop_law(each.kind, dossier.procedure.family)
        and each.version == dossier.version
        and each.superseded_at is None
    ]
    return standing[-1] if standing else None


@dataclass
class OpinionLine:
    """One member's line: its task, and its opinion when it is given and the reader may see it."""

    task: Task
    status: str
    opinion: Opinion | None = None
    paper: OfficialPaper | None = None
    reasons: list[str] = field(default_factory=list)


def opinion_lines(given: facts.Case, actor: Actor, today: date) -> list[OpinionLine]:
    """The members' opinions on the version under study: officers at any time, the applicant once the commission has concluded."""
    visible = policy.may_read_opinions(actor, given.dossier, concluded=bool(given.conclusion))
    papers = {
        paper.task_id: paper
        for paper in given.papers
        if paper.kind == PaperKind.OPINION and paper.superseded_at is None
    }
    lines = []
    for task in (task for task in given.tasks if task.kind == Kind.OPINION):
        opinion = getattr(task, "opinion", None)
        if not visible or opinion is None or not opinion.is_given:
            shown = "in_progress" if task.is_open else "done"
            lines.append(OpinionLine(task, "late" if task.is_late(today) else shown))
        else:
            lines.append(_given(task, opinion, papers, today))
    return lines


@dataclass(frozen=True)
class EarlierOpinions:
    """What the members answered on a version before they were asked again, and what was concluded from it."""

    version: int
    lines: list[OpinionLine]
    conclusion: Conclusion | None


def earlier_opinions(given: facts.Case, actor: Actor, today: date) -> list[EarlierOpinions]:
    """The last first: of a version that another replaced, or of a case that was taken up again on appeal. Concluded, they were
    told, and stay so. One query, none where nobody was asked again."""
    dossier = given.dossier
    asked_again = dossier.version > 1 or dossier.resumed_on is not None
    if not asked_again or not policy.may_read_opinions(actor, dossier, concluded=True):
        return []
    rounds: dict[tuple[datetime, int], list[Task]] = {}
    for task in facts.asked_before(dossier):
        assert task.superseded_at is not None
        rounds.setdefault((task.superseded_at, task.version), []).append(task)
    papers = {paper.task_id: paper for paper in given.papers if paper.kind == PaperKind.OPINION}
    found = []
    for (_at, version), tasks in sorted(rounds.items(), key=lambda each: each[0], reverse=True):
        opinions = [(task, task.opinion) for task in tasks if hasattr(task, "opinion")]
        lines = [_given(task, opinion, papers, today) for task, opinion in opinions if opinion.is_given]
        concluded = next((task.conclusion for task in tasks if hasattr(task, "conclusion")), None)
        if lines:
            found.append(EarlierOpinions(version, lines, concluded))
    return found


def _given(
    task: Task, opinion: Opinion, papers: Mapping[int | None, OfficialPaper], today: date
) -> OpinionLine:
    texts = [reason["text_ar" if get_language() == "ar" else "text_fr"] for reason in opinion.reasons]
    return OpinionLine(task, task_status(task, today), opinion, papers.get(task.pk), texts)


def visible_papers(given: facts.Case, actor: Actor) -> list[OfficialPaper]:
    """The papers the reader may open: an opinion, and the minutes, once the commission has concluded for the applicant."""
    ready = [paper for paper in reversed(given.papers) if paper.document]
    if policy.may_read_opinions(actor, given.dossier, concluded=bool(given.conclusion)):
        return ready
    kept = {PaperKind.OPINION, PaperKind.MINUTES}
    return [paper for paper in ready if paper.kind not in kept or was_told(paper, actor)]


def has_read(dossier: Dossier, actor: Actor) -> bool:
    """Whether the actor has opened the whole file of the version under study."""
    return Consultation.objects.filter(
        dossier=dossier, person_id=actor.person_pk, version=dossier.version, what="file"
    ).exists()
