"""From the conclusion to the decision: the secretary concludes, the minutes are signed, the president decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rokhas.dossiers import policy
from rokhas.dossiers.actions import points
from rokhas.dossiers.actions.opinions import KINDS, word_reasons
from rokhas.dossiers.actions.turn import HeldTask, close, paper_for, signed_turn, turn
from rokhas.dossiers.errors import (
    AgencyOpinionRequired,
    NoReservesToLift,
    NotYourTurn,
    OneOpinionBlocks,
    ReasonsRequired,
    RefusalUnfounded,
    SenseNotOffered,
)
from rokhas.dossiers.models import (
    Conclusion,
    OfficialPaper,
    Opinion,
    Outcome,
    PaperKind,
    Reason,
    Task,
    Verdict,
)
from rokhas.dossiers.models.papers import GRANTS, LETTERS
from rokhas.dossiers.queries.signatories import role_held
from rokhas.dossiers.workflow import facts
from rokhas.journal.events import record
from rokhas.kernel.actor import Actor
from rokhas.procedures.queries import all_reasons

Sense = Conclusion.Sense


def conclude(
    task: Task,
    *,
    by: Actor,
    sense: Conclusion.Sense,
    reasons: Sequence[Mapping[str, object]] = (),
    remarks: str = "",
) -> Task:
    """The secretary concludes in the light of the opinions; the reasons of the members are taken up, others may be added.

    Without the urban agency's own favourable opinion, or its reserves lifted, no favourable conclusion (RGC art. 35); with its
    reserves, minor reserves at best. Raises `SenseNotOffered`, `AgencyOpinionRequired`, `OneOpinionBlocks`, `NoReservesToLift`,
    `ReasonsRequired`, `RefusalUnfounded`, `ReasonUnknown`, `PointsStillOpen`.
    """
    with turn(task, by, policy.may_conclude) as task:
        if sense not in task.step.senses:
            raise SenseNotOffered
        case = facts.read(task.dossier)
        if sense in {Sense.FAVOURABLE, Sense.MINOR_RESERVES}:
            require_conforming(case, reserves_may_stand=sense == Sense.MINOR_RESERVES)
            require_unanimity(case)
        if sense == Sense.MINOR_RESERVES and not case.reserving_offices:
            raise NoReservesToLift
        gathered: list[Reason] = [] if sense == Sense.FAVOURABLE else gathered_reasons(case.opinions)
        added = word_reasons(reasons, task, frozenset({"modification", "reserve", "unfavourable"}))
        gathered += added
        if sense != Sense.FAVOURABLE and not gathered:
            raise ReasonsRequired
        if sense == Sense.UNFAVOURABLE and not _is_founded(case.opinions, gathered):
            raise RefusalUnfounded
        points.close_by_conclusion(task, sense, added, by)
        Conclusion.objects.create(task=task, sense=sense, reasons=gathered, remarks=remarks, at=by.now())
        close(task, sense, by)
        record("dossier.concluded", task.dossier, by, task=task.pk, sense=sense)
    return task


def sign_minutes(task: HeldTask, *, by: Actor) -> None:
    """The secretary, then the chair, two persons: the last signature closes the step (called when a signature is accepted).

    Raises `NotYourTurn`.
    """
    with signed_turn(task, by, policy.may_sign_minutes):
        paper = minutes_of(task)
        role = next_signer(task, paper.signed_roles)
        if role is None or not by.holds(role, task.office_id) or by.person_id in paper.signed_by:
            raise NotYourTurn
        paper.signed_roles, paper.signed_by = [*paper.signed_roles, role], [*paper.signed_by, by.person_id]
        paper.issued_at = by.now()
        paper.save(update_fields=["signed_roles", "signed_by", "issued_at"])
        record("minutes.signed", task.dossier, by, task=task.pk, role=role)
        if next_signer(task, paper.signed_roles) is None:
            close(task, Outcome.SIGNED, by)


def sign_decision(task: HeldTask, *, by: Actor) -> None:
    """What was asked for, or a letter, is signed (called when the signature is accepted).

    Raises `AgencyOpinionRequired` for a permit.
    """
    with signed_turn(task, by, policy.may_sign_decision):
        paper = decision_of(task)
        if paper.kind in GRANTS:
            require_conforming(facts.read(task.dossier), reserves_may_stand=False)
        paper.issued_at = by.now()
        paper.save(update_fields=["issued_at"])
        close(task, Outcome.SIGNED, by)
        dossier, delegated = task.dossier, by.by_delegation(role_held(task, by), task.office_id)
        signed: dict[str, Any] = {"task": task.pk, "delegated": delegated}
        if paper.kind in LETTERS:
            record("letter.signed", dossier, by, paper=paper.pk, letter=paper.kind, **signed)
        else:
            record(f"{paper.kind}.signed", dossier, by, **signed)


def minutes_of(task: HeldTask) -> OfficialPaper:
    return _drafted(task, PaperKind.MINUTES)


def decision_of(task: HeldTask) -> OfficialPaper:
    """The permit or the letter that the step names."""
    return _drafted(task, task.step.paper or "")


def _drafted(task: HeldTask, kind: str) -> OfficialPaper:
    """What was drafted when the step opened."""
    paper = paper_for(task, kind)
    assert paper is not None
    return paper


def next_signer(task: Task, signed: Sequence[str]) -> str | None:
    """The role whose turn it is, None when all have signed."""
    return next((role for role in task.step.signers if role not in signed), None)


def require_conforming(case: facts.Case, *, reserves_may_stand: bool) -> None:
    """Refuse while an office whose own favourable opinion is indispensable has not given it (avis conforme).

    Raises `AgencyOpinionRequired`.
    """
    if not case.conforms(reserves_may_stand=reserves_may_stand):
        raise AgencyOpinionRequired


def require_unanimity(case: facts.Case) -> None:
    """Refuse while one office is unfavourable in a step whose text asks that all agree. Raises `OneOpinionBlocks`."""
    if any(
        opinion.verdict == Verdict.UNFAVOURABLE and opinion.task.step.unanimous for opinion in case.opinions
    ):
        raise OneOpinionBlocks


def _is_founded(opinions: Sequence[Opinion], gathered: Sequence[Reason]) -> bool:
    """Whether a refusal may rest on them: a reserve is without effect on the opinions (RGC art. 38)."""
    known = all_reasons()
    grounds = {code for code, reason in known.items() if reason.kind in KINDS[Verdict.UNFAVOURABLE]}
    refused = any(opinion.verdict == Verdict.UNFAVOURABLE for opinion in opinions)
    return refused or any(reason["code"] in grounds for reason in gathered)


def gathered_reasons(opinions: Sequence[Opinion]) -> list[Reason]:
    """The reasons of every member, each once."""
    found: dict[tuple[str, str], Reason] = {}
    for opinion in opinions:
        for reason in opinion.reasons:
            found.setdefault((reason["code"], reason["text_fr"]), reason)
    return list(found.values())
