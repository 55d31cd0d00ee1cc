"""From the job to the signature through the holder's window."""

from __future__ import annotations

import base64
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from agent import hand
from agent.hand import HandRefused, press, send
from agent.server import Agent
from agent.tests.conftest import ORIGIN, PIN, Ask, Platform, certificate
from agent.tokens import SoftwareToken, provision
from agent.words import words


def _verify(holder: bytes, signature: str, message: bytes) -> None:
    key = x509.load_der_x509_certificate(holder).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(base64.b64decode(signature), message, padding.PKCS1v15(), hashes.SHA256())


def _open(ask: Ask, *jobs: object) -> dict[str, str]:
    answer = ask("POST", "/v1/sign", {"jobs": list(jobs)})
    assert answer.status == 202
    return answer.json()


def _state(ask: Ask, opened: dict[str, str]) -> dict[str, object]:
    return ask("GET", f"/v1/sign/{opened['id']}?wait=0").json()


def test_a_holder_signs_what_the_platform_prepared(agent: Agent, platform: Platform, holder: bytes) -> None:
    payloads = [platform.payload(holder) for _ in range(3)]
    jobs = [platform.envelope(each) for each in payloads]
    results = hand.sign(agent.url, ORIGIN, jobs, PIN)
    assert [each["jti"] for each in results] == [each["jti"] for each in payloads]
    for result, payload in zip(results, payloads, strict=True):
        _verify(holder, result["signature"], base64.b64decode(payload["tbs"]))
        assert result["alg"] == "sha256_rsa"


def test_the_window_shows_all_that_is_signed(ask: Ask, platform: Platform, holder: bytes) -> None:
    payload = platform.payload(holder)
    shown = send(_open(ask, platform.envelope(payload))["window"], "GET", b"", {}).body.decode()
    document = payload["document"]
    for fact in (
        document["title"],
        document["kind"],
        document["number"],
        ORIGIN,
        "s.idrissi",
        "DEMO Salma Idrissi",
    ):
        assert fact in shown
    assert document["byterange_sha256"] in shown.replace("<wbr>", "")
    assert 'autocomplete="off"' in shown
    assert 'dir="ltr"' in shown


def test_a_title_cannot_become_markup(ask: Ask, platform: Platform, holder: bytes) -> None:
    payload = platform.payload(holder)
    payload["document"]["title"] = "<script>alert(1)</script>"
    shown = send(_open(ask, platform.envelope(payload))["window"], "GET", b"", {}).body.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_the_window_speaks_the_language_of_the_job(ask: Ask, platform: Platform, holder: bytes) -> None:
    opened = _open(ask, platform.job(holder, lang="ar"))
    arabic = send(opened["window"], "GET", b"", {}).body.decode()
    french = send(opened["window"] + "?lang=fr", "GET", b"", {}).body.decode()
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "ستوقعون" in arabic
    assert '<html lang="fr" dir="ltr">' in french
    assert "Vous allez signer" in french


def test_the_window_cannot_be_framed_read_or_scripted(ask: Ask, platform: Platform, holder: bytes) -> None:
    opened = _open(ask, platform.job(holder))
    answer = send(opened["window"], "GET", b"", {})
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert send(opened["window"], "GET", b"", {"Sec-Fetch-Dest": "iframe"}).status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ORIGIN},
        {"Origin": "null"},
        {},
        {"Origin": "own", "Sec-Fetch-Site": "same-site"},
        {"Origin": "own", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_only_the_window_itself_may_send_the_pin(
    ask: Ask, agent: Agent, platform: Platform, holder: bytes, headers: dict[str, str]
) -> None:
    opened = _open(ask, platform.job(holder))
    session = agent.desk.window(opened["window"].rsplit("/", 1)[1])
    assert session
    body = urlencode({"form": session.form, "action": "sign", "pin": PIN}).encode()
    sent = {"Content-Type": "application/x-www-form-urlencoded"} | headers
    sent = {name: agent.url if value == "own" else value for name, value in sent.items()}
    assert send(opened["window"], "POST", body, sent).status == 403
    assert _state(ask, opened)["state"] == "waiting"


def test_the_form_of_another_window_is_refused(ask: Ask, platform: Platform, holder: bytes) -> None:
    first, second = _open(ask, platform.job(holder)), _open(ask, platform.job(holder))
    shown = send(first["window"], "GET", b"", {}).body.decode()
    token = shown.split('name="form" value="')[1].split('"')[0]
    assert press(second["window"], {"pin": PIN, "form": token}).status == 403
    assert _state(ask, second)["state"] == "waiting"


def test_the_holder_may_refuse(ask: Ask, platform: Platform, holder: bytes) -> None:
    opened = _open(ask, platform.job(holder))
    refused = press(opened["window"], {"action": "refuse"})
    assert refused.status == 200
    for said in ("may_close", "kept_open"):
        assert all(words(lang)[said] in refused.body.decode() for lang in ("fr", "ar"))
    assert _state(ask, opened) == {"state": "cancelled", "results": [], "error": "USER_CANCELLED"}


def test_the_page_may_withdraw_its_request(ask: Ask, platform: Platform, holder: bytes) -> None:
    opened = _open(ask, platform.job(holder))
    assert ask("DELETE", f"/v1/sign/{opened['id']}").json()["state"] == "cancelled"
    with pytest.raises(HandRefused, match="NO_FORM"):
        press(opened["window"], {"pin": PIN})


def test_a_request_dies_with_its_job(ask: Ask, platform: Platform, holder: bytes) -> None:
    now = int(time.time())
    opened = _open(ask, platform.job(holder, iat=now - 30, exp=now + 2))
    time.sleep(max(0.0, now + 2.05 - time.time()))
    assert _state(ask, opened)["state"] == "expired"
    assert send(opened["window"], "GET", b"", {}).status == 410


def test_the_waiting_page_is_answered_as_soon_as_the_holder_signs(
    ask: Ask, platform: Platform, holder: bytes
) -> None:
    opened = _open(ask, platform.job(holder))
    threading.Timer(0.2, press, (opened["window"], {"pin": PIN})).start()
    start = time.monotonic()
    answer = ask("GET", f"/v1/sign/{opened['id']}").json()
    assert answer["state"] == "done"
    assert time.monotonic() - start < 5


def test_pressing_twice_signs_once(ask: Ask, platform: Platform, holder: bytes) -> None:
    opened = _open(ask, platform.job(holder))
    form = send(opened["window"], "GET", b"", {}).body.decode().split('name="form" value="')[1].split('"')[0]
    fields = {"pin": PIN, "form": form, "action": "sign"}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": opened["window"].split("/window")[0],
    }
    answers: list[int] = []

    def once() -> None:
        answers.append(send(opened["window"], "POST", urlencode(fields).encode(), headers).status)

    pressed = [threading.Thread(target=once) for _ in range(2)]
    for each in pressed:
        each.start()
    for each in pressed:
        each.join()
    results = _state(ask, opened)["results"]
    assert answers == [200, 200]
    assert isinstance(results, list)
    assert len(results) == 1


