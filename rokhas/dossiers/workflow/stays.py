"""A stay of decision: the clocks of a case stop, and start again when it ends (loi 12-90 art. 45)."""

from __future__ import annotations

from datetime import date

from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.clocks import due_of, place_of
from rokhas.dossiers.workflow.engine import start_delay
from rokhas.procedures.schema import remedies
from rokhas.ui import formats


def latest(dossier: Dossier, today: date) -> date | None:
    """The last day that a stay decided today may reach; None where no text lets this decision wait."""
    stay = remedies().stay
    if dossier.procedure.family not in stay.families:
        return None
    return due_of(stay.longest, today, place_of(dossier))


def law() -> str:
    cited = remedies().stay.longest.law
    return f"{cited.text} art. {cited.article}" if cited.article else cited.text


def said(day: date) -> str:
    return formats.day(day)


def stop(dossier: Dossier, today: date) -> None:
    """No delay runs while the stay does: neither that of the case, nor those of its steps."""
    dossier.stayed_on = today
    dossier.save(update_fields=["stayed_on"])
    dossier.tasks.open().update(due_on=None, remind_on=None)


def forget(dossier: Dossier) -> None:
    """The case ended before its stay did: no delay has anything to run for."""
    dossier.stayed_on = None
    dossier.save(update_fields=["stayed_on"])


def start_again(dossier: Dossier, since: date) -> None:
    """The case, and each open step, has its whole delay again from the day after the stay; a step that begins later, from its own
    day."""
    dossier.stayed_on, dossier.resumed_on = None, since
    dossier.save(update_fields=["stayed_on", "resumed_on"])
    for task in dossier.tasks.open().select_related("office"):
        task.dossier = dossier
        start_delay(task, max(task.starts_on, since))
        task.save(update_fields=["starts_on", "due_on", "reminded", "remind_on"])
