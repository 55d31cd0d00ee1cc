"""What the reader of a case may do of it besides the step that waits: give it up, contest it, cancel it, put it off."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers import policy
from rokhas.dossiers.models import Appeal, Dossier
from rokhas.dossiers.queries.contested import LABELS, STANDS, what_stands
from rokhas.dossiers.queries.rulings import deciding_task, granting_task
from rokhas.dossiers.workflow.facts import Case
from rokhas.kernel.actor import Actor
from rokhas.procedures.schema import remedies


@dataclass(frozen=True)
class LaterAct:
    label: str | Promise
    icon: str
    page: str
    number: str

    @property
    def url(self) -> str:
        return reverse(f"dossiers:{self.page}", args=[self.number])


def later_acts(case: Case, actor: Actor) -> list[LaterAct]:
    """The links of the page of a case. No query for whoever may do none of it."""
    dossier = case.dossier
    number = dossier.number or ""
    found = []
    if policy.may_withdraw(actor, dossier):
        found.append(LaterAct(_("Withdraw the request"), "arrow-back-up", "withdrawal", number))
    stands = what_stands(case)
    offered = stands and any(each.contests(stands) for each in dossier.procedure.remedies)
    if stands and offered and policy.may_appeal(actor, dossier):
        found.append(LaterAct(LABELS[stands], "scale", "appeals", number))
    if not actor.offices():
        return found
    if stands and any(policy.may_answer_appeal(actor, each) for each in _appeals(dossier)):
        found.append(LaterAct(_("Answer the appeal"), "scale", "appeals", number))
    if policy.may_extend(actor, dossier) and dossier.extended_since is None and not case.is_decided:
        found.append(LaterAct(_("Extend the legal delay"), "calendar-event", "extension", number))
    task = granting_task(dossier, case)
    if task is not None and policy.may_cancel(actor, task):
        found.append(LaterAct(_("Cancel what was granted"), "circle-x", "cancellation", number))
    decides = deciding_task(dossier) if actor.has_role(*remedies().stay.roles) else None
    if decides is not None and dossier.stayed_on is None and policy.may_stay(actor, decides):
        found.append(LaterAct(_("Put the decision off"), "player-pause", "stay", number))
    return found


def _appeals(dossier: Dossier) -> list[Appeal]:
    """Those that wait for an answer. One query."""
    found = list(dossier.appeals.filter(STANDS, answered_at=None))
    for each in found:
        each.dossier = dossier
    return found
