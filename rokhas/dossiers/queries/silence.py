"""The silence of the administration, beside the limits that the law sets to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rokhas.dossiers import policy
from rokhas.dossiers.queries.timeline import law_of
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.clocks import due
from rokhas.kernel.actor import Actor
from rokhas.kernel.calendar import Calendar


@dataclass(frozen=True)
class Silence:
    """Until when silence means nothing; once it is noted to have `passed`, whether something still keeps it from its effect
    (`blocked`: the favourable opinion that is never presumed), and who may ask."""

    due_on: date
    law: str
    unsure: bool
    passed: bool = False
    blocked: bool = False
    may_ask: bool = False


def silence(given: facts.Case, actor: Actor, calendar: Calendar, *, stopped: bool) -> Silence | None:
    """None for a draft, an ended dossier, where no text gives silence a meaning, and when it runs no more: the clock is
    `stopped`, or the day is behind and the administration has answered. Two queries at most, once the day is behind."""
    dossier = given.dossier
    limit = dossier.procedure.limit("tacit_permit", dossier.class_code or None)
    start = None if limit is None or dossier.is_draft or dossier.is_ended else facts.deposited_on(dossier)
    if limit is None or start is None:
        return None
    due_on = due(limit.delay, start, calendar).on
    law, unsure = law_of(limit.delay, dossier), limit.delay.law.certainty != "sourced"
    passed = None
    if due_on < actor.today():
        passed = dossier.passed_limits.filter(code=limit.code, version=dossier.version).first()
    if passed is None:
        over = due_on < actor.today() and (given.awaits_applicant or given.is_decided)
        return None if stopped or over else Silence(due_on, law, unsure)
    return Silence(
        passed.due_on,
        law,
        unsure,
        passed=True,
        blocked=not given.conforms(reserves_may_stand=False),
        may_ask=policy.may_ask_certificate(actor, dossier) and not given.is_decided,
    )
