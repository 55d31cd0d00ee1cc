"""What is true of a dossier, for the named predicates of its procedure: the answers given, and how far the case has come."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from django.db.models import Q

from rokhas.dossiers.models import Dossier, Opinion, PaperKind, Verdict
from rokhas.dossiers.workflow.clocks import next_session
from rokhas.kernel.actor import MOROCCO
from rokhas.procedures.predicates import holding as holding_of
from rokhas.procedures.schema import Start
from rokhas.territory.models import Kind as TerritoryKind


def of(dossier: Dossier) -> dict[str, Any]:
    """The answers, what the territory adds to them, and the sense of the current conclusion."""
    answers: dict[str, Any] = dossier.answers
    return answers | {
        "unit_is_urban": unit_is_urban(dossier),
        "filed_by_designer": dossier.filer_id == dossier.designer_id,
        **_answered(dossier),
        "version": dossier.version,
    }


def unit_is_urban(dossier: Dossier) -> bool | None:
    """Whether the land is in an urban commune; an arrondissement is part of one."""
    if dossier.unit is None:
        return None
    return dossier.unit.kind == TerritoryKind.ARRONDISSEMENT or dossier.unit.is_urban


def holding(dossier: Dossier) -> AbstractSet[str]:
    """The predicates that hold."""
    return holding_of(of(dossier))


def intake(dossier: Dossier) -> str:
    """What the desk found: admissible, inadmissible, or nothing yet."""
    return _answered(dossier)["intake"]


def conclusion(dossier: Dossier) -> str:
    """The sense of the conclusion in force, empty while there is none."""
    return _answered(dossier)["conclusion"]


def _answered(dossier: Dossier) -> dict[str, str]:
    """What the desk found and the sense of the conclusion, in one query; none for a draft."""
    found = {"intake": "", "conclusion": ""}
    if dossier.is_draft:
        return found
    asked = dossier.tasks.answered().filter(Q(check_made__isnull=False) | Q(conclusion__isnull=False))
    answers = asked.order_by("-pk").values_list("outcome", "check_made__pk", "conclusion__sense")
    for outcome, checked, sense in answers:
        if sense:
            found["conclusion"] = sense
        if checked:
            found["intake"] = outcome
    return found


def opinions(dossier: Dossier) -> list[Opinion]:
    """The opinions given on the version under study."""
    given = Opinion.objects.filter(task__dossier=dossier, task__superseded_at=None).exclude(given_at=None)
    return list(given.select_related("task__office").order_by("given_at"))


def reserving_offices(dossier: Dossier) -> set[int]:
    """Offices whose reserves are not lifted yet."""
    return {
        opinion.task.office_id
        for opinion in opinions(dossier)
        if opinion.verdict == Verdict.RESERVED and opinion.lifted_at is None and opinion.task.office_id
    }


def offices_to_confirm(dossier: Dossier) -> set[int]:
    """Who reads the answer to reserves: the offices whose reserves stand, and, as the version is new, those whose own
    favourable opinion is indispensable."""
    return reserving_offices(dossier) | {
        opinion.task.office_id
        for opinion in opinions(dossier)
        if opinion.task.office_id
        and opinion.task.office
        and opinion.task.office.kind in dossier.procedure.step(opinion.task.step_code).conforming
        and (opinion.holds_for or 0) < dossier.version
    }


def starting_day(starts: Start, dossier: Dossier, today: date) -> date:
    """The civil day of the fact that starts a delay."""
    if starts in {"lodged", "session"}:
        lodged_on = deposited_on(dossier) or today
        return next_session(lodged_on) if starts == "session" else lodged_on
    if starts == "notified":
        letter = dossier.papers.filter(
            kind__in=[PaperKind.RESERVES, PaperKind.CHANGES, PaperKind.REFUSAL]
        ).last()
        notified = letter.notifications.first() if letter else None
        return notified.available_at.astimezone(MOROCCO).date() if notified else today
    return today


def deposited_on(dossier: Dossier) -> date | None:
    """The day from which the legal clock counts: that of the last deposit that starts it again."""
    last = dossier.versions.filter(restarts_clock=True).order_by("number").last()
    return last.lodged_at.astimezone(MOROCCO).date() if last else None
