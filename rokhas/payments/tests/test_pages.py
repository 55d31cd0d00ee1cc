"""The order's page, the way out and back, and the treasury's entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.payments.errors import TreasuryUnreachable
from rokhas.payments.models import Order
from rokhas.payments.providers.embedded import Treasury

CALLBACK = "/payments/treasury/callback"


@pytest.fixture
def page(client: Client, payer: Person) -> Client:
    client.force_login(payer)
    return client


def url(name: str, order: Order) -> str:
    return reverse(f"payments:{name}", args=[order.reference])


def announce(client: Client, headers: dict[str, str], body: bytes) -> int:
    return client.post(CALLBACK, body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize(
    ("language", "total", "label"),
    [
        ("fr", "4\N{NARROW NO-BREAK SPACE}860,00", "Taxe de construction"),
        ("ar", "4.860,00", "الرسم على البناء"),
    ],
)
def test_the_order_says_what_is_paid_to_whom(
    page: Client, order: Order, language: str, total: str, label: str
) -> None:
    page.cookies["rokhas_language"] = language
    html = page.get(url("order", order)).content.decode()
    assert total in html
    assert label in html
    assert "TOC-2024" in html
    assert f'action="{url("pay", order)}"' in html


def test_paying_goes_by_a_page_of_ours_to_the_treasury(page: Client, order: Order) -> None:
    answer = page.post(url("pay", order))
    assert answer["Location"] == url("leave", order)
    leave = page.get(answer["Location"])
    away = f"http://treasury.invalid/pay/{order.reference}?lang=fr"
    assert leave["Refresh"] == f"0; url={away}"
    assert f'href="{away}"' in leave.content.decode()


def test_before_any_click_there_is_nowhere_to_go(page: Client, order: Order) -> None:
    assert page.get(url("leave", order))["Location"] == url("order", order)


def test_a_silent_treasury_is_said_on_the_order_s_page(
    page: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*args: object) -> None:
        raise TreasuryUnreachable

    monkeypatch.setattr(Treasury, "open_page", silent)
    answer = page.post(url("pay", order), follow=True)
    assert answer.redirect_chain[-1][0] == url("order", order)
    assert 'role="alert"' in answer.content.decode()


def test_the_reader_who_comes_back_waits_then_sees_that_it_is_paid(page: Client, order: Order) -> None:
    page.post(url("pay", order))
    html = page.get(url("return", order)).content.decode()
    assert f'hx-get="{url("state", order)}?poll=1"' in html
    enough = page.get(url("state", order) + "?poll=20").content.decode()
    assert "hx-get" not in enough
    assert url("return", order) in enough
    Treasury.pay(order.reference, datetime.now(UTC))
    Order.objects.update(asked_at=datetime.now(UTC) - timedelta(seconds=6))
    html = page.get(url("state", order)).content.decode()
    assert "hx-get" not in html
    assert "EMB00000001" in html
    order.refresh_from_db()
    assert order.is_paid


def test_reloading_does_not_ask_the_treasury_again(
    page: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.post(url("pay", order))
    asked: list[str] = []
    monkeypatch.setattr(Treasury, "ask", lambda self, reference: asked.append(reference))
    for _ in range(4):
        page.get(url("state", order))
    assert asked == [order.reference]


def test_a_declined_payment_says_so_and_can_be_tried_again(page: Client, order: Order) -> None:
    page.post(url("pay", order))
    html = page.get(url("return", order) + "?status=declined").content.decode()
    assert "rk-status--bad" in html
    assert f'action="{url("pay", order)}"' in html


def test_the_word_of_the_address_is_never_a_proof(page: Client, order: Order) -> None:
    page.post(url("pay", order))
    page.get(url("return", order) + "?status=paid")
    order.refresh_from_db()
    assert order.is_open


def test_an_order_out_of_sight_is_not_found(client: Client, order: Order) -> None:
    client.force_login(Person.objects.create_user("other@example.ma"))
    for name in ("order", "leave", "return", "state"):
        assert client.get(url(name, order)).status_code == 404
    assert client.post(url("pay", order)).status_code == 404
    client.logout()
    assert client.get(url("order", order)).status_code == 302


def test_the_callback_needs_no_session_no_token_but_a_signature(order: Order, page: Client) -> None:
    page.post(url("pay", order))
    headers, body = Treasury.pay(order.reference, datetime.now(UTC))
    treasury = Client(enforce_csrf_checks=True)
    assert announce(treasury, {}, body) == 401
    assert announce(treasury, headers, body + b" ") == 401
    assert announce(treasury, headers, body) == 204
    assert announce(treasury, headers, body) == 204
    order.refresh_from_db()
    assert order.is_paid


def test_the_callback_reads_no_more_than_it_must(client: Client, db: None) -> None:
    assert announce(client, {}, b"x" * (16 * 1024 + 1)) == 413
    assert client.get(CALLBACK).status_code == 405


def test_a_page_costs_few_questions(page: Client, order: Order, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        page.get(url("order", order))