def test_another_allowed_page_cannot_collect_the_signature(
    ask: Ask, agent: Agent, platform: Platform, holder: bytes
) -> None:
    agent.origins = frozenset({ORIGIN, "http://127.0.0.1:9999"})
    opened = _open(ask, platform.job(holder))
    assert ask("GET", f"/v1/sign/{opened['id']}", Origin="http://127.0.0.1:9999").status == 404


def test_three_wrong_pins_lock_the_key_for_good(
    ask: Ask, agent: Agent, platform: Platform, token: SoftwareToken, holder: bytes
) -> None:
    opened = _open(ask, platform.job(holder))
    first = press(opened["window"], {"pin": "000000"})
    assert first.status == 422
    assert "Ce code ne correspond pas" in first.body.decode()
    assert token.flags().count_low
    assert not token.flags().final_try
    second = press(opened["window"], {"pin": "000000"})
    assert second.status == 422
    assert "Dernier essai" in second.body.decode()
    third = press(opened["window"], {"pin": "000000"})
    assert third.status == 423
    assert "La clé est bloquée" in third.body.decode()
    assert _state(ask, opened) == {"state": "failed", "results": [], "error": "PIN_LOCKED"}
    with pytest.raises(HandRefused, match="PIN_LOCKED"):
        hand.sign(agent.url, ORIGIN, [platform.job(holder)], PIN)


def test_a_slip_costs_no_try(ask: Ask, platform: Platform, token: SoftwareToken, holder: bytes) -> None:
    opened = _open(ask, platform.job(holder))
    for slip in ("", "12", "1" * 17):
        assert press(opened["window"], {"pin": slip}).status == 422
    assert not token.flags().count_low


def test_a_transport_pin_is_changed_and_the_change_is_proved(
    agent: Agent, platform: Platform, tmp_path: Path
) -> None:
    fresh = provision(tmp_path / "tokens" / "new", "Omar", PIN, certificate, to_be_changed=True)
    holder = fresh.certificate() or b""
    result = hand.change_pin(agent.url, ORIGIN, platform.pin_job(fresh.serial), PIN, "314159")
    statement = base64.b64decode(result["statement"])
    _verify(holder, result["signature"], b"permit-activation-v1\0" + statement)
    assert fresh.serial.encode() in statement
    assert base64.b64encode(b"n" * 16) in statement
    assert not fresh.flags().to_be_changed
    assert len(hand.sign(agent.url, ORIGIN, [platform.job(holder)], "314159")) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pin": PIN, "new": "123456", "again": "123456"}, "اختاروا من 6 إلى 16"),
        ({"pin": PIN, "new": PIN, "again": PIN}, "اختاروا من 6 إلى 16"),
        ({"pin": PIN, "new": "314159", "again": "314158"}, "غير متطابق"),
    ],
)
def test_a_weak_or_mistyped_new_pin_is_explained(
    ask: Ask, platform: Platform, token: SoftwareToken, fields: dict[str, str], sentence: str, holder: bytes
) -> None:
    opened = ask("POST", "/v1/change-pin", {"job": platform.pin_job(token.serial)}).json()
    answer = press(opened["window"], fields)
    assert answer.status == 422
    assert sentence in answer.body.decode()
    assert not token.flags().count_low


def test_certificates_are_listed_with_hints_only(agent: Agent, token: SoftwareToken, holder: bytes) -> None:
    (listed,) = hand.certificates(agent.url, ORIGIN)
    assert base64.b64decode(listed["certificate"]) == holder
    assert listed["flags"] == {
        "to_be_changed": False,
        "count_low": False,
        "final_try": False,
        "locked": False,
    }
    assert set(listed) == {"token", "label", "holder", "certificate", "cert_sha256", "flags"}
