"""The national identity, against a real OpenID provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread
from pytest_django import Settings

from rokhas.accounts.models import Person
from rokhas.accounts.providers.identity import SignedAssertions
from rokhas.accounts.tests.doors import (
    browser,
    is_in,
    where,
    with_password,
)
from rokhas.accounts.tests.offices import PASSWORD, person


@pytest.fixture(autouse=True)
def two_factors(settings: Settings) -> None:
    settings.ROKHAS_SECOND_FACTOR = "required"


IDENTITY = {
    "sub": "K123456",
    "claims": {"name": "Salma  Tazi", "email": "salma@id.example", "email_verified": True},
}


@pytest.fixture
def provider(settings: Settings) -> Iterator[str]:
    with run_server_in_thread(user_claims=[User(**IDENTITY)]) as server:
        address = f"http://localhost:{server.server_port}"
        app = {
            "provider_id": "national",
            "name": "Identité nationale",
            "client_id": "rokhas",
            "secret": "secret",
            "settings": {"server_url": address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield address


LOGIN = "/sign-in/oidc/national/login/"


def comes_back(client: Client, asked: str = LOGIN, sub: str = "K123456") -> Any:
    """Press the button, say who one is at the provider, come back."""
    there = client.post(asked).headers["Location"]
    said = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10)
    back = urlsplit(said.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def test_the_national_identity_opens_an_account_and_signs_in_to_it(provider: str) -> None:
    client = browser()
    assert "Identité nationale" in client.get("/sign-in/login/").content.decode()
    comes_back(client)
    found = Person.objects.get(email="salma@id.example")
    assert found.name_fr == "Salma Tazi"
    assert not found.has_usable_password()
    again = browser()
    comes_back(again)
    assert again.session["_auth_user_id"] == str(found.pk)


def test_the_national_identity_never_takes_the_account_of_an_address(provider: str) -> None:
    victim = person("victim")
    Person.objects.filter(pk=victim.pk).update(email="salma@id.example")
    EmailAddress.objects.update(email="salma@id.example")
    client = browser()
    comes_back(client)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_one_links_the_national_identity_to_one_s_account_and_unlinks_it(
    provider: str, applicant: Person
) -> None:
    client = with_password(applicant)
    client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    comes_back(client, f"{LOGIN}?process=connect")
    linked = SocialAccount.objects.get()
    assert (linked.user_id, linked.uid) == (applicant.pk, "K123456")
    assert "Dissocier" in client.get("/sign-in/identity/").content.decode()
    client.post("/sign-in/identity/", {"account": linked.pk})
    assert not SocialAccount.objects.exists()


def test_the_national_identity_of_an_official_still_asks_the_second_factor(
    provider: str, clerk: Person
) -> None:
    SocialAccount.objects.create(user=clerk, provider="national", uid="K123456")
    client = browser()
    comes_back(client)
    assert where(client.get("/account/")) == "/account/proof/"
    assert client.get("/account/proof/").context["missing"] == "second_factor"


def test_an_answer_that_was_not_asked_for_signs_nobody_in(provider: str) -> None:
    client = browser()
    page = client.get(f"{LOGIN}callback/", {"code": "x", "state": "y"})
    assert "Personne n’est connecté" in page.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize(
    "claim",
    [{"aud": "another"}, {"iss": "https://elsewhere.example"}, {"exp": 1_000_000_000}],
    ids=["for-another", "by-another", "too-old"],
)
def test_an_assertion_that_is_not_for_us_signs_nobody_in(
    provider: str, monkeypatch: pytest.MonkeyPatch, claim: dict[str, Any]
) -> None:
    twists(monkeypatch, claim)
    client = browser()
    comes_back(client)
    assert not is_in(client)


def test_an_assertion_serves_once(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    twists(monkeypatch, {"jti": "once"})
    first, second = browser(), browser()
    comes_back(first)
    assert is_in(first)
    comes_back(second)
    assert not is_in(second)


@pytest.mark.parametrize("signed", ["by-another", "by-nobody"])
def test_an_assertion_that_the_provider_did_not_sign_signs_nobody_in(
    provider: str, monkeypatch: pytest.MonkeyPatch, signed: str
) -> None:
    twists(monkeypatch, {}, known=False, unsigned=signed == "by-nobody")
    client = browser()
    comes_back(client)
    assert not is_in(client)
    assert not Person.objects.filter(email="salma@id.example").exists()


def test_the_strength_of_the_proof_is_asked_and_an_assertion_of_a_weaker_one_refused(
    provider: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"] |= {
        "acr": ["card", "card-and-pin"],
        "auth_params": {"acr_values": "card card-and-pin"},
    }
    weak, strong = browser(), browser()
    assert "acr_values=card+card-and-pin" in weak.post(LOGIN).headers["Location"]
    comes_back(weak)
    assert not is_in(weak)
    twists(monkeypatch, {"acr": "card-and-pin"})
    comes_back(strong)
    assert is_in(strong)


def twists(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any], *, known: bool = True, unsigned: bool = False
) -> None:
    """What the provider says arrives changed; signed by a key that is the provider's when it is `known`."""
    decode = SignedAssertions._decode_id_token
    key = generate_private_key(public_exponent=65537, key_size=2048)

    def twisted(adapter: Any, app: Any, assertion: str) -> Any:
        said = jwt.decode(assertion, options={"verify_signature": False}) | claims
        if unsigned:
            return decode(adapter, app, jwt.encode(said, "", algorithm="none"))
        return decode(adapter, app, jwt.encode(said, key, algorithm="RS256"))

    if known:
        monkeypatch.setattr(SignedAssertions, "_key", lambda *_asked: key.public_key())
    monkeypatch.setattr(SignedAssertions, "_decode_id_token", twisted)


def test_a_refusal_at_the_provider_is_said(provider: str) -> None:
    client = browser()
    there = client.post(LOGIN).headers["Location"]
    said = requests.post(there, data={"action": "deny"}, allow_redirects=False, timeout=10)
    back = urlsplit(said.headers["Location"])
    page = client.get(f"{back.path}?{back.query}", follow=True)
    assert "Personne n’est connecté" in page.content.decode()


def test_the_national_identity_is_off_unless_it_is_named() -> None:
    assert "oidc" not in browser().get("/sign-in/login/").content.decode()
    assert browser().post(LOGIN).status_code == 404
