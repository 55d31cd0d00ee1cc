"""The silence of the administration, beside the limits that the law sets to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rokhas.dossiers import policy
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.timeline import law_of
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.clocks import due
from rokhas.kernel.actor import Actor
from rokhas.kernel.calendar import Calendar


@dataclass(frozen=True)
class Silence:
    """Until when silence means nothing; once it is noted to have `passed`, what keeps it from its effect, and who may ask."""

    due_on: date
    law: str
    unsure: bool
    passed: bool = False
    obstacle: str = ""
    may_ask: bool = False


def silence(dossier: Dossier, actor: Actor, calendar: Calendar) -> Silence | None:
    """None for a draft, an ended dossier, and where no text gives silence a meaning. One query, once the day is behind."""
    limit = dossier.procedure.limit("tacit_permit", dossier.class_code or None)
    start = None if limit is None or dossier.is_draft or dossier.is_ended else facts.deposited_on(dossier)
    if limit is None or start is None:
        return None
    due_on = due(limit.delay, start, calendar).on
    said = Silence(due_on, law_of(limit.delay, dossier), unsure=limit.delay.law.certainty != "sourced")
    if due_on >= actor.today():
        return said
    passed = dossier.passed_limits.filter(code=limit.code, version=dossier.version).first()
    if passed is None:
        return said
    return Silence(
        passed.due_on,
        said.law,
        said.unsure,
        passed=True,
        obstacle=passed.obstacle,
        may_ask=policy.may_ask_certificate(actor, dossier),
    )
