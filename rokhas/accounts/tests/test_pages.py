"""Signing in, one's own account, the open door of a demonstration."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from rokhas.accounts.actions import give_mandate, keep_profile
from rokhas.accounts.checks import fictional_people
from rokhas.accounts.models import Office, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.accounts.subscriptions import clear_ended_sessions
from rokhas.accounts.views.demonstration import ROLES
from rokhas.kernel.actor import system
from rokhas.kernel.errors import NotAllowed
from rokhas.post.models import Message
from rokhas.post.queries import parcel_of

PASSWORD = "une phrase assez longue"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def no_limit_left_over(db: None) -> None:
    caches["shared"].clear()


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user(
        "salma@demo.example", PASSWORD, name_fr="Salma Tazi", name_ar="سلمى التازي", language="ar"
    )


def signed(person: Person, language: str = "") -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    if language:
        client.cookies["rokhas_language"] = language
    return client


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize(
    "page", ["login", "signup", "password/reset", "confirm-email", "password/reset/done", "inactive"]
)
def test_the_pages_of_sign_in_are_ours_in_both_languages(page: str, language: str) -> None:
    client = Client()
    client.cookies["rokhas_language"] = language
    answer = client.get(f"/sign-in/{page}/")
    assert answer.status_code == 200
    assert "accounts/account" in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()


def test_an_account_opens_once_its_address_is_confirmed() -> None:
    client = Client()
    client.post(
        "/sign-in/signup/", {"email": "new@demo.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "_auth_user_id" not in client.session
    body = parcel_of(Message.objects.get()).body
    link = re.search(r"http://testserver(/sign-in/confirm-email/\S+)", body)
    assert link
    assert client.post(link[1]).status_code == 302
    client.post("/sign-in/login/", {"login": "new@demo.example", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(Person.objects.get(email="new@demo.example").pk)


def test_a_forgotten_password_is_chosen_again_by_a_link(person: Person) -> None:
    client = Client()
    client.post("/sign-in/password/reset/", {"email": person.email})
    link = re.search(
        r"http://testserver(/sign-in/password/reset/key/\S+)", parcel_of(Message.objects.get()).body
    )
    assert link
    form = client.get(link[1], follow=True)
    action = form.redirect_chain[-1][0]
    client.post(action, {"password1": "une autre phrase longue", "password2": "une autre phrase longue"})
    person.refresh_from_db()
    assert person.check_password("une autre phrase longue")


def test_the_language_is_that_of_the_browser_choice_then_of_the_person(person: Person) -> None:
    assert '<html lang="ar"' in signed(person).get("/account/").content.decode()
    assert '<html lang="fr"' in signed(person, "fr").get("/account/").content.decode()


def test_a_person_keeps_their_account(person: Person) -> None:
    client = signed(person, "ar")
    given = {
        "name_fr": "Salma Naciri",
        "name_ar": "سلمى الناصري",
        "phone": "06 12 34 56 78",
        "language": "fr",
    }
    answer = client.post("/account/", given)
    assert answer.status_code == 302
    assert answer.cookies["rokhas_language"].value == "fr"
    person.refresh_from_db()
    assert (person.name_fr, person.phone, person.language) == ("Salma Naciri", "+212612345678", "fr")
    assert "612345678" not in person.phone_sealed


def test_a_wrong_telephone_is_said_on_its_field(person: Person) -> None:
    given = {"name_fr": "Salma", "name_ar": "سلمى", "phone": "12", "language": "fr"}
    answer = signed(person).post("/account/", given)
    assert answer.status_code == 200
    assert "phone" in answer.context["form"].errors


def test_nobody_keeps_the_account_of_another(person: Person) -> None:
    other = Person.objects.create_user("other@demo.example")
    with pytest.raises(NotAllowed):
        keep_profile(person, by=actor_of(other), name_fr="x", name_ar="x", phone="", language="fr")


def test_the_account_shows_its_mandates_with_their_dates(person: Person) -> None:
    office = Office.objects.create(kind="practice", name_fr="Cabinet", name_ar="مكتب")
    give_mandate(
        person, Role.ARCHITECT, office, by=system(), starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)
    )
    give_mandate(person, Role.ENGINEER, office, by=system(), starts_on=date(2022, 1, 1))
    held = signed(person, "fr").get("/account/").context["mandates"]
    assert [(each.mandate.role, each.state) for each, _may_delegate in held] == [
        ("engineer", "now"),
        ("architect", "over"),
    ]


def test_an_account_needs_a_person() -> None:
    assert Client().get("/account/").status_code == 302


@pytest.mark.parametrize("mode", ["production", "test"])
def test_the_open_door_exists_in_a_demonstration_only(settings: Settings, person: Person, mode: str) -> None:
    Person.objects.update(is_fictional=True)
    settings.ROKHAS_MODE = mode
    assert Client().get("/sign-in/demo/").status_code == 404
    client = Client()
    assert client.post("/sign-in/demo/", {"person": person.pk}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_open_door_lets_in_invented_people_only(
    settings: Settings, person: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    settings.ROKHAS_MODE = "demo"
    client = Client()
    for chosen in (str(person.pk), "", "x", "999999"):
        assert client.post("/sign-in/demo/", {"person": chosen}).status_code == 404
    Person.objects.update(is_fictional=True)
    with django_assert_max_num_queries(3):
        assert (
            person.name_fr in client.get("/sign-in/demo/", headers={"accept-language": "fr"}).content.decode()
        )
    assert client.post("/sign-in/demo/", {"person": person.pk}).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_open_door_shows_each_role_with_what_to_try_and_finds_people(
    settings: Settings, person: Person, office: Office
) -> None:
    settings.ROKHAS_MODE = "demo"
    Person.objects.update(is_fictional=True)
    client = Client(headers={"accept-language": "fr"})
    give_mandate(person, Role.TREASURY_OFFICER, office, by=system(), starts_on=date(2020, 1, 1))
    page = client.get("/sign-in/demo/").content.decode()
    assert "Agent de la Trésorerie" in page
    assert "Vérifier par son code" in page
    assert person.name_fr in client.get("/sign-in/demo/", {"q": "tresorerie"}).content.decode()
    nobody = client.get("/sign-in/demo/", {"q": "gouverneur"}).content.decode()
    assert person.name_fr not in nobody
    assert "<bdi>0</bdi> compte trouvé" in nobody


def test_every_role_has_its_place_at_the_open_door() -> None:
    shown = [role for _, roles in ROLES for role in roles]
    assert sorted(shown) == sorted(Role)


def test_production_refuses_a_database_of_invented_people(settings: Settings, person: Person) -> None:
    Person.objects.update(is_fictional=True)
    assert fictional_people(None, databases=["default"]) == []
    settings.ROKHAS_MODE = "production"
    assert [error.id for error in fictional_people(None, databases=["default"])] == ["accounts.E001"]


def test_ended_sessions_are_cleared() -> None:
    now = datetime.now(UTC)
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(hours=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))
    clear_ended_sessions(system(now))
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_signing_in_with_wrong_passwords_is_limited(person: Person) -> None:
    client = Client()
    answers = [
        client.post("/sign-in/login/", {"login": person.email, "password": "no"}) for _turn in range(7)
    ]
    assert "_auth_user_id" not in client.session
    client.post("/sign-in/login/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answers[0].status_code == 200


def test_what_a_page_asks_by_itself_keeps_no_official_signed_in(person: Person) -> None:
    desk = Office.objects.create(kind="single_desk", name_fr="Guichet", name_ar="شباك")
    give_mandate(person, Role.FRONT_DESK, desk, by=system(), starts_on=date(2020, 1, 1))
    client = signed(person)

    def seen_after(address: str, ago: timedelta) -> int:
        session = client.session
        session["seen"] = before = int((datetime.now(UTC) - ago).timestamp())
        session.save()
        client.get(address)
        return int(client.session["seen"]) - before

    assert seen_after("/account/?poll=3", timedelta(minutes=5)) == 0
    assert seen_after("/account/", timedelta(minutes=5)) >= 300
    with pytest.raises(KeyError):  # the session is over
        seen_after("/account/?poll=3", timedelta(minutes=31))
