"""SMS and mail: seen once however often they are sent, and able to misbehave on demand."""

from __future__ import annotations

import http.client
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest

from sandboxes.mail import PostOffice
from sandboxes.sms import Gateway
from sandboxes.tests.conftest import post_json, send

SMS = {"key": "notice-7", "to": "+212600000001", "text": "تم تسليم رخصتكم. Dossier PCT-2026-00042"}


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    running = Gateway(tmp_path / "sms")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    running = PostOffice(tmp_path / "mail")
    running.start()
    yield running
    running.stop()


def test_a_message_is_seen_once(gateway: Gateway) -> None:
    url = f"{gateway.url}/messages"
    assert [post_json(url, SMS).status for _ in range(3)] == [201, 200, 200]
    (message,) = send("GET", f"{url}.json").json()["messages"]
    assert (message["text"], message["status"], message["attempts"]) == (SMS["text"], "delivered", 3)
    assert send("GET", f"{url}/notice-7").json() == message
    assert send("GET", f"{url}/notice-8").status == 404


def test_a_key_never_changes_its_message(gateway: Gateway) -> None:
    post_json(f"{gateway.url}/messages", SMS)
    assert post_json(f"{gateway.url}/messages", SMS | {"text": "autre"}).status == 409


@pytest.mark.parametrize("say", [{"key": ""}, {"to": "0600000001"}, {"text": ""}, {"text": 5}])
def test_an_unsound_message_is_refused(gateway: Gateway, say: dict[str, object]) -> None:
    assert post_json(f"{gateway.url}/messages", SMS | say).status == 422


def test_a_gateway_that_accepts_and_says_otherwise(gateway: Gateway) -> None:
    url = f"{gateway.url}/messages"
    post_json(f"{gateway.url}/faults", {"mode": "accept-then-500", "count": 1})
    assert post_json(url, SMS).status == 500
    assert send("GET", f"{url}/notice-7").status == 200
    post_json(f"{gateway.url}/faults", {"mode": "accept-then-silence"})
    with pytest.raises(http.client.RemoteDisconnected):
        post_json(url, SMS | {"key": "silent"})
    assert send("GET", f"{url}/silent").status == 200
    post_json(f"{gateway.url}/faults", {"mode": "refuse-503"})
    assert post_json(url, SMS | {"key": "refused"}).status == 503
    assert send("GET", f"{url}/refused").status == 404
    assert post_json(url, SMS | {"key": "refused"}).status == 201
    assert post_json(f"{gateway.url}/faults", {"mode": "explode"}).status == 422


def test_the_telephone_shows_text_never_markup(gateway: Gateway) -> None:
    post_json(f"{gateway.url}/messages", SMS | {"text": "<img src=x onerror=alert(1)>"})
    shown = send("GET", f"{gateway.url}/?lang=ar")
    assert "<img src=x" not in shown.text()
    assert '<p class="text" dir="auto">' in shown.text()
    assert '<html lang="ar" dir="rtl">' in shown.text()


def test_messages_outlive_the_process(tmp_path: Path) -> None:
    first = Gateway(tmp_path / "kept")
    first.start()
    post_json(f"{first.url}/messages", SMS)
    first.stop()
    second = Gateway(tmp_path / "kept")
    second.start()
    assert send("GET", f"{second.url}/messages/notice-7").status == 200
    second.stop()


def _letter(message_id: str = "<notice-7@rokhas.demo>") -> EmailMessage:
    letter = EmailMessage()
    letter["Message-ID"], letter["Subject"] = message_id, "رخصتكم جاهزة – Votre permis est prêt"
    letter["From"], letter["To"] = "rokhas@demo.invalid", "y.berrada@demo.invalid"
    letter.set_content("Votre permis est délivré.\nتم تسليم رخصتكم.\n")
    letter.add_alternative("<p dir=rtl>تم تسليم رخصتكم <script>alert(1)</script></p>", subtype="html")
    letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="permis.pdf")
    return letter


def _deliver(office: PostOffice, letter: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", office.smtp_port, timeout=5) as smtp:
        smtp.send_message(letter)


def test_mail_sent_twice_is_kept_once_and_counted(office: PostOffice) -> None:
    _deliver(office, _letter())
    _deliver(office, _letter())
    (message,) = send("GET", f"{office.url}/messages.json").json()["messages"]
    assert message["message_id"] == "<notice-7@rokhas.demo>"
    assert message["deliveries"] == 2
    assert message["recipients"] == "y.berrada@demo.invalid"


def test_one_may_ask_whether_mail_has_arrived(office: PostOffice) -> None:
    address = f"{office.url}/messages/{quote('<notice-7@rokhas.demo>', safe='')}"
    assert send("HEAD", address).status == 404
    _deliver(office, _letter())
    assert send("HEAD", address).status == 200
    assert send("GET", f"{office.url}/messages/notice-7@rokhas.demo").json()["deliveries"] == 1


def test_a_letter_is_read_safely_in_both_languages(office: PostOffice) -> None:
    _deliver(office, _letter())
    name = office.mailbox.all()[0]["id"]
    page = send("GET", f"{office.url}/read/{name}?lang=ar").text()
    assert "Votre permis est délivré." in page
    assert "تم تسليم رخصتكم" in page
    assert "permis.pdf" in page
    assert "<script>" not in page
    assert "sandbox></iframe>" in page
    framed = send("GET", f"{office.url}/read/{name}/html")
    assert "sandbox;" in framed.headers["Content-Security-Policy"]
    assert send("GET", f"{office.url}/read/{name}.eml").body.startswith(b"Message-ID: <notice-7@rokhas.demo>")
    assert send("GET", f"{office.url}/read/..%2F..%2Fsecret.eml").status == 404


def test_mail_needs_a_message_id(office: PostOffice) -> None:
    letter = _letter()
    del letter["Message-ID"]
    with pytest.raises(smtplib.SMTPDataError, match="Message-ID"):
        _deliver(office, letter)


def test_a_mail_server_that_accepts_and_says_otherwise(office: PostOffice) -> None:
    post_json(f"{office.url}/faults", {"mode": "accept-then-451"})
    with pytest.raises(smtplib.SMTPDataError):
        _deliver(office, _letter())
    assert send("HEAD", f"{office.url}/messages/notice-7@rokhas.demo").status == 200
    post_json(f"{office.url}/faults", {"mode": "refuse-451"})
    with pytest.raises(smtplib.SMTPDataError):
        _deliver(office, _letter("<other@rokhas.demo>"))
    assert send("HEAD", f"{office.url}/messages/other@rokhas.demo").status == 404
