"""What the applicant's pages say of a dossier in preparation: what is asked, what is there, what it leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rokhas.dossiers.models import Dossier, Piece
from rokhas.dossiers.queries.land import communes_offered
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.answers import is_missing, shown
from rokhas.dossiers.workflow.completeness import Completeness, completeness
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.procedures import predicates
from rokhas.procedures.schema import (
    Classification,
    Delay,
    Document,
    FormField,
    Limit,
    Procedure,
    Section,
    Wording,
)
from rokhas.ui import formats

MOST = 20
KINDS = ("main", "information", "optional")
# The answers that tell in a few characters what a page of the form holds, and figures with their unit.
TELLING, GIST = {"choice", "text"}, 40


@dataclass(frozen=True)
class SectionState:
    """A page of the form: the questions that apply, the place of the land apart, and those without an answer; `gist` is two short
    answers that say what is there, nothing that identifies a person."""

    section: Section
    questions: tuple[FormField, ...]
    missing: tuple[FormField, ...]
    answered: int
    asks_place: bool
    gist: tuple[str, ...]

    @property
    def status(self) -> str:
        if not self.missing:
            return "done"
        return "in_progress" if self.answered else "todo"

    @property
    def name(self) -> str:
        return words(self.section.names)

    @property
    def help(self) -> str:
        return words(self.section.help) if self.section.help else ""

    @property
    def purposes(self) -> list[tuple[str, str]]:
        """Why each personal datum is asked (law 09-08): the question and its purpose."""
        return [
            (words(question.label), words(question.personal.purpose))
            for question in self.questions
            if question.personal
        ]


@dataclass(frozen=True)
class Asked:
    """A document asked, and the files given for it."""

    document: Document
    pieces: tuple[Piece, ...]
    changed: bool = False

    @property
    def name(self) -> str:
        return words(self.document.names)

    @property
    def help(self) -> str:
        return words(self.document.help) if self.document.help else ""

    @property
    def provided_by(self) -> str:
        return words(self.document.provided_by)

    @property
    def accept(self) -> str:
        return ",".join(self.document.media)

    @property
    def formats(self) -> str:
        return ", ".join(kind.rpartition("/")[2].upper() for kind in self.document.media)


@dataclass
class Preparation:
    """A dossier being prepared, for one version of it."""

    dossier: Dossier
    version: int
    holding: AbstractSet[str]
    state: Completeness
    sections: tuple[SectionState, ...]
    documents: dict[str, list[Asked]] = field(default_factory=dict)

    @property
    def procedure(self) -> Procedure:
        return self.dossier.procedure

    @property
    def parent_status(self) -> str:
        """Where the permit that it comes after stands: named, still to name, or only if there is one."""
        rule = self.procedure.follows
        if self.dossier.parent_id:
            return "done"
        return "todo" if rule and rule.required else "skipped"

    @property
    def place_status(self) -> str:
        return "done" if self.dossier.unit_id else "todo"

    @property
    def needs_designer(self) -> bool:
        return bool(self.procedure.professionals_for(self.holding))

    @property
    def designer_status(self) -> str:
        return "done" if self.dossier.designer_id else "todo"

    @property
    def main_status(self) -> str:
        if not self.state.documents:
            return "done"
        return "in_progress" if any(asked.pieces for asked in self.documents.get("main", ())) else "todo"

    @property
    def given(self) -> dict[str, int]:
        """How many of the documents asked have a file, by kind."""
        return {kind: sum(bool(asked.pieces) for asked in self.documents.get(kind, ())) for kind in KINDS}

    @property
    def asks_plans(self) -> bool:
        """Whether a list of plans is to be signed, now or once they are given."""
        return any(asked.document.plan for kind in self.documents.values() for asked in kind)

    @property
    def manifest_status(self) -> str:
        if not self.state.plans:
            return "locked"
        return "done" if self.state.manifest_is_signed else "todo"

    @property
    def is_ready(self) -> bool:
        return not self.state.missing and self.state.manifest_is_signed

    @property
    def statuses(self) -> list[str]:
        """The states that the progress counts."""
        counted = [self.place_status, *(each.status for each in self.sections), self.main_status]
        if self.needs_designer:
            counted.append(self.designer_status)
        if self.parent_status != "skipped":
            counted.append(self.parent_status)
        if self.asks_plans:
            counted.append(self.manifest_status)
        return counted

    @property
    def done(self) -> int:
        return self.statuses.count("done")

    @cached_property
    def classification(self) -> Classification:
        return self.procedure.classify(self.holding)

    @property
    def class_reasons(self) -> list[str]:
        language = get_language() or "fr"
        return [predicates.sentence(name, language) for name in self.classification.reasons]

    @property
    def class_is_known(self) -> bool:
        """It can be explained: a predicate holds, or every question has its answer."""
        return self.classification.project_class is not None and bool(
            self.classification.reasons or not self.state.fields
        )

    @property
    def class_name(self) -> str:
        found = self.classification.project_class
        return words(found.names) if found and self.class_is_known else ""

    @property
    def limit(self) -> Limit | None:
        """The legal limit, once the class is known."""
        known = self.class_is_known or not self.procedure.classes
        return self.procedure.limit("legal_maximum", self.classification.code) if known else None


def preparation(dossier: Dossier, version: int) -> Preparation:
    """What is asked and what is there for a version. About four queries for a draft."""
    holding = facts.read(dossier).holding
    given: dict[str, list[Piece]] = defaultdict(list)
    for piece in dossier.pieces.in_version(version).select_related("document").order_by("pk"):
        given[piece.code].append(piece)
    documents: dict[str, list[Asked]] = {kind: [] for kind in KINDS}
    for document in dossier.procedure.documents_for(holding):
        if document.arises_from == "upload":
            pieces = tuple(given[document.code])
            changed = version > 1 and any(piece.since == version for piece in pieces)
            documents[document.kind].append(Asked(document, pieces, changed))
    return Preparation(
        dossier=dossier,
        version=version,
        holding=holding,
        state=completeness(dossier, version),
        sections=tuple(_sections(dossier, holding)),
        documents=documents,
    )


def drafts_to_sign(actor: Actor) -> list[Dossier]:
    """What others have prepared for the actor's signature, the longest waiting first. One query."""
    if actor.person_id is None:
        return []
    found = Dossier.objects.filter(designer_id=actor.person_id, to_sign_since__isnull=False, ended_at=None)
    return list(
        found.select_related("unit", "procedure_version", "practice").order_by("to_sign_since")[:MOST]
    )


