"""The embedded treasury and the real one, against the demonstration's, keep the same promise; and the worst days of a network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from rokhas.payments.errors import Forged, TreasuryUnreachable
from rokhas.payments.providers import embedded, signature, treasury_http
from rokhas.payments.schema import Bill, BillLine, Settled, Treasury
from sandboxes.treasury.server import Treasury as Played

BILL = Bill(
    reference="PCT-2026-0751-00042-P1",
    amount=Decimal("4860.00"),
    currency="MAD",
    description_fr="Droits de la demande",
    description_ar="رسوم الطلب",
    lines=(BillLine("Taxe", "الرسم", Decimal("4860.00")),),
    return_url="http://testserver/payments/PCT-2026-0751-00042-P1/return",
    callback_url="http://127.0.0.1:9/payments/treasury/callback",
)


OTHER = b'{"reference": "Y", "status": "paid", "amount": "1.00", "currency": "MAD", "transaction_number": "1", "url": ""}'


class Listener:
    """A platform that only listens: what the treasury POSTs to it."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.came = threading.Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((dict(self.headers), body))
                self.send_response(204)
                self.end_headers()
                listener.came.set()

            def log_message(self, *args: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/payments/treasury/callback"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def played(tmp_path: Path, settings: Any) -> Iterator[Played]:
    secret = tmp_path / "secret"
    secret.write_text("0" * 64 + "\n")
    treasury = Played(tmp_path / "treasury", secret, first_retry=0.05)
    treasury.start()
    settings.TREASURY_URL, settings.TREASURY_SECRET = treasury.url, "0" * 64
    yield treasury
    treasury.stop()


PayIt = Callable[[Bill, str], tuple[dict[str, str], bytes]]


@pytest.fixture(params=["embedded", "http"])
def reached(request: pytest.FixtureRequest) -> tuple[Treasury, Bill, PayIt]:
    """A treasury, a bill whose callback is heard, and how its payer pays: the callback's headers and body."""
    if request.param == "embedded":
        return (
            embedded.Treasury(),
            BILL,
            lambda bill, url: embedded.Treasury.pay(bill.reference, datetime.now(UTC)),
        )
    request.getfixturevalue("played")
    listener = request.getfixturevalue("listener")

    def press(bill: Bill, url: str) -> tuple[dict[str, str], bytes]:
        origin = url.partition("/pay/")[0]
        pressed = Request(
            url, b"action=pay", {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        )
        with pytest.raises(OSError):  # the return page of the bill answers nowhere
            urlopen(pressed, timeout=5)
        assert listener.came.wait(5)
        heard: tuple[dict[str, str], bytes] = listener.heard[-1]
        return heard

    return (
        treasury_http.Treasury(),
        replace(BILL, callback_url=listener.url, return_url="http://127.0.0.1:9/"),
        press,
    )


def test_a_treasury_opens_a_page_is_paid_says_so_and_answers_the_same(
    reached: tuple[Treasury, Bill, PayIt],
) -> None:
    treasury, bill, pay = reached
    assert treasury.ask(bill.reference) is None
    url = treasury.open_page(bill, "ar")
    assert url.endswith("?lang=ar")
    assert treasury.open_page(bill, "ar") == url
    assert treasury.ask(bill.reference) is None
    headers, body = pay(bill, url)
    told = treasury.read_callback(headers, body, datetime.now(UTC))
    asked = treasury.ask(bill.reference)
    assert isinstance(told, Settled)
    assert isinstance(asked, Settled)
    assert (told.reference, told.amount, told.currency) == (bill.reference, bill.amount, "MAD")
    assert replace(told, event_id="") == replace(asked, event_id="")
    with pytest.raises(Forged):
        treasury.read_callback(headers, body + b" ", datetime.now(UTC))


def test_a_reference_never_serves_another_sum(reached: tuple[Treasury, Bill, PayIt]) -> None:
    treasury, bill, _ = reached
    treasury.open_page(bill, "fr")
    with pytest.raises(TreasuryUnreachable):
        treasury.open_page(replace(bill, amount=Decimal("1.00"), lines=()), "fr")


def test_the_same_bill_from_another_address_of_ours_keeps_its_page(played: Played) -> None:
    treasury = treasury_http.Treasury()
    url = treasury.open_page(BILL, "fr")
    assert treasury.open_page(replace(BILL, return_url="http://localhost/other"), "fr") == url


def test_a_wrong_secret_is_not_a_payment(played: Played, settings: Any) -> None:
    settings.TREASURY_SECRET = "1" * 64
    with pytest.raises(TreasuryUnreachable, match="401"):
        treasury_http.Treasury().open_page(BILL, "fr")


def test_a_dead_network_is_said_as_such(settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.TREASURY_URL = f"http://127.0.0.1:{closed.getsockname()[1]}"
    for call in (
        lambda: treasury_http.Treasury().open_page(BILL, "fr"),
        lambda: treasury_http.Treasury().ask("X"),
    ):
        with pytest.raises(TreasuryUnreachable):
            call()


def test_a_treasury_that_never_answers_is_left_in_time(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(treasury_http, "TIMEOUT", 0.2)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        settings.TREASURY_URL = f"http://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(TreasuryUnreachable):
            treasury_http.Treasury().ask("X")


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"{}", OTHER],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_no_answer(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(treasury_http, "_call", lambda method, target, body: answer)
    with pytest.raises(TreasuryUnreachable):
        treasury_http.Treasury().ask("X")


def test_our_signatures_are_those_of_the_treasury() -> None:
    from sandboxes.signature import sign_callback, sign_request

    assert signature.of_request("s", 17, "POST", "/orders", b"{}") == sign_request(
        b"s", 17, "POST", "/orders", b"{}"
    )
    assert signature.of_callback("s", 17, b"{}") == sign_callback(b"s", 17, b"{}")
