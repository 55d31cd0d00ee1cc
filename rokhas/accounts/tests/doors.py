"""Ways in, as people take them."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from rokhas.accounts.models import Person
from rokhas.accounts.tests.offices import PASSWORD
from rokhas.accounts.tests.soft_key import SoftKey
from rokhas.post.models import Message
from rokhas.post.queries import parcel_of


def browser() -> Client:
    return Client(headers={"accept-language": "fr"})


def with_password(found: Person) -> Client:
    client = browser()
    client.post("/sign-in/login/", {"login": found.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def where(answer: Any) -> str:
    return str(urlsplit(answer.headers["Location"]).path)


def code_of(secret: str, *, ahead: int = 0) -> str:
    """What an application shows."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def links_an_application(client: Client) -> str:
    """Confirm the password, scan, type the code; the secret scanned."""
    client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    secret = str(client.get("/sign-in/second-factor/totp/activate/").context["form"].secret)
    answer = client.post("/sign-in/second-factor/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def letter() -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", parcel_of(Message.objects.latest("pk")).body)
    assert found, parcel_of(Message.objects.latest("pk")).body
    return found[0]


def adds_a_passkey(client: Client) -> SoftKey:
    client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    key, address = SoftKey(), "/sign-in/second-factor/webauthn/add/"
    options = client.get(address).context["js_data"]["creation_options"]
    sent = {"name": "Ma clé", "passwordless": "on", "credential": key.create(options)}
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return key
