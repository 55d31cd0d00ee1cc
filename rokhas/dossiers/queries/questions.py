"""One question per page: where a question stands in its section, and what comes before and after it."""

from __future__ import annotations

from dataclasses import dataclass

from rokhas.accounts.models import PROFESSIONS
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.models.preferences import FormStyle
from rokhas.dossiers.queries.drafts import SectionState
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import FormField


@dataclass(frozen=True)
class Place:
    """A question among those that apply in its section: `number` of `total`, and its neighbours' codes, empty at an end."""

    question: FormField
    section_number: int
    number: int
    total: int
    before: str
    after: str


def place_of(dossier: Dossier, state: SectionState, code: str) -> Place | None:
    """Where a question stands; None when it does not apply, or no longer."""
    codes = [question.code for question in state.questions]
    if code not in codes:
        return None
    at = codes.index(code)
    sections = [section.code for section in dossier.procedure.form]
    return Place(
        question=state.questions[at],
        section_number=sections.index(state.section.code) + 1,
        number=at + 1,
        total=len(codes),
        before=codes[at - 1] if at else "",
        after=codes[at + 1] if at + 1 < len(codes) else "",
    )


def first_of(state: SectionState) -> str:
    """The first question of a section that still waits for its answer, else its first; empty when none applies."""
    waiting = state.missing or state.questions
    return waiting[0].code if waiting else ""


def is_dense(actor: Actor) -> bool:
    """Whether this person reads whole pages: as they chose, else professionals do and citizens do not. One query at most."""
    chosen = FormStyle.objects.filter(pk=actor.person_id).values_list("dense", flat=True).first()
    return actor.has_role(*PROFESSIONS) if chosen is None else chosen
