"""What the worker does with orders."""

from __future__ import annotations

import logging
from datetime import timedelta

from rokhas.journal.duties import every
from rokhas.kernel.actor import Actor
from rokhas.payments.actions import expire_order, reconcile
from rokhas.payments.errors import OrderNotOpen, SettlementRefused, TreasuryUnreachable
from rokhas.payments.models import Order

log = logging.getLogger(__name__)

BATCH = 100


@every(timedelta(minutes=1))
def ask_about_open_orders(by: Actor) -> None:
    """A callback may be lost: the treasury is asked about every order whose payment was begun, then less and less often."""
    for order in Order.objects.to_ask(by.now())[:BATCH]:
        try:
            reconcile(order, by=by)
        except SettlementRefused:
            log.exception("what the treasury says of %s is refused", order.reference)
        except TreasuryUnreachable as error:
            log.warning("the treasury does not answer: %r", error)
            return


@every(timedelta(hours=1))
def expire_orders(by: Actor) -> None:
    for order in Order.objects.past_their_date(by.today())[:BATCH]:
        try:
            expire_order(order, by=by)
        except (OrderNotOpen, SettlementRefused):
            log.info("%s was settled or closed meanwhile", order.reference)
        except TreasuryUnreachable as error:
            log.warning("the treasury does not answer: %r", error)
            return
