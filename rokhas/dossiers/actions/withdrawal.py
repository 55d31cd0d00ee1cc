"""The applicant gives up a request that is under way (désistement): nothing is lost, and nothing more is asked of anybody."""

from __future__ import annotations

from rokhas.accounts.queries import as_of_now
from rokhas.dossiers import policy
from rokhas.dossiers.actions.turn import close, end, hold
from rokhas.dossiers.errors import AlreadyDecided
from rokhas.dossiers.models import Dossier, Ending, Outcome
from rokhas.dossiers.workflow import facts
from rokhas.journal.events import act, record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor, system
from rokhas.payments.actions import cancel_order
from rokhas.payments.queries import order_for


def withdraw(dossier: Dossier, *, by: Actor) -> Dossier:
    """The filer gives up the request: what is open closes, what was prepared for signature is signed no more, an order that waits
    is cancelled. What was deposited, answered and paid stays as it is. Raises `AlreadyDecided`, `NotAllowed`."""
    with act():
        dossier = hold(dossier.pk)
        require(policy.may_withdraw, as_of_now(by), dossier)
        if facts.read(dossier).is_decided:
            raise AlreadyDecided
        for task in dossier.tasks.open():
            close(task, Outcome.WITHDRAWN, by)
        # They are no answer: whoever reads the case later finds no office that answered there.
        dossier.tasks.filter(outcome=Outcome.WITHDRAWN).update(superseded_at=by.now())
        dossier.papers.filter(issued_at=None, superseded_at=None).update(superseded_at=by.now())
        order = order_for(f"dossiers.dossier:{dossier.pk}")
        if order and order.is_open:
            cancel_order(order, by=system(by.at))
        end(dossier, Ending.WITHDRAWN, by)
        record("dossier.withdrawn", dossier, by, paid=f"{order.total:.2f}" if order and order.is_paid else "")
        record("dossier.ended", dossier, system(by.at), ending=Ending.WITHDRAWN)
    return dossier
