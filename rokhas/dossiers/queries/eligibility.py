"""The eligibility check before a request: where a reader stands after some answers, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import pgettext

from rokhas.accounts.models import Office, OfficeKind, Role
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.queries.drafts import delay_in_words, listing, words
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.workflow.facts import is_urban
from rokhas.kernel.text import normalise
from rokhas.procedures.errors import UnknownProcedure
from rokhas.procedures.predicates import holding
from rokhas.procedures.queries import current
from rokhas.procedures.schema import (
    EligibilityQuestion,
    Law,
    Option,
    Procedure,
    Way,
    known_procedures,
)
from rokhas.territory.models import Kind, Unit
from rokhas.territory.queries import competence, find

MANY = 12
"""More answers than that are searched by a word."""
FOUND = 20


@dataclass(frozen=True)
class Answered:
    """A question and the answer chosen."""

    question: EligibilityQuestion
    option: Option

    @property
    def asked(self) -> str:
        return words(self.question.label)

    @property
    def said(self) -> str:
        return words(self.option.label)


@dataclass(frozen=True)
class Standing:
    """Where a reader stands: what they answered, the question that follows, or the way out that their last answer takes.

    `carried` are the answers of the form that theirs already give.
    """

    answered: tuple[Answered, ...]
    following: EligibilityQuestion | None
    way: Way | None
    carried: Mapping[str, Any] = field(default_factory=dict)


def standing(procedure: Procedure, given: Mapping[str, str]) -> Standing:
    """Read answers (codes of choices by codes of questions); what fits no question is ignored. A procedure without questions
    is at its end at once."""
    answered: list[Answered] = []
    carried: dict[str, Any] = {}
    for question in procedure.eligibility.questions if procedure.eligibility else ():
        if not set(question.when) <= _holding(procedure, carried):
            continue
        option = next(
            (each for each in procedure.options(question) if each.code == given.get(question.code)), None
        )
        if option is None:
            return Standing(tuple(answered), question, None, carried)
        answered.append(Answered(question, option))
        if option.leads and procedure.eligibility:
            return Standing(tuple(answered), None, procedure.eligibility.way(option.leads), carried)
        carried |= option.gives
    return Standing(tuple(answered), None, None, carried)


def answers_of(procedure: Procedure, carried: Mapping[str, Any]) -> dict[str, str]:
    """What another procedure's answers already say of this one's questions, by the answers of the form that both give."""
    return {
        question.code: option.code
        for question in (procedure.eligibility.questions if procedure.eligibility else ())
        for option in procedure.options(question)
        if option.gives and option.gives.items() <= carried.items()
    }


@dataclass(frozen=True)
class Offer:
    """Answers to choose among: all of them when they are few, those that a word finds when they are many."""

    options: tuple[Option, ...]
    is_long: bool

    @property
    def cards(self) -> list[tuple[str, str, str]]:
        """Each answer's code, its words, and what explains it: its help, or in a long list the heading it stands under."""
        return [
            (option.code, words(option.label), words(why) if (why := option.help or option.group) else "")
            for option in self.options
        ]

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """All of them under their headings, for a list."""
        grouped: dict[str, list[tuple[str, str]]] = {}
        for option in self.options:
            heading = words(option.group) if option.group else ""
            grouped.setdefault(heading, []).append((option.code, words(option.label)))
        return list(grouped.items())


def offer(procedure: Procedure, question: EligibilityQuestion, text: str) -> Offer:
    """The answers to a question; `text` keeps those that hold each of its words, in either language, twenty at most."""
    options = procedure.options(question)
    if len(options) <= MANY:
        return Offer(options, is_long=False)
    wanted = normalise(text).split()
    if not wanted:
        return Offer(options, is_long=True)
    found = [option for option in options if all(word in _searched(option) for word in wanted)]
    # What is called so comes before what only stands under such a heading.
    found.sort(key=lambda option: not all(word in _named(option) for word in wanted))
    return Offer(tuple(found[:FOUND]), is_long=True)


def places(text: str) -> list[Unit]:
    """The places of deposit that a name or a code finds; a city divided into arrondissements gives them. Three queries."""
    named = find(text, kinds=(Kind.COMMUNE, Kind.ARRONDISSEMENT), limit=10)
    leaves = Unit.objects.leaves().select_related("parent")
    found = {unit.code: unit for unit in leaves.filter(code__in=[unit.code for unit in named])}
    divided = [unit.code for unit in named if unit.code not in found]
    inside: dict[str | None, list[Unit]] = {}
    for unit in leaves.filter(parent__in=divided).order_by("code") if divided else ():
        inside.setdefault(unit.parent_id, []).append(unit)
    return [each for unit in named for each in inside.get(unit.code, [found.get(unit.code)]) if each][:FOUND]


