"""Orders, the hosted page, and callbacks that always arrive and count once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sandboxes.signature import read_or_create_secret, sign_request
from sandboxes.tests.conftest import Answer, Order, Platform, is_ours, send, signed
from sandboxes.treasury.pages import dirhams
from sandboxes.treasury.server import Treasury


@pytest.fixture
def treasury(tmp_path: Path, secret_file: Path) -> Iterator[Treasury]:
    running = Treasury(tmp_path / "treasury", secret_file, first_retry=0.05)
    running.start()
    yield running
    running.stop()


def _place(treasury: Treasury, secret: bytes, order: dict[str, Any]) -> dict[str, Any]:
    answer = signed(secret, "POST", f"{treasury.url}/orders", order)
    assert answer.status in (200, 201), answer.text()
    placed: dict[str, Any] = answer.json()
    return placed


def _press(placed: dict[str, Any], action: str) -> Answer:
    origin = placed["url"].split("/pay/")[0]
    form = f"action={action}".encode()
    return send("POST", placed["url"], form, Origin=origin, Content_Type="application/x-www-form-urlencoded")


def test_an_order_is_placed_once(treasury: Treasury, secret: bytes, order: Order) -> None:
    url = f"{treasury.url}/orders"
    first, second = (signed(secret, "POST", url, order()) for _ in range(2))
    assert (first.status, second.status) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["status"] == "open"
    other = signed(secret, "POST", url, order(amount="4861.00", lines=[]))
    assert (other.status, other.json()["error"]) == (409, "reference-reused")


@pytest.mark.parametrize(
    ("say", "code"),
    [
        ({"amount": "4860"}, "bad-field"),
        ({"amount": "0.00", "lines": []}, "bad-field"),
        ({"amount": "-1.00"}, "bad-field"),
        ({"currency": "EUR"}, "bad-field"),
        ({"description_ar": ""}, "bad-field"),
        ({"reference": "../x"}, "bad-field"),
        ({"amount": "4861.00"}, "lines-do-not-add-up"),
        ({"callback_url": "http://example.org/"}, "callback-not-loopback"),
        ({"return_url": "javascript:alert(1)"}, "bad-field"),
        ({"return_url": "http://x/; script-src *"}, "bad-field"),
    ],
)
def test_an_unsound_order_is_refused(
    treasury: Treasury, secret: bytes, order: Order, say: dict[str, Any], code: str
) -> None:
    answer = signed(secret, "POST", f"{treasury.url}/orders", order(**say))
    assert (answer.status, answer.json()["error"]) == (422, code)


def test_only_the_platform_places_and_reads_orders(treasury: Treasury, secret: bytes, order: Order) -> None:
    url = f"{treasury.url}/orders"
    assert signed(b"another secret" * 4, "POST", url, order()).json()["error"] == "bad-signature"
    assert signed(secret, "POST", url, order(), at=int(time.time()) - 301).json()["error"] == "stale"
    assert send("GET", f"{url}/ORD-2026-00042").status == 401
    _place(treasury, secret, order())
    now = str(int(time.time()))
    seen = signed(secret, "GET", f"{url}/ORD-2026-00042")
    assert seen.status == 200
    # A signature made to read an order does not settle it.
    stolen = sign_request(secret, int(now), "GET", "/orders/ORD-2026-00042", b"")
    settle = f"{url}/ORD-2026-00042/settle"
    assert send("POST", settle, X_Treasury_Signature=stolen, X_Treasury_Timestamp=now).status == 401


def test_paying_tells_the_platform_and_sends_the_payer_back(
    treasury: Treasury, secret: bytes, order: Order, platform: Platform
) -> None:
    placed = _place(treasury, secret, order())
    back = _press(placed, "pay")
    assert back.status == 303
    assert back.headers["Location"] == (
        "http://127.0.0.1:8000/dossiers/42/?tab=fees&reference=ORD-2026-00042&status=paid"
    )
    (callback,) = platform.wait_for(1)
    assert is_ours(callback, secret)
    told = json.loads(callback.body)
    status = signed(secret, "GET", f"{treasury.url}/orders/ORD-2026-00042").json()
    assert told["kind"] == "payment.settled"
    assert status["status"] == "paid"
    assert told["transaction_number"] == status["transaction_number"] != ""
    assert (told["amount"], told["reference"]) == ("4860.00", "ORD-2026-00042")
    assert told["event"] == callback.headers["X-Treasury-Event"]


def test_a_forged_callback_is_told_from_a_true_one(
    treasury: Treasury, secret: bytes, order: Order, platform: Platform
) -> None:
    signed(secret, "POST", f"{treasury.url}/orders", order())
    assert signed(secret, "POST", f"{treasury.url}/orders/ORD-2026-00042/settle").json()["status"] == "paid"
    (callback,) = platform.wait_for(1)
    assert is_ours(callback, secret)
    assert not is_ours(callback, b"another secret" * 4)
    assert not is_ours(replace(callback, body=callback.body.replace(b"4860.00", b"0001.00")), secret)


def test_a_double_click_pays_once(
    treasury: Treasury, secret: bytes, order: Order, platform: Platform
) -> None:
    placed = _place(treasury, secret, order())
    clicks = [Thread(target=_press, args=(placed, "pay")) for _ in range(5)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    platform.wait_for(1)
    time.sleep(0.3)
    assert len(platform.received) == 1
    assert _press(placed, "decline").headers["Location"].endswith("status=paid")


def test_a_declined_card_leaves_the_order_open(
    treasury: Treasury, secret: bytes, order: Order, platform: Platform
) -> None:
    placed = _place(treasury, secret, order())
    assert _press(placed, "decline").headers["Location"].endswith("status=declined")
    assert _press(placed, "cancel").headers["Location"].endswith("status=cancelled")
    assert _place(treasury, secret, order())["status"] == "open"
    _press(placed, "pay")
    kinds = {json.loads(each.body)["kind"] for each in platform.wait_for(3)}
    assert kinds == {"payment.declined", "payment.cancelled", "payment.settled"}


def test_a_callback_is_sent_until_it_is_accepted(
    treasury: Treasury, secret: bytes, order: Order, platform: Platform
) -> None:
    platform.answers = [500, 503, 302]
    _press(_place(treasury, secret, order()), "pay")
    sent = platform.wait_for(4)
    assert len({each.headers["X-Treasury-Event"] for each in sent}) == 1
    assert len({each.body for each in sent}) == 1
    time.sleep(0.5)
    assert len(platform.received) == 4


def _child(folder: Path, secret_file: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    command = [sys.executable, "-m", "sandboxes", "treasury", "--folder", str(folder), "--port", str(port)]
    child = subprocess.Popen([*command, "--secret-file", str(secret_file)], stdout=subprocess.PIPE)
    assert child.stdout
    return child, json.loads(child.stdout.readline())["url"]


def test_a_kill_between_payment_and_callback_loses_nothing(
    tmp_path: Path, secret_file: Path, secret: bytes, order: Order
) -> None:
    platform = Platform()
    port = int(platform.url.split(":")[2].split("/")[0])
    platform.stop()  # down when the payment is made
    child, url = _child(tmp_path / "t", secret_file, 0)
    placed = signed(secret, "POST", f"{url}/orders", order(callback_url=platform.url)).json()
    assert _press(placed, "pay").status == 303
    child.send_signal(signal.SIGKILL)
    child.wait()
    platform = Platform(port)
    child, url = _child(tmp_path / "t", secret_file, int(url.rsplit(":", 1)[1]))
    try:
        (callback, *_) = platform.wait_for(1)
        assert is_ours(callback, secret)
        assert json.loads(callback.body)["kind"] == "payment.settled"
        assert signed(secret, "GET", f"{url}/orders/ORD-2026-00042").json()["status"] == "paid"
    finally:
        child.terminate()
        assert child.wait(5) == 0
        platform.stop()


@pytest.mark.parametrize(
    ("lang", "direction", "amount"), [("fr", "ltr", "4\u202f860,00 DH"), ("ar", "rtl", "4.860,00 درهم")]
)
def test_the_page_speaks_both_languages(
    treasury: Treasury, secret: bytes, order: Order, lang: str, direction: str, amount: str
) -> None:
    placed = _place(treasury, secret, order())
    shown = send("GET", f"{placed['url']}?lang={lang}")
    assert f'<html lang="{lang}" dir="{direction}">' in shown.text()
    assert amount in shown.text()
    for notice in ("Démonstration, données fictives", "عرض توضيحي، معطيات افتراضية"):
        assert notice in shown.text()
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self' http://127.0.0.1:8000;" in policy + ";"


def test_a_paid_order_shows_its_number(treasury: Treasury, secret: bytes, order: Order) -> None:
    placed = _place(treasury, secret, order())
    _press(placed, "pay")
    status = signed(secret, "GET", f"{treasury.url}/orders/ORD-2026-00042").json()
    shown = send("GET", placed["url"]).text()
    assert status["transaction_number"] in shown
    assert "<form" not in shown


def test_another_site_cannot_pay_for_the_payer(treasury: Treasury, secret: bytes, order: Order) -> None:
    placed = _place(treasury, secret, order())
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert send("POST", placed["url"], b"action=pay", Origin="http://evil.example", **form).status == 403
    assert send("POST", placed["url"], b"action=pay", **form).status == 403
    assert send("GET", f"{treasury.url}/pay/unknown").status == 404
    assert send("GET", placed["url"], Host="evil.example").status == 421


def test_amounts_are_written_as_people_write_them() -> None:
    assert dirhams("1234567.50", "fr") == "1\u202f234\u202f567,50 DH"
    assert dirhams("500.00", "ar") == "500,00 درهم"


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    made = read_or_create_secret(path)
    assert len(made) == 64
    assert read_or_create_secret(path) == made
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("short")
    with pytest.raises(ValueError, match="32 characters"):
        read_or_create_secret(path)
