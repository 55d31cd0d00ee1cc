"""Every transport keeps the same promise: the embedded one and the real ones, against the gateways of the demonstration."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import pytest

from rokhas.post.errors import Rejected, Uncertain, Unreachable
from rokhas.post.providers.embedded import Embedded
from rokhas.post.providers.sms_http import Gateway as SmsTransport
from rokhas.post.providers.smtp import Mail, message_id
from rokhas.post.schema import Parcel, Transport
from sandboxes.mail import PostOffice
from sandboxes.sms import Gateway

LETTER = Parcel(
    "dossier:42:opinion:mail", "salma@example.ma", "رأي الوكالة الحضرية", "Votre dossier.\nملفكم.\n", "ar"
)
SHORT = Parcel("dossier:42/opinion:sms", "+212612345678", "", "DEMO: ملفكم PCT-2026-00042", "ar")


@pytest.fixture(params=["embedded", "mail", "sms"])
def carried(request: pytest.FixtureRequest) -> tuple[Transport, Parcel]:
    if request.param == "embedded":
        return Embedded(), LETTER
    if request.param == "mail":
        request.getfixturevalue("mail")
        return Mail(), LETTER
    request.getfixturevalue("sms")
    return SmsTransport(), SHORT


def test_a_message_handed_over_twice_is_one_message(carried: tuple[Transport, Parcel]) -> None:
    transport, parcel = carried
    assert transport.seen(parcel.key) is False
    assert transport.arrived(parcel.key) is None
    reference = transport.hand_over(parcel)
    assert reference
    assert transport.hand_over(parcel) == reference
    assert transport.seen(parcel.key) is True
    assert transport.seen("another") is False


def faults(url: str, *names: str) -> None:
    for name in names:
        body = json.dumps({"mode": name}).encode()
        urlopen(Request(f"{url}/faults", body, {"Content-Type": "application/json"}), timeout=5).close()


def received(url: str) -> list[dict[str, Any]]:
    with urlopen(f"{url}/messages.json", timeout=5) as answer:
        listed: list[dict[str, Any]] = json.load(answer)["messages"]
    return listed


def test_the_letter_arrives_as_it_was_written(mail: PostOffice) -> None:
    assert Mail().hand_over(LETTER) == message_id(LETTER.key)
    (found,) = mail.mailbox.all()
    letter = mail.mailbox.letter(found["id"])
    assert letter is not None
    assert (letter.subject, letter.recipients) == (LETTER.subject, LETTER.to)
    assert letter.text.splitlines() == LETTER.body.splitlines()


def test_without_a_status_service_mail_cannot_say(settings: Any) -> None:
    settings.MAIL_STATUS_URL = ""
    assert Mail().seen("anything") is None


def test_an_sms_arrives(sms: Gateway) -> None:
    SmsTransport().hand_over(SHORT)
    assert SmsTransport().arrived(SHORT.key) is True
    (found,) = received(sms.url)
    assert (found["to"], found["text"]) == (SHORT.to, SHORT.body)


@pytest.mark.parametrize("fault", ["accept-then-500", "accept-then-silence", "refuse-503"])
def test_a_gateway_that_answers_badly_leaves_a_doubt(sms: Gateway, fault: str) -> None:
    faults(sms.url, fault)
    with pytest.raises(Uncertain):
        SmsTransport().hand_over(SHORT)
    assert SmsTransport().seen(SHORT.key) is (fault != "refuse-503")


@pytest.mark.parametrize("fault", ["accept-then-451", "refuse-451"])
def test_a_relay_that_asks_for_patience_after_the_text_leaves_a_doubt(mail: PostOffice, fault: str) -> None:
    faults(mail.url, fault)
    with pytest.raises(Uncertain):
        Mail().hand_over(LETTER)
    assert Mail().seen(LETTER.key) is (fault == "accept-then-451")


def test_a_message_nobody_can_take_is_rejected(sms: Gateway) -> None:
    with pytest.raises(Rejected) as rejected:
        SmsTransport().hand_over(Parcel("k", "not a number", "", "text", "fr"))
    assert rejected.value.code == "http-422"


def test_a_dead_network_is_surely_not_a_sending(settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings.SMS_URL = f"http://127.0.0.1:{port}"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL_STATUS_URL = f"http://127.0.0.1:{port}"
    calls: list[Callable[[], object]] = [
        lambda: SmsTransport().hand_over(SHORT),
        lambda: SmsTransport().seen("k"),
        lambda: Mail().hand_over(LETTER),
        lambda: Mail().seen("k"),
    ]
    for call in calls:
        with pytest.raises(Unreachable):
            call()


def test_a_gateway_that_never_answers_is_left_in_time(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rokhas.post.providers.sms_http.TIMEOUT", 0.2)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        settings.SMS_URL = f"http://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(Uncertain):
            SmsTransport().hand_over(SHORT)
