"""The public sheet of a procedure, generated from its file: who, with what, in which order, by when, on which text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from rokhas.accounts.models import OfficeKind, Role
from rokhas.procedures.predicates import sentence
from rokhas.procedures.schema import Document, Kind, Law, Procedure, Step, Window
from rokhas.procedures.schema.parts import Applicable
from rokhas.web.queries.catalogue import Delays, DelaysOf, delays
from rokhas.web.queries.occupation import Rule, occupation_rules
from rokhas.web.queries.wording import Said, doubt, of_delay, of_law

DOCUMENT_KINDS = ("main", "information", "optional")
# Steps that exist only when something goes otherwise than favourably.
DETOURS = frozenset(
    {"found_inadmissible", "concluded_reserves", "concluded_changes", "concluded_unfavourable"}
)


@dataclass(frozen=True)
class Paper:
    """A document asked: what it is, who gives it, when it is asked."""

    name: str
    given_by: str
    help: str
    conditions: tuple[str, ...]
    made_here: bool
    due: str
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class Papers:
    kind: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Stage:
    """A step: who acts, who signs its paper, within which delay, what silence means; `report`, within which one the report of
    a public enquiry is signed.

    `after` are the steps before it, where they are not simply the one above.
    """

    name: str
    after: tuple[str, ...]
    who: tuple[str, ...]
    choose: str
    signers: str
    delay: Said | None
    report: Said | None
    conditions: tuple[str, ...]
    conforming: tuple[str, ...]
    by_law: Said | None
    unanimous: Said | None
    silence: Said | None


@dataclass(frozen=True)
class Class:
    name: str
    conditions: tuple[str, ...]
    law: Said


@dataclass(frozen=True)
class Professional:
    role: str
    conditions: tuple[str, ...]
    law: Said


@dataclass(frozen=True)
class FeeLine:
    name: str
    payee: str
    law: Said
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """Everything the page says, in its language."""

    code: str
    name: str
    other_name: str
    other_language: str
    version: int
    effective_from: date
    doubt: str
    filers: tuple[str, ...]
    periods: tuple[Said, ...]
    may_be_filed: bool
    professionals: tuple[Professional, ...]
    classes: tuple[Class, ...]
    delays: tuple[Delays, ...]
    documents: tuple[Papers, ...]
    steps: tuple[Stage, ...]
    detours: tuple[Stage, ...]
    fees: tuple[FeeLine, ...]
    limits: tuple[tuple[str, Said], ...]
    validity: Said | None
    validity_unless: str
    validity_cases: tuple[tuple[str, Said], ...]
    renewable: bool
    occupation: tuple[Rule, ...]
    conditions: tuple[str, ...]
    follow_ups: tuple[tuple[str, str, Said], ...]
    laws: tuple[Said, ...]
    renumbered: tuple[str, ...]
    has_check: bool


def sheet(procedure: Procedure, today: date) -> Sheet:
    """No query: a published version is read from memory."""
    language = get_language() or "fr"
    other = "fr" if language == "ar" else "ar"
    grouped: list[DelaysOf] = delays([procedure])
    steps = [(step, stage_of(step, procedure, language)) for step in procedure.steps]
    return Sheet(
        code=procedure.code,
        has_check=procedure.eligibility is not None,
        name=procedure.names.in_(language),
        other_name=procedure.names.in_(other),
        other_language=other,
        version=procedure.version,
        effective_from=procedure.effective_from,
        doubt=doubt(procedure.certainty),
        filers=_roles(procedure.filers),
        periods=tuple(_period(window, today) for window in procedure.windows),
        may_be_filed=procedure.may_be_filed(today),
        professionals=tuple(
            Professional(str(Role(item.role).label), _sentences(item.any_of, language), _law(item.law))
            for item in procedure.professionals
        ),
        classes=tuple(
            Class(item.names.in_(language), _sentences((*item.any_of, *item.shown_by), language), _law(item.law))
            for item in procedure.classes
        ),
        delays=grouped[0].delays if grouped else (),
        documents=tuple(_documents(procedure, language)),
        steps=tuple(stage for step, stage in steps if DETOURS.isdisjoint(step.when)),
        detours=tuple(stage for step, stage in steps if not DETOURS.isdisjoint(step.when)),
        fees=tuple(
            FeeLine(
                fee.names.in_(language), str(OfficeKind(fee.payee).label), _law(fee.law), _conditions(fee, procedure, language)
            )
            for fee in procedure.fees
        ),
        limits=tuple(
            (_for_classes(limit.names.in_(language), limit.classes, procedure, language), of_delay(limit.delay))
            for limit in procedure.limits
            if limit.code not in {"legal_maximum", "reference"}
        ),
        validity=of_delay(procedure.validity.delay) if procedure.validity else None,
        validity_unless=procedure.validity.unless.in_(language) if procedure.validity and procedure.validity.unless else "",
        validity_cases=tuple(
            (_(", ").join(_conditions(case, procedure, language)), of_delay(case.delay))
            for case in (procedure.validity.cases if procedure.validity else ())
        ),
        renewable=bool(procedure.validity and procedure.validity.renewable),
        occupation=occupation_rules(procedure, language),
        conditions=tuple(item.in_(language) for item in procedure.conditions),
        follow_ups=tuple(
            (item.names.in_(language), _(", ").join(_roles(item.roles)), _law(item.law)) for item in procedure.follow_ups
        ),
        laws=tuple(_law(law) for law in procedure.laws),
        renumbered=tuple(of_law(law) for law in procedure.laws if not law.mapped),
    )  # fmt: skip


def _period(window: Window, today: date) -> Said:
    """When it may be filed, or could: from a day, to a day where a text says when it ends."""
    said = {"opens": _day(window.opens), "closes": _day(window.closes) if window.closes else ""}
    if window.closes is None:
        text = _("It may be filed from %(opens)s.")
    elif window.closes < today:
        text = _("It could be filed from %(opens)s to %(closes)s.")
    else:
        text = _("It may be filed from %(opens)s to %(closes)s.")
    return Said(text % said, of_law(window.law), doubt(window.law.certainty))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _documents(procedure: Procedure, language: str) -> Iterable[Papers]:
    for kind in DOCUMENT_KINDS:
        papers = tuple(_paper(item, procedure, language) for item in procedure.documents if item.kind == kind)
        if papers:
            yield Papers(kind, papers)


def _paper(document: Document, procedure: Procedure, language: str) -> Paper:
    return Paper(
        name=document.names.in_(language),
        given_by=document.provided_by.in_(language),
        help=document.help.in_(language) if document.help else "",
        conditions=_conditions(document, procedure, language),
        made_here=document.arises_from != "upload",
        due=document.due,
        doubts=tuple(_doubts(document, procedure, language)),
    )


def _doubts(document: Document, procedure: Procedure, language: str) -> Iterable[str]:
    """What is not sure of a document, with the classes it concerns when it is not all of them."""
    for source in document.sources:
        if said := doubt(source.certainty):
            yield _for_classes(said, source.classes, procedure, language)


def stage_of(step: Step, procedure: Procedure, language: str) -> Stage:
    """A step in words: who acts there, within which delay, what silence means."""
    who = tuple(str(OfficeKind(kind).label) for kind in step.by) or _roles(step.roles)
    steps = [each.code for each in procedure.steps]
    rank = steps.index(step.code)
    follows = step.after == tuple(steps[rank - 1 : rank])
    return Stage(
        name=step.names.in_(language),
        after=()
        if follows
        else tuple(procedure.step(code).names.in_(language) for code in step.after if code in steps),
        who=who,
        choose=step.choose if len(who) > 1 else "",
        signers=_signers(step),
        delay=of_delay(step.delay) if step.delay else None,
        report=of_delay(step.within) if step.enquiry and step.within else None,
        conditions=_conditions(step, procedure, language),
        conforming=tuple(str(OfficeKind(kind).label) for kind in step.conforming),
        by_law=_law(step.by_law) if step.by_law else None,
        unanimous=_law(step.unanimous) if step.unanimous else None,
        silence=_silence(step),
    )


def _signers(step: Step) -> str:
    """Those who sign its paper: one after the other, or one of them."""
    if step.signers:
        return _(", then ").join(_roles(step.signers))
    return _(" or ").join(_roles(step.roles)) if step.paper else ""


def _silence(step: Step) -> Said | None:
    if step.silence is None or step.kind is Kind.DECLARATION:
        return None
    text = {
        "escalate": pgettext("silence", "reminders, then the governor is told: silence gives no right"),
        "tacit_opinion": pgettext("silence", "the opinion is taken as given"),
        "tacit_permit": pgettext("silence", "the permit is taken as granted"),
        "substitution": pgettext("silence", "another authority decides in its place"),
    }[step.silence.effect]
    law = step.silence.law
    return Said(text, of_law(law) if law else "", doubt(law.certainty) if law else "")


def _conditions(item: Applicable, procedure: Procedure, language: str) -> tuple[str, ...]:
    """When it applies, in words: the classes named, then each predicate; the usual course goes without saying."""
    classes = [each.names.in_(language) for each in procedure.classes if each.code in item.classes]
    said = [name for name in item.when if name not in {"found_admissible", "may_be_granted"}]
    return (*classes, *_sentences(said, language))


def _sentences(names: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(sentence(name, language) for name in names)


def _roles(roles: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(Role(role).label) for role in roles)


def _law(law: Law) -> Said:
    return Said("", of_law(law), doubt(law.certainty))


def _for_classes(name: str, classes: Iterable[str], procedure: Procedure, language: str) -> str:
    named = [each.names.in_(language) for each in procedure.classes if each.code in classes]
    return f"{name} ({_(', ').join(named)})" if named else name