def section_state(dossier: Dossier, code: str) -> SectionState | None:
    """One page of the form, None when the procedure has none of this code."""
    return next(
        (each for each in _sections(dossier, facts.read(dossier).holding) if each.section.code == code), None
    )


@dataclass(frozen=True)
class Answer:
    """An answer in words; a code, a number or an address reads left to right in every language."""

    question: str
    text: str
    is_missing: bool
    is_code: bool


def summary(state: SectionState, dossier: Dossier) -> list[Answer]:
    """The answers of a section in words; an identity number is masked."""
    language = get_language() or "fr"
    missing = {question.code for question in state.missing}
    return [
        Answer(
            words(question.label),
            _said(question, dossier.answers.get(question.code), language),
            question.code in missing,
            bool(question.format) or question.type == "identity",
        )
        for question in state.questions
        if dossier.answers.get(question.code) not in (None, "", []) or question.code in missing
    ]


@dataclass(frozen=True)
class Offered:
    """A document as it is announced before anything is answered: with the cases where it is asked."""

    name: str
    provided_by: str
    cases: tuple[str, ...]
    is_sure: bool


def offered(procedure: Procedure) -> dict[str, list[Offered]]:
    """The documents a procedure may ask, by kind."""
    language = get_language() or "fr"
    classes = {item.code: words(item.names) for item in procedure.classes}
    found: dict[str, list[Offered]] = {kind: [] for kind in KINDS}
    for document in procedure.documents:
        if document.arises_from != "upload":
            continue
        cases = [classes[code] for code in document.classes if code in classes]
        cases += [predicates.sentence(name, language) for name in document.when]
        found[document.kind].append(
            Offered(
                words(document.names),
                words(document.provided_by),
                tuple(cases),
                document.certainty == "sourced",
            )
        )
    return found


