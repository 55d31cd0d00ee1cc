"""What follows a sealed decision: the applicant is told, copies leave, the dossier ends."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db.models import BigIntegerField

from rokhas.accounts.queries import offices_for
from rokhas.dossiers.actions.limits import begin_validity
from rokhas.dossiers.actions.papers import notify
from rokhas.dossiers.actions.turn import close, end, hold, turn
from rokhas.dossiers.errors import TaskAlreadyClosed
from rokhas.dossiers.models import AccessGrant, Dossier, Ending, OfficialPaper, Outcome, PaperKind, Task
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.fixed import Fixed
from rokhas.kernel.rows import written_once
from rokhas.procedures.schema import Kind

_TO_DELIVER = Fixed(
    lambda dossier: Task.objects.open().filter(dossier=dossier, kind=Kind.DELIVERY), dossier=BigIntegerField()
)


def deliver_permit(paper: OfficialPaper, *, by: Actor) -> Task | None:
    """The permit, or the receipt of a declaration, is sealed: it is made available and announced, the members and the offices
    that its file names receive a copy (RGC art. 39–40). Delivering twice changes nothing."""
    task = _TO_DELIVER.first(dossier=paper.dossier_id)
    if task is None:
        return None
    notify(paper, by=by)
    with suppress(TaskAlreadyClosed), turn(task, system(by.at), None) as task:
        dossier = task.dossier
        _send_copies(dossier, system(by.at))
        close(task, Outcome.DELIVERED, system(by.at))
        record(f"{paper.kind}.delivered", dossier, system(by.at), task=task.pk, paper=paper.pk)
        begin_validity(dossier, paper, by=system(by.at))
        _finish(dossier, Ending.DELIVERED, by)
        return task
    return None


def announce_letter(paper: OfficialPaper, *, by: Actor) -> None:
    """A letter is sealed: it is notified; a refusal ends the dossier."""
    notify(paper, by=by)
    if paper.kind == PaperKind.REFUSAL and paper.superseded_at is None:
        with act():
            dossier = hold(paper.dossier_id)
            if not dossier.is_ended:
                _finish(dossier, Ending.REFUSED, by)


def _finish(dossier: Dossier, ending: Ending, by: Actor) -> None:
    end(dossier, ending, by)
    record("dossier.ended", dossier, system(by.at), ending=ending)


def _send_copies(dossier: Dossier, by: Actor) -> None:
    """Members keep what they have studied; the offices that the file names receive the dossier."""
    found = offices_for(dossier.procedure.copied_to(dossier.class_code or None), dossier.where)
    for office in found.values():
        which: dict[str, Any] = {"dossier": dossier, "office": office, "reason": "copy"}
        _, is_new = written_once(AccessGrant(**which), **which)
        if is_new:
            record("copy.sent", dossier, by, office=office.pk)