def place_of(code: str) -> Unit | None:
    """The place of deposit of this code."""
    return Unit.objects.leaves().select_related("parent").filter(code=code).first() if code else None


@dataclass(frozen=True)
class LawSaid:
    """A text of law in the language of the page, and what is not sure of it."""

    text: str
    doubt: str


def law_said(procedure: Procedure, law: Law | None) -> LawSaid | None:
    """`Law 12-90, art. 40`, as its procedure names it."""
    if law is None:
        return None
    text = cited(procedure, law)
    doubts = {
        "memory": pgettext("certainty", "to be checked against the text"),
        "constructed": pgettext("certainty", "by analogy, to be confirmed"),
        "unsure": pgettext("certainty", "not certain"),
    }
    return LawSaid(text[:1].upper() + text[1:], doubts.get(law.certainty, ""))


@dataclass(frozen=True)
class Elsewhere:
    """Where a way leads: the procedure by its name, filed here (then `code` and what was answered) or not; whom to ask."""

    why: str
    law: LawSaid | None
    name: str
    code: str
    answers: dict[str, str]
    ask: str


def elsewhere(procedure: Procedure, state: Standing, today: date) -> Elsewhere | None:
    """What to say to whoever is not in the right place. None when they are."""
    way = state.way
    if way is None:
        return None
    name, code, answers = "", "", dict[str, str]()
    if way.procedure:
        try:
            other = current(way.procedure, today)
        except UnknownProcedure:
            name = words(known_procedures()[way.procedure].names)
        else:
            name, code = words(other.names), other.code
            answers = answers_of(other, state.carried) | _said_alike(other, state)
    return Elsewhere(
        why=words(way.why),
        law=law_said(procedure, way.law),
        name=name,
        code=code,
        answers=answers,
        ask=listing(OfficeKind(kind).label for kind in way.ask or procedure.desk),
    )


def _said_alike(other: Procedure, state: Standing) -> dict[str, str]:
    """The answers that another procedure's check takes as they were given: the same question, the same words (an activity)."""
    given = {each.question.code: each.option for each in state.answered}
    return {
        question.code: option.code
        for question in (other.eligibility.questions if other.eligibility else ())
        for option in other.options(question)
        if (mine := given.get(question.code)) and (mine.code, mine.label) == (option.code, option.label)
        if not option.leads
    }


@dataclass(frozen=True)
class Promised:
    """What awaits whoever is in the right place, as far as their answers tell."""

    documents: tuple[str, ...]
    professionals: tuple[tuple[str, LawSaid | None], ...]
    delays: tuple[tuple[str, str, LawSaid | None], ...]
    desk: Office | None
    desk_kinds: str


def promised(procedure: Procedure, state: Standing, unit: Unit | None) -> Promised:
    """The main documents, the professionals that the law makes compulsory, the legal limit and who receives the deposit."""
    known = _holding(procedure, state.carried, unit)
    chosen = procedure.classify(known)
    classes: Sequence[tuple[str | None, str]] = [(item.code, words(item.names)) for item in procedure.classes]
    if chosen.reasons and chosen.project_class:
        classes = [(chosen.code, words(chosen.project_class.names))]
    limits = [(name, procedure.limit("legal_maximum", code)) for code, name in classes or [(None, "")]]
    several = procedure.communes_asked(known)
    where = competence(unit.pk, over=[] if several else None) if unit else None
    found = offices_for(procedure.desk, where) if where else {}
    return Promised(
        documents=tuple(
            words(document.names)
            for document in procedure.documents_for(known)
            if document.kind == "main" and document.arises_from == "upload"
        ),
        professionals=tuple(
            (str(Role(item.role).label), law_said(procedure, item.law))
            for item in procedure.professionals
            if item.is_compulsory(known)
        ),
        delays=tuple(
            (name, delay_in_words(limit.delay), law_said(procedure, limit.delay.law))
            for name, limit in limits
            if limit
        ),
        desk=next((found[kind] for kind in procedure.desk if kind in found), None),
        desk_kinds=listing(OfficeKind(kind).label for kind in procedure.desk),
    )


def _holding(procedure: Procedure, carried: Mapping[str, Any], unit: Unit | None = None) -> frozenset[str]:
    place = is_urban(unit) if unit else None
    return holding({**carried, "traits": procedure.traits(carried), "unit_is_urban": place})


def _named(option: Option) -> str:
    return normalise(f"{option.label.fr} {option.label.ar}")


def _searched(option: Option) -> str:
    group = f"{option.group.fr} {option.group.ar}" if option.group else ""
    return f"{_named(option)} {normalise(group)}"
