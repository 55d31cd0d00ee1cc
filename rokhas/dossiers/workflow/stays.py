"""A stay of decision: the clocks of a case stop, and start again when it ends (loi 12-90 art. 45)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rokhas.dossiers.errors import NoPlanNotDeclared, PlanExists, RulingNotOpen
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.planning import plans_of_land
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.workflow.clocks import begin_anew, due_of, place_of
from rokhas.dossiers.workflow.engine import start_delay, waits_for_its_fact
from rokhas.procedures.schema import remedies
from rokhas.ui import formats
from rokhas.zoning.models import Layer


@dataclass(frozen=True)
class Plans:
    """What the zoning that is loaded says of the land: an `approved` plan bars the stay, one under study (`studied`) founds it;
    without either, its author declares that none exists. One whose effects are over settles nothing [UNSURE]."""

    approved: Layer | None = None
    studied: Layer | None = None

    @property
    def is_silent(self) -> bool:
        return self.approved is None and self.studied is None


def latest(dossier: Dossier, today: date) -> date | None:
    """The last day that a stay decided today may reach; None where no text lets this decision wait."""
    stay = remedies().stay
    if dossier.procedure.family not in stay.families:
        return None
    return due_of(stay.longest, today, place_of(dossier))


def plans(dossier: Dossier, today: date) -> Plans:
    """Five queries at most."""
    counted = [each for each in plans_of_land(dossier) if each.kind in remedies().stay.absent.plans]
    return Plans(
        approved=next((each for each in counted if each.is_approved and not each.has_ended(today)), None),
        studied=next((each for each in counted if not each.is_approved), None),
    )


def require_no_plan(dossier: Dossier, today: date) -> Plans:
    """What the zoning says of the land. Raises `PlanExists`."""
    found = plans(dossier, today)
    if found.approved is not None and found.approved.approved_on is not None:
        day = formats.day(found.approved.approved_on)
        raise PlanExists(plan=found.approved.name, day=day, law=law(dossier))
    return found


def require_basis(dossier: Dossier, layer: Layer | None, declared: str, today: date) -> None:
    """A stay says why no plan stands in its way: the plan under study (`layer`) or, where none settles it, what is `declared`.
    Raises `PlanExists`; `RulingNotOpen`, where another plan is under study since; `NoPlanNotDeclared`."""
    studied = require_no_plan(dossier, today).studied
    if studied is None and not any(each.isalnum() for each in declared):
        raise NoPlanNotDeclared
    if studied != layer:
        raise RulingNotOpen


def law(dossier: Dossier) -> str:
    """The text that lets a decision wait, in the language of the page."""
    return cited(dossier.procedure, remedies().stay.longest.law)


def said(day: date) -> str:
    return formats.day(day)


def stop(dossier: Dossier, today: date) -> None:
    """No delay runs while the stay does: neither that of the case, nor those of its steps."""
    dossier.stayed_on = today
    dossier.save(update_fields=["stayed_on"])
    dossier.tasks.open().update(due_on=None, remind_on=None)


def start_again(dossier: Dossier, since: date) -> None:
    """The case, and each open step, has its whole delay again from the day after the stay; a step that begins later, from its own
    day."""
    dossier.stayed_on, dossier.resumed_on = None, since
    dossier.save(update_fields=["stayed_on", "resumed_on"])
    begin_anew(dossier, since)
    for task in dossier.tasks.open().select_related("office"):
        task.dossier = dossier
        if waits_for_its_fact(task):
            continue
        start_delay(task, max(task.starts_on, since))
        task.save(update_fields=["starts_on", "due_on", "reminded", "remind_on"])
