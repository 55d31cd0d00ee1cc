"""Finding orders, and what a receipt says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import CharField

from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import Fixed
from rokhas.payments.models import Order, OrderLine, State
from rokhas.payments.schema import acts_as_payer, is_viewer

_ORDERS = Fixed(lambda about: Order.objects.filter(about=about).order_by("pk"), about=CharField())


def visible_to(actor: Actor, reference: str) -> Order | None:
    """The order of that reference when this actor may see it (the payer, and whom the owner of its subject lets); else None."""
    order = Order.objects.filter(reference=reference).first()
    if order is None:
        return None
    seen = acts_as_payer(actor, order.payer_id, order.about) or is_viewer(actor, order.about)
    return order if seen else None


def order_for(about: str) -> Order | None:
    """The order that counts for a subject (`dossiers.dossier:42`): the open one, else the paid one, else the last."""
    return _counted(_ORDERS.all(about=about))


def order_and_lines(about: str) -> tuple[Order | None, list[OrderLine]]:
    """The order that counts for a subject, as `order_for` says, with its lines: no order is without one. One query."""
    rows = list(
        OrderLine.objects.filter(order__about=about).select_related("order").order_by("order_id", "position")
    )
    order = _counted(row.order for row in rows)
    return order, [row for row in rows if order and row.order_id == order.pk]


def _counted(orders: Iterable[Order]) -> Order | None:
    """The open one, else the paid one, else the last; `orders` come the oldest first."""
    found = {order.state: order for order in orders}
    counted = found.get(State.OPEN) or found.get(State.PAID)
    return counted or max(found.values(), key=lambda order: order.pk, default=None)


def treasury_page(order: Order, now: datetime) -> str:
    """The address of the treasury's page of the attempt that is still alive; empty when there is none."""
    live = order.attempts.live(now).exclude(url="").order_by("-pk").first() if order.is_open else None
    return live.url if live else ""


def receipt_facts(order: Order) -> dict[str, Any]:
    """What a receipt (quittance) states, as JSON: amounts are texts in dirhams with two decimals, moments ISO 8601 in UTC.

    Raises ValueError when the order is not paid.
    """
    if not order.is_paid or order.paid_at is None:
        raise ValueError(f"{order.reference} is not paid")
    return {
        "reference": order.reference,
        "number": order.number,
        "total": f"{order.total:.2f}",
        "currency": order.currency,
        "paid_at": order.paid_at.isoformat(),
        "transaction": order.transaction,
        "channel": order.channel,
        "lines": [
            {
                "code": line.code,
                "label": {"fr": line.label_fr, "ar": line.label_ar},
                "payee": line.payee,
                "payee_name": {"fr": line.payee_name_fr, "ar": line.payee_name_ar},
                "amount": f"{line.amount:.2f}",
                "tariff": line.tariff,
                "explanation": line.explanation,
            }
            for line in order.lines.all()
        ],
    }
