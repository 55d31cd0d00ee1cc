"""Officials sign in with two factors: what is refused, what opens, what is recovered."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from pytest_django import Settings

from rokhas.accounts import checks
from rokhas.accounts.actions import forget_factors, give_mandate
from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.accounts.tests.doors import (
    adds_a_passkey,
    browser,
    code_of,
    is_in,
    links_an_application,
    where,
    with_password,
)
from rokhas.accounts.tests.offices import PASSWORD, TODAY, person
from rokhas.accounts.tests.soft_key import SoftKey
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.errors import NotAllowed


@pytest.fixture(autouse=True)
def two_factors(settings: Settings) -> None:
    settings.ROKHAS_SECOND_FACTOR = "required"


def test_an_official_with_a_password_alone_has_no_right_and_is_told_what_to_do(clerk: Person) -> None:
    client = with_password(clerk)
    for address in ("/", "/account/", "/notices/", "/people/"):
        assert where(client.get(address)) == "/account/proof/"
    page = client.get("/account/proof/")
    assert page.context["actor"].mandates == frozenset()
    assert page.context["missing"] == "second_factor"
    assert "/sign-in/second-factor/totp/activate/" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_official_links_an_application_and_signs_in_with_it_from_then_on(clerk: Person) -> None:
    client = with_password(clerk)
    secret = links_an_application(client)
    assert client.get("/account/").status_code == 200  # at once: it has just been shown
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))
    caches["shared"].clear()
    again = with_password(clerk)
    assert not is_in(again)
    wrong = again.post("/sign-in/second-factor/authenticate/", {"code": "000000"})
    assert "code" in wrong.context["form"].errors
    code = code_of(secret, ahead=1)
    again.post("/sign-in/second-factor/authenticate/", {"code": code})
    assert again.get("/account/").status_code == 200
    assert where(again.get("/account/proof/")) == "/"
    other = with_password(clerk)
    other.post("/sign-in/second-factor/authenticate/", {"code": code})
    assert not is_in(other), "a code that was read over a shoulder has served"


def test_a_recovery_code_opens_once(clerk: Person) -> None:
    client = with_password(clerk)
    links_an_application(client)
    [code, *_others] = client.get("/sign-in/second-factor/recovery-codes/").context["unused_codes"]
    assert client.get("/sign-in/second-factor/recovery-codes/download/").content.decode().count(code) == 1
    for turn in range(2):
        caches["shared"].clear()
        again = with_password(clerk)
        again.post("/sign-in/second-factor/authenticate/", {"code": code})
        assert is_in(again) == (turn == 0)


def test_wrong_codes_are_limited(clerk: Person) -> None:
    secret = links_an_application(with_password(clerk))
    caches["shared"].clear()
    again = with_password(clerk)
    for _turn in range(6):
        again.post("/sign-in/second-factor/authenticate/", {"code": "000000"})
    again.post("/sign-in/second-factor/authenticate/", {"code": code_of(secret, ahead=1)})
    assert not is_in(again)


def test_a_passkey_signs_an_official_in_by_itself(clerk: Person) -> None:
    client = with_password(clerk)
    key = adds_a_passkey(client)
    assert client.get("/account/").status_code == 200
    again = browser()
    options = again.get("/sign-in/second-factor/webauthn/login/", headers={"accept": "application/json"})
    again.post(
        "/sign-in/second-factor/webauthn/login/", {"credential": key.get(options.json()["request_options"])}
    )
    assert again.get("/account/").status_code == 200


def test_a_passkey_of_another_opens_nothing(clerk: Person) -> None:
    key, thief = adds_a_passkey(with_password(clerk)), SoftKey()
    thief.number, thief.holder = key.number, key.holder
    client = browser()
    address = "/sign-in/second-factor/webauthn/login/"
    options = client.get(address, headers={"accept": "application/json"}).json()["request_options"]
    client.post(address, {"credential": thief.get(options)})
    assert not is_in(client)
    client.post(address, {"credential": "{}"})
    assert not is_in(client)


def test_a_passkey_serves_as_second_factor_after_the_password(clerk: Person) -> None:
    key = adds_a_passkey(with_password(clerk))
    client = with_password(clerk)
    address = "/sign-in/second-factor/authenticate/"
    options = client.get(address).context["js_data"]["request_options"]
    client.post(address, {"credential": key.get(options)})
    assert client.get("/account/").status_code == 200


def test_the_second_factor_of_a_holder_who_lost_it_is_forgotten_by_their_manager(
    clerk: Person, office: Office
) -> None:
    client = with_password(clerk)
    links_an_application(client)
    manager = give_mandate(person("manager"), Role.OFFICE_MANAGER, office, by=SYSTEM, starts_on=TODAY).person
    mandate = Mandate.objects.get(person=clerk)
    with pytest.raises(NotAllowed):
        forget_factors(mandate, by=actor_of(clerk))
    for _click in range(2):
        forget_factors(mandate, by=actor_of(manager))
    assert Event.objects.filter(kind="account.factors_forgotten").count() == 1
    assert client.get("/account/").status_code == 302  # the sessions ended
    caches["shared"].clear()
    assert where(with_password(clerk).get("/account/")) == "/account/proof/"


def test_rights_are_touched_by_whoever_has_just_proved_who_they_are(clerk: Person, office: Office) -> None:
    found = person("manager")
    give_mandate(found, Role.OFFICE_MANAGER, office, by=SYSTEM, starts_on=TODAY)
    client = with_password(found)
    adds_a_passkey(client)
    page = f"/people/mandates/{Mandate.objects.get(person=clerk).pk}/suspension/"
    assert client.get(page).status_code == 200
    session = client.session
    for each in session["account_authentication_methods"]:
        each["at"] -= 11 * 60
    session.save()
    assert client.get(page.replace("suspension/", "")).status_code == 200  # to see is not to touch
    for answer in (client.get(page), client.post(page, {"reason": "x"})):
        assert answer.headers["Location"].startswith("/sign-in/reauthenticate/?next=%2Fpeople")
    assert not Mandate.objects.exclude(suspended_at=None).exists()
    back = client.post("/sign-in/reauthenticate/", {"password": PASSWORD, "next": page})
    assert where(back) == page
    assert client.post(page, {"reason": "x"}).status_code == 302
    assert Mandate.objects.exclude(suspended_at=None).exists()


def test_a_demonstration_may_do_without_and_production_may_not(settings: Settings, clerk: Person) -> None:
    settings.ROKHAS_SECOND_FACTOR = "waived"
    assert with_password(clerk).get("/account/").status_code == 200
    settings.ROKHAS_MODE = "demo"
    assert "second facteur" in browser().get("/sign-in/login/").content.decode()
    assert checks.second_factor(None) == []
    settings.ROKHAS_MODE = "production"
    assert [found.id for found in checks.second_factor(None)] == ["accounts.E002"]
    settings.ROKHAS_SECOND_FACTOR = "required"
    assert checks.second_factor(None) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_of_the_library_is_ours_in_both_languages(applicant: Person, language: str) -> None:
    client = with_password(applicant)
    client.cookies["rokhas_language"] = language
    adds_a_passkey(client)
    links_an_application(client)
    key = Authenticator.objects.get(type="webauthn").pk
    factor = "second-factor"
    for page in (
        f"{factor}/",
        f"{factor}/totp/deactivate/",
        f"{factor}/recovery-codes/",
        f"{factor}/recovery-codes/generate/",
        f"{factor}/webauthn/",
        f"{factor}/webauthn/add/",
        f"{factor}/webauthn/keys/{key}/edit/",
        f"{factor}/webauthn/keys/{key}/remove/",
        f"{factor}/reauthenticate/",
        f"{factor}/webauthn/reauthenticate/",
        "reauthenticate/",
        "phone/change/",
        "sessions/",
        "identity/",
        "identity/login/cancelled/",
        "identity/login/error/",
    ):
        answer = client.get(f"/sign-in/{page}")
        assert answer.status_code == (401 if page.endswith("error/") else 200), page
        text = answer.content.decode()
        assert "accounts/account" in text, page
        assert f'<html lang="{language}"' in text, page


def test_the_national_identity_is_not_read_in_clear_in_production(settings: Settings) -> None:
    app = {"settings": {"server_url": "http://id.example"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    assert checks.national_identity(None) == []
    settings.ROKHAS_MODE = "production"
    assert [found.id for found in checks.national_identity(None)] == ["accounts.E003"]
    app["settings"]["server_url"] = "https://id.example"
    assert checks.national_identity(None) == []
