"""An officer's tasks across the offices where mandates are held: what waits, how urgent it is, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, DateField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rokhas.accounts.models import Office
from rokhas.dossiers.models import Dossier, DossierVersion, Task
from rokhas.dossiers.models.tasks import TaskQuerySet
from rokhas.dossiers.queries import delays, stayed, wording
from rokhas.dossiers.queries.search import holding
from rokhas.dossiers.queries.timeline import law_of
from rokhas.dossiers.workflow import clocks
from rokhas.dossiers.workflow.facts import begun_on
from rokhas.kernel.actor import Actor
from rokhas.kernel.calendar import Calendar
from rokhas.kernel.fixed import ASKER, Fixed
from rokhas.kernel.references import row_number
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Kind, Procedure, Step
from rokhas.ui.clock import Explained

PAGE = 25
SOON, WEEK = timedelta(days=2), timedelta(days=7)
LATE, TWO_DAYS, SEVEN_DAYS = "late", "soon", "week"
# The fields of `Figures` after the total, in order.
URGENCIES = ("late", "soon", "week", "to_sign")

ICONS = {
    Kind.CHECK: "clipboard-check",
    Kind.DISPATCH: "send",
    Kind.VISIT: "map-search",
    Kind.OPINION: "message",
    Kind.CONCLUSION: "checklist",
    Kind.ENQUIRY: "users-group",
    Kind.MINUTES: "writing-sign",
    Kind.PAYMENT: "credit-card",
    Kind.SIGNATURE: "writing-sign",
    Kind.DELIVERY: "certificate",
}

ASKED = {
    Kind.DISPATCH: gettext_lazy("Send to the members"),
    Kind.VISIT: gettext_lazy("Fix the day of the visit, then report it"),
    Kind.OPINION: gettext_lazy("Give your opinion"),
    Kind.CONCLUSION: gettext_lazy("Conclude"),
    Kind.ENQUIRY: gettext_lazy("Hold the public enquiry"),
    Kind.MINUTES: gettext_lazy("Sign the minutes"),
    Kind.PAYMENT: gettext_lazy("Nothing: the applicant pays"),
    Kind.DELIVERY: gettext_lazy("Nothing: the delivery is under way"),
}


@dataclass(frozen=True)
class Wanted:
    """What the reader asked of the list; empty means everything. `when` is `late`, `soon` or `week`."""

    text: str = ""
    when: str = ""
    steps: Sequence[str] = ()
    communes: Sequence[str] = ()
    classes: Sequence[str] = ()
    procedures: Sequence[str] = ()

    @property
    def count(self) -> int:
        several = (self.steps, self.communes, self.classes, self.procedures)
        return bool(self.when) + sum(len(each) for each in several)


@dataclass(frozen=True)
class Figures:
    """How many tasks wait, are overdue, are due within two days and within seven, are papers to sign."""

    total: int
    late: int
    soon: int
    week: int
    to_sign: int


@dataclass(frozen=True)
class Facet:
    """A value that can be filtered on, with how many tasks have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facets:
    steps: list[Facet]
    communes: list[Facet]
    classes: list[Facet]
    procedures: list[Facet]


@dataclass(frozen=True)
class Row:
    """A line of the list. `clock` is the delay of the step, or of the whole dossier (`of_dossier`) when the step has none; while
    a `stay` of decision runs, there is none."""

    task: Task
    title: str
    applicant: str
    step: str
    icon: str
    todo: str
    procedure: str
    clock: Explained | None
    of_dossier: bool
    stay: str
    law: str


@dataclass(frozen=True)
class _Words:
    """What every row of a step says, whatever the dossier."""

    step: str
    icon: str
    todo: str
    procedure: str
    law: str


@dataclass(frozen=True)
class Page:
    """Some rows, how many there are in all, and where the next ones start (empty at the end)."""

    rows: list[Row]
    total: int
    after: str


def figures(tasks: TaskQuerySet, today: date) -> Figures:
    return Figures(**tasks.aggregate(total=Count("pk"), **_urgent(**_limits(today))))


def _limits(today: date) -> dict[str, date]:
    return {"today": today, "soon": today + SOON, "week": today + WEEK}


def _urgent(today: Any, soon: Any, week: Any) -> dict[str, Count]:
    return {
        "late": Count("pk", filter=Q(due_on__lt=today)),
        "soon": Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon)),
        "week": Count("pk", filter=Q(due_on__gte=today, due_on__lte=week)),
        "to_sign": Count("pk", filter=Q(kind=Kind.SIGNATURE)),
    }


