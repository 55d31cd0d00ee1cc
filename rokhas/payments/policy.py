"""Who may pay an order."""

from rokhas.kernel.actor import Actor
from rokhas.payments.models import Order
from rokhas.payments.schema import is_payer, is_viewer


def may_see_order(actor: Actor, order: Order) -> bool:
    """The payer, and whoever the owner of the subject lets see it."""
    return is_the_payer(actor, order) or is_viewer(actor, order.about)


def may_pay(actor: Actor, order: Order) -> bool:
    """The payer, or whoever the owner of the subject lets pay in their place, while the order is open."""
    return order.is_open and is_the_payer(actor, order)


def is_the_payer(actor: Actor, order: Order) -> bool:
    is_named = actor.person_id is not None and actor.person_id == order.payer_id
    return is_named or is_payer(actor, order.about)
