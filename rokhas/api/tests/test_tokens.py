"""A token: shown once, kept as a hash, with its own rights and an end; how often it may ask."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.api.actions.tokens import create_token, forget, revoke_token
from rokhas.api.checks import data_tokens_are_short
from rokhas.api.models import Application, Meter, Reply, Scope, Token
from rokhas.api.tests.conftest import Program, problem
from rokhas.journal.models import Event
from rokhas.kernel.errors import NotAllowed
from rokhas.testing.scene import Scene

PAGE = "/account/applications/"


@pytest.fixture
def person(scene: Scene) -> Person:
    return scene.cast.people["architect"]


@pytest.fixture
def page(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "fr"})
    client.force_login(person)
    return client


def test_a_token_is_made_shown_once_used_and_revoked(page: Client, person: Person) -> None:
    sent = {"name": "Atelier", "scopes": [Scope.DOSSIERS_READ], "days": "30"}
    answer = page.post(PAGE, sent)
    assert answer.status_code == 201
    written = re.search(r"rokhas_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", answer.content.decode())
    assert written is not None
    token = Token.objects.get()
    assert written[0][-43:] not in page.get(PAGE).content.decode()
    assert token.digest not in written[0]
    assert token.expires_at - token.created_at == timedelta(days=30)
    program = Program(written[0])
    told = program.get("/me")
    assert (told["application"], told["scopes"]) == ("Atelier", ["dossiers:read"])
    token.refresh_from_db()
    assert token.last_used_at is not None
    asked = page.post(reverse("api:revocation", args=[token.pk]))
    assert 'name="confirmed"' in asked.content.decode()
    assert Token.objects.get(pk=token.pk).revoked_at is None
    assert page.post(reverse("api:revocation", args=[token.pk]), {"confirmed": "1"}).status_code == 302
    problem(program.ask("GET", "/me"), 401, "token-invalid")
    kinds = list(
        Event.objects.filter(about=f"api.token:{token.pk}").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds == ["token.created", "token.revoked"]


def test_a_token_past_its_day_or_of_a_closed_account_is_worth_nothing(person: Person) -> None:
    token, written = create_token(by=actor_of(person), name="x", scopes=[Scope.NOTICES], days=1)
    Token.objects.filter(pk=token.pk).update(expires_at=token.created_at)
    problem(Program(written).ask("GET", "/me"), 401, "token-invalid")
    _token, other = create_token(by=actor_of(person), name="x", scopes=[Scope.NOTICES], days=1)
    assert Application.objects.count() == 1, "one application, two tokens"
    Person.objects.filter(pk=person.pk).update(is_active=False)
    problem(Program(other).ask("GET", "/me"), 401, "token-invalid")


@pytest.mark.parametrize("written", ["", "rokhas_x", "rokhas_abcdefabcdef_" + "a" * 43, "é", "a" * 5000])
def test_what_is_no_token_is_refused(written: str, scene: Scene) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {written}"})
    assert answer.status_code == 401


def test_an_officer_s_token_lives_less(scene: Scene) -> None:
    officer = scene.cast.people["secretary"]
    token, _written = create_token(by=actor_of(officer), name="x", scopes=[Scope.WORK_READ], days=365)
    assert (token.expires_at - token.created_at).days == 90


def test_a_token_that_reads_one_s_data_lives_a_week_and_the_page_says_so(
    page: Client, person: Person
) -> None:
    assert "7 jours au plus" in page.get(PAGE).content.decode()
    token, _written = create_token(
        by=actor_of(person), name="x", scopes=[Scope.DATA, Scope.NOTICES], days=365
    )
    assert (token.expires_at - token.created_at).days == 7
    with override_settings(API_DATA_TOKEN_DAYS=2):
        assert "2 jours au plus" in page.get(PAGE).content.decode()
        token, _written = create_token(by=actor_of(person), name="y", scopes=[Scope.DATA], days=30)
    assert (token.expires_at - token.created_at).days == 2


def test_a_week_is_not_made_a_year_by_a_setting() -> None:
    assert data_tokens_are_short(None) == []
    with override_settings(API_DATA_TOKEN_DAYS=365):
        assert [error.id for error in data_tokens_are_short(None)] == ["api.E002"]


def test_the_rights_of_an_office_are_offered_to_whoever_serves_in_one(page: Client, scene: Scene) -> None:
    assert Scope.WORK_WRITE not in page.get(PAGE).content.decode()
    page.force_login(scene.cast.people["secretary"])
    assert Scope.WORK_WRITE in page.get(PAGE).content.decode()


def test_nobody_revokes_the_token_of_another(page: Client, scene: Scene) -> None:
    other = scene.cast.people["secretary"]
    token, _written = create_token(by=actor_of(other), name="x", scopes=[Scope.WORK_READ], days=1)
    assert page.post(reverse("api:revocation", args=[token.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        revoke_token(token, by=actor_of(scene.cast.people["architect"]))


def test_who_asks_too_often_waits(person: Person, program: Callable[..., Program]) -> None:
    asking = program(person)
    with override_settings(API_REQUESTS_PER_MINUTE=3):
        statuses = [asking.ask("GET", "/me").status_code for _turn in range(5)]
        refused = asking.ask("GET", "/me")
    assert 429 in statuses
    problem(refused, 429, "too-many-requests")
    assert 0 < int(refused["Retry-After"]) <= 60
    asking.get("/me")


def test_strangers_are_counted_by_address_and_no_address_is_kept(scene: Scene, stranger: Program) -> None:
    with override_settings(API_REQUESTS_PER_MINUTE_STRANGER=2):
        statuses = [stranger.ask("GET", "/procedures").status_code for _turn in range(6)]
    assert statuses[:2] == [200, 200]
    assert 429 in statuses
    assert not Meter.objects.filter(name__contains="127.0.0.1").exists()


def test_old_replies_and_meters_are_forgotten(person: Person, program: Callable[..., Program]) -> None:
    asking = program(person)
    asking.ask("POST", "/drafts", {"procedure": "building-permit"}, Idempotency_Key="a-key-of-ours")
    now = actor_of(person).now()
    assert forget(now) == 0
    assert forget(now + timedelta(hours=25)) >= 2
    assert not Reply.objects.exists()


def test_a_refusal_speaks_the_language_that_was_asked(
    person: Person, program: Callable[..., Program]
) -> None:
    asking = program(person)
    asking.language = "ar"
    assert "يوجد" in problem(asking.ask("GET", "/dossiers/NOTHING"), 404, "not-found")["detail"]
    asking.language = "fr"
    assert "rien" in problem(asking.ask("GET", "/dossiers/NOTHING"), 404, "not-found")["detail"]


@pytest.mark.django_db
def test_an_address_that_does_not_exist_and_a_method_that_does_not_fit_are_problems(
    stranger: Program,
) -> None:
    problem(stranger.ask("GET", "/nothing/here"), 404, "not-found")
    wrong = stranger.ask("DELETE", "/procedures")
    problem(wrong, 405, "method-not-allowed")
    assert wrong["Allow"] == "GET"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_reference_page_needs_no_script(language: str, scene: Scene) -> None:
    answer = Client(headers={"Accept-Language": language}).get("/api/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "/drafts/{pk}/deposit" in html
    assert "cdn" not in html
    assert "openapi.json" in html


def test_the_page_of_the_account_lists_applications_at_the_same_cost(
    page: Client, person: Person, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for name in ("a", "b", "c"):
        create_token(by=actor_of(person), name=name, scopes=[Scope.NOTICES], days=1)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert page.get(PAGE).status_code == 200