_SURVEY: Fixed[Task] = Fixed(
    lambda actor, **limits: (
        Task.objects.awaiting(actor)
        .values_list(
            "dossier__procedure_version_id",
            "step_code",
            "dossier__unit_id",
            "dossier__unit__name_fr",
            "dossier__unit__name_ar",
            "dossier__class_code",
        )
        .annotate(n=Count("pk"), **_urgent(**limits))
    ),
    actor=ASKER,
    today=DateField(),
    soon=DateField(),
    week=DateField(),
)


def surveyed(actor: Actor) -> tuple[Figures, Facets]:
    """What waits for the actor in figures, and the procedures, steps, communes and classes found there: one query, whatever the
    number of tasks."""
    language = get_language() or "fr"
    summed = Counter[str]()
    names: dict[str, str] = {}
    steps, communes, classes, procedures = (Counter[str]() for _each in range(4))
    said: dict[str, str] = {}
    grouped = _SURVEY.rows(actor=actor, **_limits(actor.today()))
    for version, step, unit, fr, ar, class_code, n, *urgent in grouped:
        summed.update(dict(zip(URGENCIES, urgent, strict=True)), total=n)
        procedure = procedure_of(version)
        steps[step] += n
        procedures[procedure.code] += n
        said[procedure.code] = procedure.names.in_(language)
        communes[unit] += n
        names[unit] = ar if language == "ar" else fr
        said[step] = procedure.step(step).names.in_(language)
        if class_code:
            classes[class_code] += n
            said |= {each.code: each.names.in_(language) for each in procedure.classes}
    found = Facets(
        _facets(steps, said), _facets(communes, names), _facets(classes, said), _facets(procedures, said)
    )
    return Figures(summed["total"], *(summed[each] for each in URGENCIES)), found


def _facets(counted: Counter[str], names: dict[str, str]) -> list[Facet]:
    found = [Facet(value, names[value], n) for value, n in counted.items()]
    return sorted(found, key=lambda facet: (-facet.count, facet.label))


def chosen(tasks: TaskQuerySet, wanted: Wanted, today: date) -> TaskQuerySet:
    """The tasks that meet what was asked; words are compared as they are stored, in Arabic or in French."""
    if wanted.when:
        limits = {
            LATE: Q(due_on__lt=today),
            TWO_DAYS: Q(due_on__gte=today, due_on__lte=today + SOON),
            SEVEN_DAYS: Q(due_on__gte=today, due_on__lte=today + WEEK),
        }
        tasks = tasks.filter(limits[wanted.when])
    if wanted.steps:
        tasks = tasks.filter(step_code__in=wanted.steps)
    if wanted.communes:
        tasks = tasks.filter(dossier__unit__in=wanted.communes)
    if wanted.classes:
        tasks = tasks.filter(dossier__class_code__in=wanted.classes)
    if wanted.procedures:
        tasks = tasks.filter(dossier__procedure_version__code__in=wanted.procedures)
    return tasks.filter(holding(wanted.text, "dossier"))


def page_of(tasks: TaskQuerySet, today: date, after: str = "", size: int = PAGE) -> Page:
    """The most urgent first: by due day, those without one last, the oldest first. Three queries, whatever the number of rows.

    `after` is the mark that the previous page gave; one that is not understood starts from the beginning.
    """
    return page_from(list(first(tasks, after, size)), today, tasks.count(), size)


def first(tasks: TaskQuerySet, after: str = "", size: int = PAGE) -> TaskQuerySet:
    """The tasks of a page and one more, each with its dossier as it was deposited: its answers, and when its clock began."""
    versions = DossierVersion.objects.filter(dossier=OuterRef("dossier"))
    standing = versions.filter(number=OuterRef("dossier__version")).values("answers")
    begun = versions.filter(restarts_clock=True).order_by("-number").values("lodged_at")[:1]
    shown = tasks.filter(_beyond(after)).select_related("dossier__unit", "office")
    shown = shown.defer("dossier__answers", "dossier__search_text", "dossier__unit__search_text")
    deposited = Coalesce(Subquery(standing), F("dossier__answers"))
    stay = stayed.running().filter(dossier=OuterRef("dossier")).values("until")[:1]
    told = shown.annotate(answers=deposited, begun_at=Subquery(begun), stayed_until=Subquery(stay))
    return told.order_by(F("due_on").asc(nulls_last=True), "pk")[: size + 1]


