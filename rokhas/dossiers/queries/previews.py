"""What an act will do, said before it is done: who receives the dossier, what the applicant will read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rokhas.accounts.models import Office
from rokhas.documents.schema import Both
from rokhas.dossiers.errors import OfficeMissing
from rokhas.dossiers.models import Conclusion, Dossier, PaperKind
from rokhas.dossiers.queries import ways, wording
from rokhas.dossiers.workflow import clocks, facts
from rokhas.dossiers.workflow.engine import offices_of
from rokhas.dossiers.workflow.places import lived
from rokhas.procedures.schema import Delay, Kind

Sense = Conclusion.Sense
LETTERS = {
    Sense.MINOR_RESERVES: PaperKind.RESERVES,
    Sense.CHANGES_ASKED: PaperKind.CHANGES,
    Sense.UNFAVOURABLE: PaperKind.REFUSAL,
}


@dataclass(frozen=True)
class Member:
    """An office that will be asked its opinion, and until when if the dossier leaves today."""

    office: Office
    due_on: date | None
    is_conforming: bool


def members(dossier: Dossier, today: date) -> tuple[list[Member], str]:
    """The offices that the next opinions ask, and what is missing (in words) when one is not open on the platform."""
    found, missing = [], ""
    case = facts.read(dossier)
    for step in dossier.procedure.steps_for(case.holding):
        if step.kind is not Kind.OPINION:
            continue
        known = clocks.closures_around(today)
        delay = None if dossier.stayed_on else step.within
        try:
            asked = offices_of(step, case)
        except OfficeMissing as refused:
            missing = str(refused)
            continue
        for office in filter(None, asked):
            calendar = known.at(clocks.place_of(dossier, office))
            due_on = calendar.add(today, delay.quantity, delay.unit) if delay else None
            found.append(Member(office, due_on, office.kind in step.conforming))
    return found, missing


@dataclass(frozen=True)
class LetterPreview:
    """The letter that a conclusion calls for, in both languages: what it is, what it tells to do, by when."""

    kind: str
    label: Both
    remedy: Both
    answer_within: Delay | None


def letter_of(dossier: Dossier, sense: Conclusion.Sense) -> LetterPreview | None:
    """None when the conclusion asks nothing of the applicant."""
    kind = LETTERS.get(sense)
    if kind is None:
        return None
    within = next(
        (
            step.within
            for step in dossier.procedure.steps
            if step.kind is Kind.DECLARATION and _follows(dossier, kind, step.after)
        ),
        None,
    )
    signs = _refuses(dossier) if kind is PaperKind.REFUSAL else ("", ())
    if kind is PaperKind.REFUSAL:
        within = ways.above(dossier.procedure, *signs)
    return LetterPreview(
        kind=kind,
        label=wording.both(kind.label),
        remedy=ways.of_letter(kind, dossier.procedure, *signs),
        answer_within=within,
    )


def _refuses(dossier: Dossier) -> tuple[str, tuple[str, ...]]:
    """The kind of office that would sign a refusal, and in which roles."""
    case = facts.read(dossier)
    steps = dossier.procedure.steps_for(case.holding | {"concluded_unfavourable"})
    refusing = next((step for step in steps if step.paper == PaperKind.REFUSAL.value), None)
    if refusing is None:
        return "", ()
    step = lived(refusing, dossier)
    office = next(filter(None, offices_of(step, case)), None)
    return office.kind if office else "", step.roles


def _follows(dossier: Dossier, kind: PaperKind, after: tuple[str, ...]) -> bool:
    return any(dossier.procedure.step(code).paper == kind for code in after)
