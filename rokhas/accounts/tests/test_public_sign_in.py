"""The public signs in by a code sent to an address or to a telephone; sessions are seen and ended."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from rokhas.accounts.actions import keep_profile
from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.accounts.subscriptions import clear_ended_sessions
from rokhas.accounts.tests.doors import (
    browser,
    is_in,
    letter,
    where,
    with_password,
)
from rokhas.accounts.tests.offices import PASSWORD, person
from rokhas.kernel.actor import SYSTEM
from rokhas.post.models import Channel, Message


@pytest.fixture(autouse=True)
def two_factors(settings: Settings) -> None:
    settings.ROKHAS_SECOND_FACTOR = "required"


def test_the_public_signs_in_by_a_code_sent_to_the_address(applicant: Person) -> None:
    client = browser()
    client.post("/sign-in/login/code/", {"email": applicant.email})
    for _turn in range(2):
        assert (
            "code"
            in client.post("/sign-in/login/code/confirm/", {"code": "ZZZZ-ZZZZ"}).context["form"].errors
        )
    client.post("/sign-in/login/code/confirm/", {"code": letter()})
    assert client.get("/account/").status_code == 200


def test_a_code_serves_once(applicant: Person) -> None:
    client = browser()
    client.post("/sign-in/login/code/", {"email": applicant.email})
    code = letter()
    client.post("/sign-in/login/code/confirm/", {"code": code})
    assert is_in(client)
    client.post("/sign-in/logout/")
    assert not is_in(client)
    client.post("/sign-in/login/code/confirm/", {"code": code})
    assert not is_in(client)
    other = browser()
    other.post("/sign-in/login/code/", {"email": applicant.email})
    other.post("/sign-in/login/code/confirm/", {"code": code})
    assert not is_in(other)


def test_whoever_proves_a_number_reads_what_it_is_worth(applicant: Person) -> None:
    client = browser()
    client.force_login(applicant)
    client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    page = client.get("/sign-in/phone/change/", follow=True)
    assert "Un numéro peut être volé" in page.content.decode()


def test_three_wrong_codes_and_it_is_over(applicant: Person) -> None:
    client = browser()
    client.post("/sign-in/login/code/", {"email": applicant.email})
    right = letter()
    for _turn in range(3):
        client.post("/sign-in/login/code/confirm/", {"code": "ZZZZ-ZZZZ"})
    client.post("/sign-in/login/code/confirm/", {"code": right})
    assert not is_in(client)


def test_codes_to_the_same_address_are_limited(applicant: Person) -> None:
    for _turn in range(5):
        browser().post("/sign-in/login/code/", {"email": applicant.email})
    assert Message.objects.count() == 3


def test_nobody_learns_whether_an_address_or_a_number_is_known(applicant: Person) -> None:
    for asked in ({"email": "nobody@demo.example"}, {"phone": "0612345678"}):
        client = browser()
        assert where(client.post("/sign-in/login/code/", asked)) == "/sign-in/login/code/confirm/"
        assert client.get("/sign-in/login/code/confirm/").status_code == 200
        client.post("/sign-in/login/code/confirm/", {"code": "ZZZZ-ZZZZ"})
        assert not is_in(client)
    assert not Message.objects.filter(channel=Channel.SMS).exists()


def test_a_code_is_not_enough_for_an_official(clerk: Person) -> None:
    client = browser()
    client.post("/sign-in/login/code/", {"email": clerk.email})
    client.post("/sign-in/login/code/confirm/", {"code": letter()})
    assert where(client.get("/account/")) == "/account/proof/"
    page = client.get("/account/proof/")
    assert page.context["missing"] == "password"
    assert page.context["actor"].mandates == frozenset()


def proves(client: Client, number: str) -> Any:
    client.post("/sign-in/phone/change/", {"phone": number})
    return client.post("/sign-in/phone/verify/", {"code": letter()})


def test_a_number_signs_in_once_it_is_proved(applicant: Person) -> None:
    keep_profile(
        applicant, by=actor_of(applicant), name_fr="S", name_ar="س", phone="0612345678", language="fr"
    )
    browser().post("/sign-in/login/code/", {"phone": "0612345678"})
    assert not Message.objects.exists()  # not proved: nothing is sent
    client = browser()
    client.force_login(applicant)
    client.post("/sign-in/phone/change/", {"action": "verify"})
    assert Message.objects.get().channel == Channel.SMS
    client.post("/sign-in/phone/verify/", {"code": letter()})
    applicant.refresh_from_db()
    assert applicant.phone_proved
    caches["shared"].clear()
    again = browser()
    again.post("/sign-in/login/code/", {"phone": "+212 6 12 34 56 78"})
    again.post("/sign-in/login/code/confirm/", {"code": letter()})
    assert again.session["_auth_user_id"] == str(applicant.pk)


def test_a_number_proved_by_another_is_not_taken(applicant: Person) -> None:
    first, second = browser(), browser()
    first.force_login(applicant)
    assert proves(first, "0612345678").status_code == 302
    caches["shared"].clear()
    other = person("other")
    second.force_login(other)
    assert "code" in proves(second, "0612345678").context["form"].errors
    other.refresh_from_db()
    assert not other.phone_proved


def test_a_number_changed_on_the_account_has_to_be_proved_again(applicant: Person) -> None:
    client = browser()
    client.force_login(applicant)
    proves(client, "0612345678")
    by = actor_of(applicant)
    kept = keep_profile(applicant, by=by, name_fr="S", name_ar="س", phone="06 12 34 56 78", language="fr")
    assert kept.phone_proved  # the same number written otherwise
    assert not keep_profile(
        applicant, by=by, name_fr="S", name_ar="س", phone="0611111111", language="fr"
    ).phone_proved


@pytest.mark.parametrize("number", ["12", "0512"])
def test_a_wrong_number_is_said_on_its_field(number: str) -> None:
    assert "phone" in browser().post("/sign-in/login/code/", {"phone": number}).context["form"].errors


def test_one_sees_one_s_sessions_and_ends_the_others(applicant: Person) -> None:
    here, elsewhere = with_password(applicant), with_password(applicant)
    stranger = with_password(person("stranger"))
    assert len(here.get("/sign-in/sessions/").context["sessions"]) == 2
    here.post("/sign-in/sessions/")
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert stranger.get("/account/").status_code == 200
    assert UserSession.objects.filter(user=applicant).count() == 1
    Session.objects.all().delete()
    clear_ended_sessions(SYSTEM)
    assert not UserSession.objects.exists()
