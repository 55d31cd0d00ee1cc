"""Two connections at once: a callback twice, a callback and a question, two clicks, two orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rokhas.accounts.models import Office, Person
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.payments import actions
from rokhas.payments.errors import OrderAlreadyOpen, OrderNotOpen
from rokhas.payments.models import Attempt, Order, Settlement
from rokhas.payments.providers.embedded import Treasury
from rokhas.payments.tests.conftest import TAX
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def a_subject(number: int) -> Office:
    return Office.objects.create(kind="practice", name_fr=f"C{number}", name_ar=f"م{number}")


def begun(number: int, payer: Person) -> Order:
    order = actions.place_order(a_subject(number), [TAX], payer=payer, by=system(), number=f"N{number}")
    actions.start_payment(order, by=Actor(payer.pk), return_url="http://testserver/", lang="fr")
    order.refresh_from_db()
    return order


def settled(order: Order) -> int:
    return Event.objects.filter(kind="payment.settled", data__order=order.pk).count()


def test_the_same_callback_twice_settles_once(payer: Person) -> None:
    for number in range(ROUNDS):
        order = begun(number, payer)
        headers, body = Treasury.pay(order.reference, datetime.now(UTC))

        def hear(headers: dict[str, str] = headers, body: bytes = body) -> object:
            return actions.receive(headers, body, by=system())

        assert together(hear, hear) == []
        assert (settled(order), Settlement.objects.filter(order=order).count()) == (1, 1)


def test_a_callback_and_a_question_settle_once(payer: Person) -> None:
    later = system(datetime.now(UTC) + timedelta(minutes=4))
    for number in range(ROUNDS):
        order = begun(number, payer)
        headers, body = Treasury.pay(order.reference, datetime.now(UTC))

        def hear(headers: dict[str, str] = headers, body: bytes = body) -> object:
            return actions.receive(headers, body, by=system())

        def ask(order: Order = order) -> object:
            return actions.reconcile(Order.objects.get(pk=order.pk), by=later)

        assert together(hear, ask) == []
        assert (settled(order), Settlement.objects.filter(order=order).count()) == (1, 1)
        order.refresh_from_db()
        assert order.is_paid


def test_two_clicks_are_one_attempt(payer: Person) -> None:
    for number in range(ROUNDS):
        order = actions.place_order(a_subject(number), [TAX], payer=payer, by=system(), number=f"N{number}")

        def click(order: Order = order) -> object:
            return actions.start_payment(
                order, by=Actor(payer.pk), return_url="http://testserver/", lang="fr"
            )

        assert together(click, click, click) == []
        assert Attempt.objects.filter(order=order).count() == 1


def test_one_subject_gets_one_order(payer: Person) -> None:
    for number in range(ROUNDS):
        subject = a_subject(number)

        def place(subject: Office = subject, number: int = number) -> object:
            return actions.place_order(subject, [TAX], payer=payer, by=system(), number=f"N{number}")

        raised = together(place, place)
        assert [type(error) for error in raised] == [OrderAlreadyOpen]
        assert Order.objects.filter(number=f"N{number}").count() == 1


def test_paid_and_cancelled_at_once_is_one_of_them_and_no_money_is_forgotten(payer: Person) -> None:
    for number in range(ROUNDS):
        order = begun(number, payer)
        headers, body = Treasury.pay(order.reference, datetime.now(UTC))

        def hear(headers: dict[str, str] = headers, body: bytes = body) -> object:
            return actions.receive(headers, body, by=system())

        def cancel(order: Order = order) -> object:
            return actions.cancel_order(order, by=system())

        raised = together(hear, cancel)
        order.refresh_from_db()
        effect = Settlement.objects.get(order=order).effect
        assert (order.state, effect, [type(error) for error in raised]) in [
            ("paid", "paid", [OrderNotOpen]),
            ("cancelled", "late", []),
        ]
