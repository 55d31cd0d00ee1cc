"""Who may pay an order."""

from rokhas.kernel.actor import Actor
from rokhas.payments.models import Order
from rokhas.payments.schema import acts_as_payer


def may_pay(actor: Actor, order: Order) -> bool:
    """The payer, or whoever the owner of the subject lets pay in their place, while the order is open."""
    return order.is_open and acts_as_payer(actor, order.payer_id, order.about)