def page_from(found: Sequence[Task], today: date, total: int, size: int = PAGE) -> Page:
    """The page of the tasks that were read (`first`), of `total`. One query."""
    shown = found[:size]
    for task in shown:
        task.dossier.answers = task.answers  # type: ignore[attr-defined]
        task.dossier.title = wording.named(task.dossier, "project", "fr")
    mark = ""
    if len(found) > size:
        last = shown[-1]
        mark = f"{last.due_on.isoformat() if last.due_on else ''}~{last.pk}"
    return Page(rows=_rows(shown, today), total=total, after=mark)


def _beyond(after: str) -> Q:
    day, _sign, mark = after.partition("~")
    pk = row_number(mark)
    if pk is None:
        return Q()
    if not day:
        return Q(due_on=None, pk__gt=pk)
    try:
        last = date.fromisoformat(day)
    except ValueError:
        return Q()
    return Q(due_on__gt=last) | Q(due_on=last, pk__gt=pk) | Q(due_on=None)


def _rows(tasks: Iterable[Task], today: date) -> list[Row]:
    language = get_language() or "fr"
    tasks = list(tasks)
    # A step without a delay shows that of the whole dossier.
    starts = [task.starts_on if task.due_on else _begun_on(task) for task in tasks]
    known = clocks.closures_around(today, *filter(None, starts))
    at = cache(known.at)
    said: dict[tuple[str, str], _Words] = {}
    rows = []
    for task in tasks:
        dossier = task.dossier
        key = (dossier.procedure_version_id, task.step_code)
        words = said[key] = said.get(key) or _words(task, language)
        clock = delays.step_clock(task, today, at(clocks.place_of(dossier, task.office)))
        rows.append(
            Row(
                task=task,
                title=title_of(dossier, language),
                applicant=applicant_of(dossier, language),
                step=words.step,
                icon=words.icon,
                todo=words.todo,
                procedure=words.procedure,
                clock=clock or _dossier_clock(task, today, at(clocks.place_of(dossier))),
                of_dossier=clock is None,
                stay=stayed.said(task.stayed_until),  # type: ignore[attr-defined]
                law=words.law if clock else "",
            )
        )
    return rows


def _words(task: Task, language: str) -> _Words:
    step = task.step
    return _Words(
        step=step.names.in_(language),
        icon=ICONS.get(step.kind, "file"),
        todo=todo(step, task.dossier.procedure),
        procedure=task.dossier.procedure.names.in_(language),
        law=law_of(step.within, task.dossier) if step.within else "",
    )


def _begun_on(task: Task) -> date | None:
    """The day from which the legal clock of its dossier counts."""
    began: datetime | None = task.begun_at  # type: ignore[attr-defined]
    return begun_on(task.dossier, began) if began else None


def _dossier_clock(task: Task, today: date, calendar: Calendar) -> Explained | None:
    """The legal delay of the whole dossier; none runs during a stay of decision."""
    start = None if task.dossier.stayed_on else _begun_on(task)
    return delays.dossier_clock(task.dossier, start, today, calendar) if start else None


def todo(step: Step, procedure: Procedure) -> str:
    """What a step of a procedure asks of the office that holds it, verb first."""
    language = get_language() or "fr"
    if step.kind is Kind.CHECK:
        lifts = step.among == "reserving"
        return _("Say whether the reserves are lifted") if lifts else _("Check the documents")
    if step.kind is Kind.SIGNATURE:
        if (
            step.paper == "permit"
        ):  # a permit, a note, a certificate: each procedure has its name for what it grants
            return _("Read and sign: %(paper)s") % {"paper": procedure.names.in_(language)}
        if step.paper == "acknowledgement":
            return _("Read and sign the receipt of the declaration")
        return _("Read and sign the letter")
    asked = ASKED.get(step.kind)
    return str(asked) if asked else step.names.in_(language)


def title_of(dossier: Dossier, language: str) -> str:
    """The project's description in the language of the page, or as it was given."""
    return wording.named(dossier, "project", language) or dossier.title


def applicant_of(dossier: Dossier, language: str) -> str:
    """The name of the person who asks, in the language of the page where it was given in it."""
    return wording.named(dossier, "beneficiary", language)


_OFFICES: Fixed[Office] = Fixed(lambda actor: Office.objects.filter(pk__in=actor.offices()), actor=ASKER)


def offices_of(actor: Actor) -> list[Office]:
    """The offices where the actor holds a mandate, by name. One query."""
    return sorted(_OFFICES.all(actor=actor), key=lambda office: office.name) if actor.mandates else []
