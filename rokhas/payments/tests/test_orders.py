"""Placing, paying and closing an order, with the embedded treasury."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rokhas.accounts.models import Office, Person
from rokhas.journal.events import reference
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.payments import actions, queries, subscriptions
from rokhas.payments.errors import (
    AmountMismatch,
    Forged,
    Malformed,
    NothingToPay,
    OrderAlreadyOpen,
    OrderNotOpen,
    Stale,
    TransactionMismatch,
    TreasurySilent,
    TreasuryUnreachable,
    UnknownReference,
)
from rokhas.payments.models import Effect, Order, RefusedMessage, Settlement, State
from rokhas.payments.providers.embedded import Treasury
from rokhas.payments.schema import Bill, Line, Settled, register_payer, register_viewer, unregister
from rokhas.payments.tests.conftest import FEE, TAX

RETURN = "http://testserver/payments/x/return"


def kinds(order: Order) -> list[str]:
    return list(Event.objects.filter(about=reference(order)).order_by("seq").values_list("kind", flat=True))


def begun(order: Order, by: Actor) -> Order:
    actions.start_payment(order, by=by, return_url=RETURN, lang="fr")
    order.refresh_from_db()
    return order


def paid_news(order: Order, **changes: Any) -> Settled:
    said = Settled("evt_1", order.reference, order.total, "MAD", "T1", "online")
    return replace(said, **changes)


def test_an_order_adds_up_its_lines_and_keeps_their_tariff(order: Order, subject: Office) -> None:
    assert (order.reference, order.total, order.state) == (
        "PCT-2026-0751-00042-P1",
        Decimal("4860.00"),
        State.OPEN,
    )
    assert [(line.code, line.amount, line.tariff) for line in order.lines.all()] == [
        ("TOC", Decimal("3960.00"), "TOC-2024"),
        ("RSR", Decimal("900.00"), ""),
    ]
    assert Event.objects.get(kind="payment.ordered").data == {
        "order": order.pk,
        "reference": order.reference,
        "concerning": reference(subject),
        "amount": "4860.00",
    }


@pytest.mark.parametrize(
    "lines", [[], [replace(TAX, amount=Decimal(0))], [TAX, replace(FEE, amount=Decimal(-900))]]
)
def test_an_order_of_nothing_is_refused(subject: Office, payer: Person, lines: list[Line]) -> None:
    with pytest.raises(NothingToPay):
        actions.place_order(subject, lines, payer=payer, by=system(), number="X")


def test_a_subject_has_one_open_order_and_may_have_another_once_it_is_closed(
    order: Order, subject: Office
) -> None:
    with pytest.raises(OrderAlreadyOpen):
        actions.place_order(subject, [TAX], payer=None, by=system(), number=order.number)
    actions.cancel_order(order, by=system())
    second = actions.place_order(subject, [TAX], payer=None, by=system(), number=order.number)
    assert second.reference == f"{order.number}-P2"
    assert queries.order_for(reference(subject)) == second


def test_paying_leads_to_the_treasury_and_the_wish_is_kept(order: Order, by: Actor) -> None:
    url = actions.start_payment(order, by=by, return_url=RETURN, lang="ar")
    assert url == f"http://treasury.invalid/pay/{order.reference}?lang=ar"
    bill = Treasury.bills[order.reference]
    assert (bill.amount, bill.currency, len(bill.lines)) == (order.total, "MAD", 2)
    assert bill.callback_url.endswith("/payments/treasury/callback")
    assert kinds(order) == ["payment.ordered", "payment.begun"]


def test_a_second_click_goes_on_with_the_same_attempt(order: Order, by: Actor) -> None:
    first = actions.start_payment(order, by=by, return_url=RETURN, lang="fr")
    assert actions.start_payment(order, by=by, return_url=RETURN, lang="fr") == first
    assert order.attempts.count() == 1
    later = replace(by, at=datetime.now(UTC) + timedelta(minutes=20))
    actions.start_payment(order, by=later, return_url=RETURN, lang="fr")
    assert order.attempts.count() == 2


def test_a_silent_treasury_loses_nothing(order: Order, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(self: Treasury, bill: Bill, language: str) -> str:
        raise TreasuryUnreachable

    with monkeypatch.context() as patched:
        patched.setattr(Treasury, "open_page", silent)
        with pytest.raises(TreasurySilent):
            actions.start_payment(order, by=by, return_url=RETURN, lang="fr")
    order.refresh_from_db()
    assert order.is_open
    assert order.begun_at is not None
    assert actions.start_payment(order, by=by, return_url=RETURN, lang="fr").startswith(
        "http://treasury.invalid/"
    )
    assert order.attempts.count() == 1


def test_only_the_payer_or_whom_the_owner_names_may_pay(order: Order, payer: Person) -> None:
    stranger = Actor(Person.objects.create_user("other@example.ma").pk)
    with pytest.raises(NotAllowed):
        actions.start_payment(order, by=stranger, return_url=RETURN, lang="fr")
    assert queries.visible_to(stranger, order.reference) is None

    def clerk(actor: Actor, about: str) -> bool:
        return actor == stranger and about == order.about

    register_viewer(clerk)
    try:
        assert queries.visible_to(stranger, order.reference) == order
        with pytest.raises(NotAllowed):
            actions.start_payment(order, by=stranger, return_url=RETURN, lang="fr")
        register_payer(clerk)
        assert actions.start_payment(order, by=stranger, return_url=RETURN, lang="fr")
    finally:
        unregister(clerk)


def test_a_signed_callback_pays_the_order_once_however_often_it_comes(order: Order, by: Actor) -> None:
    begun(order, by)
    headers, body = Treasury.pay(order.reference, datetime.now(UTC))
    for _ in range(3):
        actions.receive(headers, body, by=system())
    order.refresh_from_db()
    assert (order.state, order.transaction) == (State.PAID, "EMB00000001")
    assert kinds(order) == ["payment.ordered", "payment.begun", "payment.settled"]
    settled = Event.objects.get(kind="payment.settled").data
    assert settled["concerning"] == order.about
    assert settled["amount"] == "4860.00"
    assert Settlement.objects.get().effect == Effect.PAID


def test_a_callback_is_believed_only_when_signed_recent_and_readable(order: Order, by: Actor) -> None:
    begun(order, by)
    now = datetime.now(UTC)
    headers, body = Treasury.pay(order.reference, now)
    cases: list[tuple[type[Exception], dict[str, str], bytes, datetime]] = [
        (Forged, headers, body.replace(b"4860.00", b"0001.00"), now),
        (Forged, headers | {"X-Treasury-Signature": "v1=" + "0" * 64}, body, now),
        (Forged, headers | {"X-Treasury-Signature": ""}, body, now),
        (Forged, headers | {"X-Treasury-Signature": "é"}, body, now),
        (Forged, headers | {"X-Treasury-Timestamp": "soon"}, body, now),
        (Forged, headers | {"X-Treasury-Timestamp": str(int(now.timestamp()) + 60)}, body, now),
        (Forged, {}, body, now),
        (Stale, headers, body, now + timedelta(minutes=5, seconds=1)),
        (Stale, headers, body, now - timedelta(minutes=5, seconds=2)),
    ]
    for refusal, given, content, at in cases:
        with pytest.raises(refusal):
            actions.receive(given, content, by=system(at))
    order.refresh_from_db()
    assert order.is_open
    assert RefusedMessage.objects.count() == len(cases)
    assert Event.objects.filter(kind="payment.message_refused").count() == len(cases)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"kind": "payment.settled"}', b"\xff"])
def test_a_signed_message_that_cannot_be_read_is_refused(db: None, content: bytes) -> None:
    from django.conf import settings

    from rokhas.payments.providers import signature

    now = datetime.now(UTC)
    stamp = int(now.timestamp())
    signed = signature.of_callback(settings.TREASURY_SECRET, stamp, content)
    headers = {signature.TIMESTAMP: str(stamp), signature.SIGNATURE: signed}
    with pytest.raises(Malformed):
        actions.receive(headers, content, by=system(now))


def test_a_declined_card_changes_nothing(order: Order, by: Actor) -> None:
    from django.conf import settings

    from rokhas.payments.providers import signature

    begun(order, by)
    now = datetime.now(UTC)
    told = {
        "event": "evt_9", "kind": "payment.declined", "reference": order.reference,
        "amount": "4860.00", "currency": "MAD", "transaction_number": "", "occurred_at": now.isoformat(),
    }  # fmt: skip
    body, stamp = json.dumps(told).encode(), int(now.timestamp())
    signed = signature.of_callback(settings.TREASURY_SECRET, stamp, body)
    headers = {signature.TIMESTAMP: str(stamp), signature.SIGNATURE: signed}
    assert actions.receive(headers, body, by=system(now)) is None
    order.refresh_from_db()
    assert order.is_open


def test_news_that_do_not_fit_the_order_are_refused_and_recorded(order: Order) -> None:
    for refusal, news in [
        (AmountMismatch, paid_news(order, amount=Decimal("1.00"))),
        (AmountMismatch, paid_news(order, currency="EUR")),
        (UnknownReference, paid_news(order, reference="PCT-2026-0751-00043-P1")),
    ]:
        with pytest.raises(refusal):
            actions.settle(news, by=system(), heard_by="callback")
    order.refresh_from_db()
    assert order.is_open
    reasons = [
        event.data["reason"] for event in Event.objects.filter(kind="payment.message_refused").order_by("pk")
    ]
    assert reasons == ["amount-mismatch", "amount-mismatch", "unknown-reference"]


def test_an_event_or_a_transaction_serves_once(order: Order, payer: Person) -> None:
    other = Office.objects.create(kind="practice", name_fr="Autre", name_ar="آخر")
    second = actions.place_order(other, [TAX, FEE], payer=payer, by=system(), number="PCT-2026-0751-00044")
    actions.settle(paid_news(order), by=system(), heard_by="callback")
    for news in (
        paid_news(second, event_id="evt_2"),
        paid_news(second, transaction="T2"),
        paid_news(order, transaction="T3"),
    ):
        with pytest.raises(TransactionMismatch):
            actions.settle(news, by=system(), heard_by="callback")
    second.refresh_from_db()
    assert second.is_open


def test_money_that_comes_twice_or_too_late_is_kept_and_said(order: Order, subject: Office) -> None:
    actions.settle(paid_news(order), by=system(), heard_by="callback")
    actions.settle(paid_news(order, event_id="evt_2", transaction="T2"), by=system(), heard_by="callback")
    order.refresh_from_db()
    assert order.transaction == "T1"
    cancelled = actions.place_order(subject, [TAX], payer=None, by=system(), number="N")
    actions.cancel_order(cancelled, by=system())
    actions.settle(paid_news(cancelled, event_id="evt_3", transaction="T3"), by=system(), heard_by="callback")
    cancelled.refresh_from_db()
    assert cancelled.state == State.CANCELLED
    effects = list(Settlement.objects.order_by("pk").values_list("effect", flat=True))
    assert effects == [Effect.PAID, Effect.EXCESS, Effect.LATE]
    assert {"payment.settled", "payment.excess"} < set(kinds(order))
    assert kinds(cancelled)[-1] == "payment.late"


def test_a_lost_callback_is_found_by_asking_and_the_callback_that_follows_changes_nothing(
    order: Order, by: Actor
) -> None:
    begun(order, by)
    headers, body = Treasury.pay(order.reference, datetime.now(UTC))
    subscriptions.ask_about_open_orders(system())
    order.refresh_from_db()
    assert order.is_open  # too early to ask
    subscriptions.ask_about_open_orders(system(datetime.now(UTC) + timedelta(minutes=6)))
    order.refresh_from_db()
    assert order.is_paid
    actions.receive(headers, body, by=system())
    assert Settlement.objects.get().heard_by == "asking"
    assert kinds(order).count("payment.settled") == 1


def test_the_treasury_is_asked_less_and_less_often(order: Order, by: Actor) -> None:
    begun(order, by)
    assert order.begun_at is not None
    waits = []
    for hours in (1, 10, 100):
        at = order.begun_at + timedelta(hours=hours)
        actions.reconcile(order, by=system(at))
        assert order.ask_at is not None
        waits.append(order.ask_at - at)
    assert waits == [timedelta(minutes=30), timedelta(hours=5), timedelta(days=1)]


def test_an_order_expires_after_its_last_day_unless_the_treasury_was_paid(
    order: Order, subject: Office, by: Actor
) -> None:
    Order.objects.filter(pk=order.pk).update(expires_on=date(2026, 1, 31))
    begun(order, by)
    Treasury.pay(order.reference, datetime.now(UTC))
    unpaid = actions.place_order(
        Office.objects.create(kind="practice", name_fr="B", name_ar="ب"),
        [TAX], payer=None, by=system(), number="N", expires_on=date(2026, 1, 31),
    )  # fmt: skip
    subscriptions.expire_orders(system(datetime(2026, 1, 31, 22, tzinfo=UTC)))
    unpaid.refresh_from_db()
    assert unpaid.is_open
    subscriptions.expire_orders(system(datetime.now(UTC) + timedelta(hours=1)))
    order.refresh_from_db()
    unpaid.refresh_from_db()
    assert (order.state, unpaid.state) == (State.PAID, State.EXPIRED)


def test_a_closed_order_is_neither_paid_nor_closed_again(order: Order, by: Actor) -> None:
    actions.cancel_order(order, by=system())
    with pytest.raises(OrderNotOpen):
        actions.cancel_order(order, by=system())
    with pytest.raises(OrderNotOpen):
        actions.start_payment(order, by=by, return_url=RETURN, lang="fr")


def test_a_stranger_cannot_fill_the_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "REFUSALS_KEPT_PER_HOUR", 3)
    for _ in range(5):
        with pytest.raises(Forged):
            actions.receive({}, b"{}", by=system())
    assert RefusedMessage.objects.count() == 3


def test_a_receipt_states_what_was_paid_to_whom_under_which_tariff(order: Order) -> None:
    with pytest.raises(ValueError, match="not paid"):
        queries.receipt_facts(order)
    paid = actions.settle(paid_news(order), by=system(), heard_by="callback")
    facts = queries.receipt_facts(paid)
    assert json.loads(json.dumps(facts)) == facts
    assert (facts["total"], facts["transaction"], facts["number"]) == ("4860.00", "T1", order.number)
    assert facts["lines"][0]["label"] == {"fr": "Taxe de construction", "ar": "الرسم على البناء"}