def sentences(names: Iterable[str]) -> list[str]:
    """Predicates in the words of the page's language."""
    language = get_language() or "fr"
    return [predicates.sentence(name, language) for name in names]


def words(wording: Wording) -> str:
    """A wording in the language of the page."""
    return wording.in_(get_language() or "fr")


def delay_in_words(delay: Delay) -> str:
    """`15 working days`, in the language of the page."""
    count = delay.quantity
    said = {
        "working_days": ngettext("%(n)d working day", "%(n)d working days", count),
        "days": ngettext("%(n)d day", "%(n)d days", count),
        "months": ngettext("%(n)d month", "%(n)d months", count),
        "years": ngettext("%(n)d year", "%(n)d years", count),
    }
    return said[delay.unit] % {"n": count}


def title_of(dossier: Dossier) -> str:
    """How the project is called in the language of the page, else as it is listed."""
    field = dossier.procedure.meaning("project", "ar" if get_language() == "ar" else "fr")
    return str((field and dossier.answers.get(field.code)) or dossier.title)


def listing(names: Iterable[object]) -> str:
    """Several names in one line."""
    return _(", ").join(str(name) for name in names)


def saved(at: datetime, today: date) -> str:
    """When the draft was saved last: the hour, with the day when it is not today."""
    if at.astimezone(MOROCCO).date() == today:
        return _("Saved at %(hour)s") % {"hour": formats.hour(at)}
    return _("Saved on %(moment)s") % {"moment": formats.moment(at)}


def in_units(question: FormField) -> str:
    """A question as a form shows it, with the unit of its answer."""
    label = words(question.label)
    if not question.unit:
        return label
    return _("%(question)s, in %(unit)s") % {"question": label, "unit": words(question.unit)}


def _said(question: FormField, value: object, language: str) -> str:
    if question.type not in {"integer", "decimal"} or value in (None, ""):
        return shown(question, value, language)
    number = formats.number(str(value))
    return f"{number}{formats.SPACE}{words(question.unit)}" if question.unit else number


def _sections(dossier: Dossier, holding: AbstractSet[str]) -> Iterable[SectionState]:
    applying = {question.code for question in dossier.procedure.fields_for(holding)}
    for section in dossier.procedure.form:
        asked = [question for question in section.fields if question.code in applying]
        questions = tuple(
            communes_offered(dossier, question) if question.type == "communes" else question
            for question in asked
            if question.type != "parcel"
        )
        yield SectionState(
            section=section,
            questions=questions,
            missing=tuple(question for question in questions if is_missing(question, dossier.answers)),
            answered=sum(dossier.answers.get(question.code) not in (None, "", []) for question in questions),
            asks_place=len(asked) != len(questions),
            gist=tuple(islice(_gist(questions, dossier.answers), 2)),
        )


def _gist(questions: Iterable[FormField], answers: Mapping[str, object]) -> Iterator[str]:
    language = get_language() or "fr"
    twice = "_fr" if language == "ar" else "_ar"  # what is asked in both languages is told in the reader's
    for question in questions:
        given = answers.get(question.code)
        if given in (None, "", []) or question.personal or question.code.endswith(twice):
            continue
        if question.type not in TELLING and not question.unit:
            continue
        if len(said := _said(question, given, language)) <= GIST:
            yield said
