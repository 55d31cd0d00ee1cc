"""Asking for money, hearing that it was paid."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from rokhas.accounts.models import Person
from rokhas.journal.events import act, record, reference
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.money import dirhams
from rokhas.payments import policy, providers
from rokhas.payments.errors import (
    AmountMismatch,
    NothingToPay,
    OrderAlreadyOpen,
    OrderNotOpen,
    SettlementRefused,
    TransactionMismatch,
    TreasurySilent,
    TreasuryUnreachable,
    UnknownReference,
)
from rokhas.payments.models import Attempt, Effect, Order, OrderLine, RefusedMessage, Settlement, State
from rokhas.payments.schema import Bill, BillLine, Line, Settled

log = logging.getLogger(__name__)

FIRST_ASK_AFTER = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
# A reader who reloads, or two workers, ask the treasury once.
ASK_AT_MOST_EVERY = timedelta(seconds=5)
REFUSALS_KEPT_PER_HOUR = 200


def place_order(
    about: models.Model,
    lines: Sequence[Line],
    *,
    payer: Person | None,
    by: Actor,
    number: str,
    series: str = "",
    expires_on: date | None = None,
) -> Order:
    """Ask for the sum of `lines` (dirhams). The caller holds `about` and has authorised the act.

    The reference is `<number><series>-P<n>`, n counting the orders of the same subject; `series` parts the subjects of one
    number.

    Raises:
        NothingToPay: no line, a negative amount, or a total of zero.
        OrderAlreadyOpen: the subject already has an order to pay.
    """
    total = sum((dirhams(line.amount) for line in lines), dirhams(0))
    if not lines or total <= 0 or any(line.amount < 0 for line in lines):
        raise NothingToPay
    subject = reference(about)
    with act():
        placed = list(Order.objects.filter(about=subject).values_list("state", flat=True))
        if State.OPEN in placed:
            raise OrderAlreadyOpen
        order = Order(
            reference=f"{number}{series}-P{len(placed) + 1}",
            about=subject,
            number=number,
            payer=payer,
            total=total,
            placed_at=by.now(),
            expires_on=expires_on,
        )
        try:
            with transaction.atomic():
                order.save()
        except IntegrityError as error:  # another connection placed it between the question and the insertion
            raise OrderAlreadyOpen from error
        OrderLine.objects.bulk_create(
            OrderLine(
                order=order,
                position=position,
                code=line.code,
                label_fr=line.label_fr,
                label_ar=line.label_ar,
                payee=line.payee,
                payee_name_fr=line.payee_name_fr,
                payee_name_ar=line.payee_name_ar,
                amount=dirhams(line.amount),
                tariff=line.tariff,
                explanation=dict(line.explanation),
            )
            for position, line in enumerate(lines, start=1)
        )
        _record("payment.ordered", order, by, amount=f"{total:.2f}")
    return order


def start_payment(order: Order, *, by: Actor, return_url: str, lang: str) -> str:
    """The address of the treasury's page where this order is paid. The wish is kept before the treasury is asked.

    Must not be called inside a transaction. Two clicks together are one attempt and get the same page.

    Raises:
        OrderNotOpen, NotAllowed.
        TreasurySilent: the treasury does not answer; nothing is lost and the same attempt goes on at the next click.
    """
    with act():
        order = _locked(order)
        if not order.is_open:
            raise OrderNotOpen
        require(policy.may_pay, by, order)
        attempt = _attempt(order, by)
    try:
        url = providers.treasury().open_page(_bill(order, return_url), lang)
    except TreasuryUnreachable as error:
        log.warning("the treasury did not open a page for %s: %r", order.reference, error)
        raise TreasurySilent from error
    Attempt.objects.filter(pk=attempt.pk).update(url=url)
    return url


def receive(headers: Mapping[str, str], body: bytes, *, by: Actor) -> Order | None:
    """A callback of the treasury: believed when signed, recent and true; None when it announces no payment.

    Raises a `SettlementRefused`, which has been recorded.
    """
    try:
        news = providers.treasury().read_callback(headers, body, by.now())
    except SettlementRefused as refusal:
        _note_refusal(refusal, "", body, by)
        raise
    return settle(news, by=by, heard_by="callback") if news else None


def settle(news: Settled, *, by: Actor, heard_by: str) -> Order:
    """Take note of a payment, whoever says it first (`heard_by`: callback or asking); the second time changes nothing.

    Money that comes for an order already paid or closed is kept and recorded too (`payment.excess`, `payment.late`).

    Raises:
        UnknownReference, AmountMismatch, TransactionMismatch: recorded as `payment.message_refused`.
    """
    try:
        with act():
            return _settle(news, by, heard_by)
    except SettlementRefused as refusal:
        _note_refusal(refusal, news.reference, repr(news).encode(), by)
        raise


def reconcile(order: Order, *, by: Actor) -> Order:
    """Ask the treasury about an open order whose payment was begun: a callback may have been lost.

    Must not be called inside a transaction. Raises TreasuryUnreachable; a `SettlementRefused` has been recorded.
    """
    if _may_ask(order, by):
        news = providers.treasury().ask(order.reference)
        if news:
            return settle(news, by=by, heard_by="asking")
    order.refresh_from_db()
    return order


def cancel_order(order: Order, *, by: Actor) -> Order:
    """The owner of the subject no longer asks for this sum. The caller has authorised the act. Raises `OrderNotOpen`."""
    return _close(order, State.CANCELLED, "payment.cancelled", by)


def expire_order(order: Order, *, by: Actor) -> Order:
    """The last day of the order has passed. What was begun is asked about first. Raises `OrderNotOpen`, TreasuryUnreachable."""
    if order.begun_at:
        order = reconcile(order, by=by)
    return _close(order, State.EXPIRED, "payment.expired", by)


def _attempt(order: Order, by: Actor) -> Attempt:
    live = order.attempts.live(by.now()).order_by("-pk").first()
    if live:
        return live
    begun_at = order.begun_at or by.now()
    Order.objects.filter(pk=order.pk).update(begun_at=begun_at, ask_at=by.now() + FIRST_ASK_AFTER)
    _record("payment.begun", order, by)
    return Attempt.objects.create(order=order, started_at=by.now())


def _bill(order: Order, return_url: str) -> Bill:
    return Bill(
        reference=order.reference,
        amount=order.total,
        currency=order.currency,
        description_fr=_said("fr", order),
        description_ar=_said("ar", order),
        lines=tuple(BillLine(line.label_fr, line.label_ar, line.amount) for line in order.lines.all()),
        return_url=return_url,
        callback_url=urljoin(settings.PUBLIC_URL, reverse("payments:callback")),
    )


def _said(language: str, order: Order) -> str:
    with override(language):
        return _("Fees of the request %(number)s") % {"number": order.number}


def _settle(news: Settled, by: Actor, heard_by: str) -> Order:
    order = Order.objects.select_for_update(no_key=True).filter(reference=news.reference).first()
    if order is None:
        raise UnknownReference
    known = Settlement.objects.filter(Q(event_id=news.event_id) | Q(transaction=news.transaction)).first()
    if known:
        if (known.order_id, known.transaction, known.amount) != (order.pk, news.transaction, news.amount):
            raise TransactionMismatch
        return order
    if (news.amount, news.currency) != (order.total, order.currency):
        raise AmountMismatch
    effect = Effect.PAID if order.is_open else Effect.EXCESS if order.is_paid else Effect.LATE
    try:
        with act():
            Settlement.objects.create(
                event_id=news.event_id,
                transaction=news.transaction,
                order=order,
                amount=news.amount,
                currency=news.currency,
                channel=news.channel,
                effect=effect,
                heard_by=heard_by,
                received_at=by.now(),
            )
    except IntegrityError as error:  # the same event or transaction is being taken for another order
        raise TransactionMismatch from error
    if effect is Effect.PAID:
        order.state, order.paid_at, order.closed_at, order.ask_at = State.PAID, by.now(), by.now(), None
        order.transaction, order.channel = news.transaction, news.channel
        order.save(update_fields=["state", "paid_at", "closed_at", "ask_at", "transaction", "channel"])
    kind = {Effect.PAID: "payment.settled", Effect.EXCESS: "payment.excess", Effect.LATE: "payment.late"}[
        effect
    ]
    _record(kind, order, by, amount=f"{news.amount:.2f}", transaction=news.transaction, channel=news.channel)
    return order


def _may_ask(order: Order, by: Actor) -> bool:
    """Take up the question, unless it was just asked; the next one comes later and later, a day at most."""
    if order.begun_at is None:
        return False
    wait = min(max((by.now() - order.begun_at) / 2, FIRST_ASK_AFTER), LONGEST_WAIT)
    quiet = Q(asked_at=None) | Q(asked_at__lte=by.now() - ASK_AT_MOST_EVERY)
    mine = Order.objects.filter(quiet, pk=order.pk, state=State.OPEN)
    return bool(mine.update(asked_at=by.now(), ask_at=by.now() + wait))


def _close(order: Order, state: State, kind: str, by: Actor) -> Order:
    with act():
        order = _locked(order)
        if not order.is_open:
            raise OrderNotOpen
        order.state, order.closed_at, order.ask_at = state, by.now(), None
        order.save(update_fields=["state", "closed_at", "ask_at"])
        _record(kind, order, by)
    return order


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update(no_key=True).get(pk=order.pk)


def _record(kind: str, order: Order, by: Actor, **data: str) -> None:
    record(
        kind,
        order,
        by,
        stream=order,
        order=order.pk,
        reference=order.reference,
        concerning=order.about,
        **data,
    )


def _note_refusal(refusal: SettlementRefused, about: str, content: bytes, by: Actor) -> None:
    """Keep a trace that a stranger cannot use to fill the database."""
    digest = hashlib.sha256(content).hexdigest()
    log.warning("a message about a payment was refused: %s, sha256 %s", refusal.code, digest)
    recent = RefusedMessage.objects.filter(received_at__gt=by.now() - timedelta(hours=1))
    if recent.count() >= REFUSALS_KEPT_PER_HOUR:
        return
    with act():
        refused = RefusedMessage.objects.create(
            reason=refusal.code, reference=about[:60], sha256=digest, received_at=by.now()
        )
        record("payment.message_refused", refused, by, reason=refusal.code, sha256=digest)
