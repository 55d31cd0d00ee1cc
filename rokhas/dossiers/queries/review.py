"""What an officer reads before answering: the files, the facts in words, the delay, the points to check, the next task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.models import Dossier, OpinionDraft, Reason, Task
from rokhas.dossiers.queries import sight, wording
from rokhas.dossiers.queries.delays import step_clock
from rokhas.dossiers.queries.deposited import as_deposited
from rokhas.dossiers.queries.pieces import ShownPiece, shown_pieces
from rokhas.dossiers.queries.timeline import why
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.answers import shown
from rokhas.dossiers.workflow.clocks import calendar_of
from rokhas.kernel.actor import Actor
from rokhas.procedures.predicates import sentence
from rokhas.procedures.queries import reasons_for
from rokhas.procedures.schema import CodedReason, Kind, ReasonKind, Wording
from rokhas.ui.clock import Explained

# The kinds of coded reason that an opinion may give.
OPINION_KINDS: tuple[ReasonKind, ...] = ("modification", "reserve", "unfavourable")
# What the families of the catalogue of reasons are about: the points that an office checks.
FAMILIES: dict[str, str | Promise] = {
    "FON": _("Land and title"),
    "URB": _("Planning rules: use, density, setbacks, heights"),
    "ARC": _("Plans: accuracy and consistency"),
    "STR": _("Stability and ground"),
    "ACC": _("Access for people with reduced mobility"),
    "ENE": _("Energy efficiency"),
    "FEU": _("Fire safety"),
    "HYG": _("Hygiene and comfort"),
    "SRV": _("Easements and neighbouring estates"),
    "RES": _("Connection to networks"),
    "ECO": _("Activity carried on"),
    "ODP": _("Use of public property"),
    "REC": _("Works carried out"),
    "DEM": _("Demolition"),
    "PREF": _("Local authority and guardianship"),
}


@dataclass(frozen=True)
class Point:
    """A point of the check-list: what it is about, and the coded reasons that explain a “No”."""

    code: str
    label: str
    reasons: tuple[CodedReason, ...]


@dataclass(frozen=True)
class FactSection:
    """A section of the form, its answers in words."""

    name: str
    rows: list[tuple[str, str]]


@dataclass(frozen=True)
class ClassOf:
    """The class of a dossier, the text that defines it, and what in the dossier makes it so."""

    name: str
    law: str
    reasons: list[str]


@dataclass(frozen=True)
class Place:
    """Where a task stands among those of the same kind that wait for the reader, the most urgent first."""

    rank: int
    count: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Room:
    """What every page of the workspace shows around the act."""

    task: Task
    dossier: Dossier
    case: facts.Case
    clock: Explained | None
    why: str
    pieces: list[ShownPiece]
    sections: list[FactSection]
    class_of: ClassOf | None
    place: Place | None

    @property
    def step(self) -> str:
        return in_words(self.task.step.names)

    @property
    def project(self) -> str:
        """What is to be built, in the language of the page where it was said in it."""
        meant = wording.meant(self.dossier, "project")
        return (meant.ar or meant.fr) if get_language() == "ar" else (meant.fr or meant.ar)

    @property
    def procedure(self) -> str:
        return in_words(self.dossier.procedure.names)


def in_words(wording: Wording) -> str:
    return wording.in_(get_language() or "fr")


def task_in_sight(actor: Actor, pk: int, *kinds: Kind) -> Task | None:
    """The task of these kinds that the actor may open, answered or not, with what officers study: the deposited answers."""
    rows = Task.objects.visible_to(actor).filter(kind__in=kinds)
    task = (
        rows.select_related("office", "opinion", "dossier__unit", "dossier__desk", "dossier__designer")
        .filter(pk=pk)
        .first()
    )
    if task is not None:
        if task.office_id not in actor.offices() and sight.sees_copy_only(task.dossier, actor):
            return None
        as_deposited([task.dossier])
    return task


def room(task: Task, actor: Actor) -> Room:
    """The surroundings of a task. About eight queries."""
    today, given, calendar = actor.today(), facts.read(task.dossier), calendar_of(task)
    return Room(
        task=task,
        dossier=task.dossier,
        case=given,
        clock=step_clock(task, today, calendar) if task.is_open else None,
        why=why(task.step.within, task.starts_on, calendar=calendar) if task.due_on else "",
        pieces=shown_pieces(task.dossier, given.papers),
        sections=facts_in_words(given),
        class_of=class_of(given),
        place=place_of(task, actor) if task.is_open else None,
    )


def facts_in_words(given: facts.Case) -> list[FactSection]:
    """The answers, section by section, in the language of the page; identity numbers are masked."""
    language = get_language() or "fr"
    dossier = given.dossier
    asked = {field.code for field in dossier.procedure.fields_for(given.holding)}
    found = []
    for section in dossier.procedure.form:
        rows = [
            (field.label.in_(language), shown(field, dossier.answers.get(field.code), language))
            for field in section.fields
            if field.code in asked
        ]
        rows = [(label, text) for label, text in rows if text]
        if rows:
            found.append(FactSection(section.names.in_(language), rows))
    return found


def class_of(given: facts.Case) -> ClassOf | None:
    """The class that was given at the deposit; None where a procedure has none."""
    dossier, language = given.dossier, get_language() or "fr"
    chosen = next((each for each in dossier.procedure.classes if each.code == dossier.class_code), None)
    if chosen is None:
        return None
    found = dossier.procedure.classify(given.holding)
    reasons = [sentence(name, language) for name in found.reasons] if found.code == chosen.code else []
    law = wording.cited(dossier.procedure, chosen.law)
    return ClassOf(chosen.names.in_(language), law, reasons)


def place_of(task: Task, actor: Actor) -> Place | None:
    waiting = list(
        Task.objects.awaiting(actor)
        .filter(kind=task.kind)
        .order_by("due_on", "pk")
        .values_list("pk", flat=True)
    )
    if task.pk not in waiting:
        return None
    rank = waiting.index(task.pk)
    return Place(
        rank=rank + 1,
        count=len(waiting),
        before=waiting[rank - 1] if rank else None,
        after=waiting[rank + 1] if rank + 1 < len(waiting) else None,
    )


def points_for(task: Task) -> list[Point]:
    """The check-list of the task's office: the families of the coded reasons it may give here, in the order of the catalogue."""
    families: dict[str, list[CodedReason]] = {}
    office_kind = task.office.kind if task.office else ""
    for reason in reasons_for(task.dossier.procedure, office_kind, OPINION_KINDS):
        families.setdefault(family_of(reason.code), []).append(reason)
    return [Point(code, str(FAMILIES.get(code, code)), tuple(own)) for code, own in families.items()]


def family_of(reason_code: str) -> str:
    return reason_code.partition("-")[0]


def draft_of(task: Task) -> OpinionDraft | None:
    return OpinionDraft.objects.select_related("saved_by").filter(task=task).first()


def reason_texts(reasons: Iterable[Reason]) -> list[str]:
    """Coded reasons as they were worded, in the language of the page."""
    return [reason["text_ar" if get_language() == "ar" else "text_fr"] for reason in reasons]


def first_shown(pieces: Sequence[ShownPiece], dossier: Dossier) -> ShownPiece | None:
    """The file a workspace opens on: the first plan, else the first file that can be displayed."""
    plans = {document.code for document in dossier.procedure.documents if document.plan}
    readable = [each for each in pieces if each.is_pdf]
    return next((each for each in readable if each.piece.code in plans), readable[0] if readable else None)
