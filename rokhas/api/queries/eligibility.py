"""What is said of the eligibility check: as its pages, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rokhas.api.queries.said import both
from rokhas.api.schema.public import (
    ChoiceSaid,
    EligibilityAnswered,
    EligibilityQuestionSaid,
    EligibilitySaid,
    ElsewhereSaid,
    LawSaid,
    LimitSaid,
    ProfessionalAsked,
    PromisedSaid,
)
from rokhas.dossiers.queries import eligibility as check
from rokhas.procedures.schema import EligibilityQuestion, Procedure
from rokhas.territory.models import Unit


def standing(
    procedure: Procedure, answers: Mapping[str, str], unit: Unit | None, find: str, today: date
) -> EligibilitySaid:
    """Where one stands after these answers (codes of choices by codes of questions). Seven queries at most."""
    state = check.standing(procedure, answers)
    elsewhere = check.elsewhere(procedure, state, today)
    is_at_its_end = state.following is None and elsewhere is None
    return EligibilitySaid(
        procedure=procedure.code,
        answered=[
            EligibilityAnswered(
                question=each.question.code, asked=each.asked, answer=each.option.code, said=each.said
            )
            for each in state.answered
        ],
        following=_question(procedure, state.following, find) if state.following else None,
        elsewhere=_elsewhere(elsewhere) if elsewhere else None,
        promised=_promised(check.promised(procedure, state, unit)) if is_at_its_end else None,
    )


def _question(procedure: Procedure, asked: EligibilityQuestion, find: str) -> EligibilityQuestionSaid:
    offer = check.offer(procedure, asked, find)
    return EligibilityQuestionSaid(
        code=asked.code,
        label=both(asked.label),
        help=both(asked.help) if asked.help else None,
        law=_law(check.law_said(procedure, asked.law)),
        long=offer.is_long,
        choices=[ChoiceSaid(code=each.code, label=both(each.label)) for each in offer.options],
    )


def _elsewhere(found: check.Elsewhere) -> ElsewhereSaid:
    return ElsewhereSaid(
        why=found.why,
        law=_law(found.law),
        name=found.name,
        procedure=found.code,
        answers=found.answers,
        ask=found.ask,
    )


def _promised(found: check.Promised) -> PromisedSaid:
    return PromisedSaid(
        documents=list(found.documents),
        professionals=[
            ProfessionalAsked(profession=name, law=_law(law)) for name, law in found.professionals
        ],
        limits=[LimitSaid(name=name, delay=delay, law=_law(law)) for name, delay, law in found.delays],
        desk=found.desk.name if found.desk else "",
        desk_kinds=found.desk_kinds,
    )


def _law(found: check.LawSaid | None) -> LawSaid | None:
    return LawSaid(text=found.text, doubt=found.doubt) if found else None
