"""The holder asks to renew: a draft of the same procedure, with all that was answered and given, that follows what still runs."""

from __future__ import annotations

from datetime import timedelta

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers.actions.copying import copy_draft
from rokhas.dossiers.actions.editing import hold_editable, touch
from rokhas.dossiers.actions.filing import answer
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.models import Dossier, Lapse
from rokhas.dossiers.workflow.renewing import require_renewable
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.occupations import policy
from rokhas.occupations.queries.renewals import draft_of, good_pieces, procedure_in_force

FIRST_DAY = "starts_on"
"""The question whose answer is the first day: that of the new term follows the last of the old one."""


def begin_renewal(dossier: Dossier, *, by: Actor) -> Dossier:
    """Open the draft of the renewal, or give the one that is open already: its holder changes what has changed, and deposits it.

    What was answered is taken over, with the documents that are not too old to be given again. Raises `NotAllowed`,
    and as `require_renewable`: `EndUnderWay` among them.
    """
    with act():
        held = hold(dossier.pk)
        require(policy.may_renew, as_of_now(by), held)
        require_renewable(procedure_in_force(held, by.today()), held, by.today())
        open_already = draft_of(held, by)
        if open_already is not None:
            return open_already
        last = Lapse.objects.get(dossier=held).on
        pieces = [piece.pk for piece in good_pieces(held, by.today())]
        draft = hold_editable(copy_draft(held, pieces=pieces, by=by), by)
        draft.parent = held
        touch(draft, by, "parent")
        if any(field.code == FIRST_DAY for field in draft.procedure.fields):
            draft = answer(draft, {FIRST_DAY: (last + timedelta(days=1)).isoformat()}, by=by)
        record("occupation.renewal_begun", held, by)
    return draft
