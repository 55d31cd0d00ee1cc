"""The national identity, against a real OpenID provider."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from jwt.algorithms import RSAAlgorithm
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


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with run_server_in_thread(user_claims=[User(**IDENTITY)]) as started:
        yield started


@pytest.fixture
def provider(server: Any, settings: Settings) -> str:
    address = f"http://localhost:{server.server_port}"
    app = {
        "provider_id": "national",
        "name": "Identité nationale",
        "client_id": "rokhas",
        "secret": "secret",
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return address


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
    [
        {"aud": "another"},
        {"aud": ["rokhas", "another"]},
        {"azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1_000_000_000},
        {"iat": None},
        {"nonce": "of another request"},
        {"nonce": None},
        {"sub": ""},
        {"sub": "K" * 192},
    ],
    ids=lambda claim: "-".join(map(str, (*claim, *claim.values())))[:30],
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
        said = {name: value for name, value in said.items() if value is not None}
        if unsigned:
            return decode(adapter, app, jwt.encode(said, "", algorithm="none"))
        return decode(adapter, app, jwt.encode(said, key, algorithm="RS256"))

    if known:
        monkeypatch.setattr(SignedAssertions, "_key", lambda *_asked: key.public_key())
    monkeypatch.setattr(SignedAssertions, "_decode_id_token", twisted)


def test_the_person_is_read_from_what_was_signed_and_from_no_other_paper(
    provider: str, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = person("victim")
    SocialAccount.objects.create(user=victim, provider="national", uid="VICTIM1")
    told = {"sub": "VICTIM1", "email": victim.email, "email_verified": True, "name": "Somebody Else"}
    monkeypatch.setitem(server.app.view_functions, "oidc-provider-mock.userinfo", lambda: told)
    assert requests.get(f"{provider}/userinfo", timeout=10).json() == told
    client = browser()
    comes_back(client)
    assert client.session.get("_auth_user_id") != str(victim.pk)
    opened = SocialAccount.objects.exclude(user=victim).get()
    assert (opened.uid, opened.user.email, opened.user.name_fr) == (
        "K123456",
        "salma@id.example",
        "Salma Tazi",
    )


def test_nobody_is_known_by_another_claim_than_sub(
    provider: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["uid_field"] = "email"
    client = browser()
    comes_back(client)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("said", ["false", "true", 1, None])
def test_an_address_is_proved_when_the_provider_says_so_and_no_less(
    provider: str, monkeypatch: pytest.MonkeyPatch, said: Any
) -> None:
    twists(monkeypatch, {"email_verified": said})
    client = browser()
    comes_back(client)
    assert not is_in(client)
    assert not EmailAddress.objects.filter(verified=True).exists()


@pytest.mark.parametrize(
    ("seconds", "claims", "believed"),
    [
        (3, ["iat", "nbf"], True),
        (120, ["iat"], False),
        (120, ["nbf"], False),
        (-3, ["exp"], True),
        (-120, ["exp"], False),
    ],
)
def test_the_clock_of_the_provider_may_differ_a_little_from_ours(
    provider: str, monkeypatch: pytest.MonkeyPatch, seconds: int, claims: list[str], *, believed: bool
) -> None:
    twists(monkeypatch, dict.fromkeys(claims, int(time.time()) + seconds) | {"jti": "once"})
    client, again = browser(), browser()
    comes_back(client)
    assert is_in(client) is believed
    comes_back(again)
    assert not is_in(again)


KEY, OTHER = (generate_private_key(public_exponent=65537, key_size=2048) for _each in range(2))


def published(key: RSAPrivateKey, **more: str) -> dict[str, Any]:
    found: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {name: value for name, value in found.items() if name != "key_ops"} | more


def by_the_public_key(said: dict[str, Any]) -> str:
    """An assertion "signed" with what everybody may read, as if it were a secret."""
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [json.dumps(each).encode() for each in ({"alg": "HS256", "kid": "one"}, said)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    seal = base64.urlsafe_b64encode(hmac.digest(public, signed, hashlib.sha256)).rstrip(b"=")
    return (signed + b"." + seal).decode()


def by_the_key(algorithm: str, named: str | None = "one") -> Any:
    return lambda said: jwt.encode(said, KEY, algorithm=algorithm, headers={"kid": named} if named else None)


@pytest.mark.parametrize(
    ("keys", "signs", "believed"),
    [
        ([published(KEY, kid="one"), published(OTHER, kid="two")], by_the_key("RS256"), True),
        ([published(KEY, kid="one")], by_the_key("PS384"), True),
        ([published(KEY, kid="one", alg="RS256"), {"kty": "EC"}], by_the_key("RS256", None), True),
        ([published(OTHER, kid="two")], by_the_key("RS256"), False),
        ([published(OTHER, kid="one")], by_the_key("RS256"), False),
        ([published(KEY, kid="one"), published(OTHER, kid="two")], by_the_key("RS256", None), False),
        ([published(KEY, kid="one", use="enc")], by_the_key("RS256"), False),
        ([published(KEY, kid="one", alg="PS256")], by_the_key("RS256"), False),
        ([published(KEY, kid="one") | {"kty": "EC"}], by_the_key("RS256"), False),
        ([{"kty": "RSA", "kid": "one"}, "nonsense"], by_the_key("RS256"), False),
        ([published(KEY, kid="one")], by_the_public_key, False),
        ([], by_the_key("RS256"), False),
        ("nonsense", by_the_key("RS256"), False),
        (["nonsense"], lambda _said: "nonsense", False),
    ],
    ids=[
        "after-a-new-key",
        "other-padding",
        "unnamed-and-alone",
        "withdrawn",
        "another-of-that-name",
        "unnamed-among-several",
        "key-that-hides",
        "key-for-another-algorithm",
        "key-of-another-kind",
        "key-with-nothing-in-it",
        "public-key-as-a-secret",
        "no-key",
        "no-list",
        "no-assertion",
    ],
)
def test_the_key_is_the_one_that_is_named_and_published_for_that(
    provider: str, server: Any, monkeypatch: pytest.MonkeyPatch, keys: Any, signs: Any, *, believed: bool
) -> None:
    monkeypatch.setitem(server.app.view_functions, "oidc-provider-mock.jwks", lambda: {"keys": keys})
    decode = SignedAssertions._decode_id_token

    def signed(adapter: Any, app: Any, assertion: str) -> Any:
        return decode(adapter, app, signs(jwt.decode(assertion, options={"verify_signature": False})))

    monkeypatch.setattr(SignedAssertions, "_decode_id_token", signed)
    client = browser()
    page = comes_back(client)
    assert is_in(client) is believed
    assert believed or "Personne n’est connecté" in page.content.decode()


@pytest.mark.parametrize("answer", [("", 503), ("nonsense", 200), (["nonsense"], 200)], ids=str)
@pytest.mark.parametrize("paper", ["jwks", "openid_config"])
def test_a_provider_that_answers_badly_is_said_away(
    provider: str, server: Any, monkeypatch: pytest.MonkeyPatch, paper: str, answer: Any
) -> None:
    client = browser()
    there = client.post(LOGIN).headers["Location"]
    said = requests.post(there, data={"sub": "K123456"}, allow_redirects=False, timeout=10)
    back = urlsplit(said.headers["Location"])
    monkeypatch.setitem(server.app.view_functions, f"oidc-provider-mock.{paper}", lambda: answer)
    page = client.get(f"{back.path}?{back.query}")
    assert (page.status_code, "Personne n’est connecté" in page.content.decode()) == (401, True)
    assert not is_in(client)
    if paper == "openid_config":
        page = client.post(LOGIN)
        assert (page.status_code, "Personne n’est connecté" in page.content.decode()) == (401, True)


def test_a_provider_that_is_down_is_said_away(provider: str, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://localhost:9"
    )
    page = browser().post(LOGIN)
    assert (page.status_code, "Personne n’est connecté" in page.content.decode()) == (401, True)


@pytest.mark.parametrize(
    "twist",
    [{"issuer": "https://elsewhere.example"}, {"jwks_uri": None}, {"token_endpoint": "ftp://localhost/"}],
    ids=str,
)
def test_nobody_is_sent_to_a_provider_that_is_not_the_one_we_named(
    provider: str, server: Any, monkeypatch: pytest.MonkeyPatch, twist: dict[str, Any]
) -> None:
    said = requests.get(f"{provider}/.well-known/openid-configuration", timeout=10).json() | twist
    monkeypatch.setitem(server.app.view_functions, "oidc-provider-mock.openid_config", lambda: said)
    assert browser().post(LOGIN).status_code == 401


@pytest.mark.parametrize("asked", ["auth_params=acr_values%3Dnone", "scope=offline_access"])
def test_a_link_does_not_say_what_is_asked_of_the_provider(provider: str, asked: str) -> None:
    assert browser().post(f"{LOGIN}?{asked}").status_code == 400


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
