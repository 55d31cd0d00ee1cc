"""The homes of those around the cast: each leads somewhere, a deputy has the work of whoever delegates."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.journeys.company import company_of, ministry
from rokhas.procedures.actions import seed
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

# Those to whom no step of a procedure gives work.
WAYS = (
    "inspector", "key-contact", "agency-manager", "treasury", "accountant", "administrator", "supervisor", "support", "editor",
)  # fmt: skip


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    seed()
    with TestAuthority.shared().plays():
        yield Scene.opens()


def signed(person: Person) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_home_of_a_role_without_tasks_shows_where_it_goes(scene: Scene) -> None:
    people = {word: person for word, person in (company_of(scene.cast) | ministry()).items() if word in WAYS}
    assert people.keys() == set(WAYS)
    for word, person in people.items():
        client = signed(person)
        page = client.get("/")
        home = page.context["home"]
        assert home.ways, word
        assert not home.has_tasks
        assert "Rien ne vous attend" not in page.content.decode()
        shares_work_out = word == "agency-manager"
        assert (f'href="{reverse("work:list")}"' in page.content.decode()) == shares_work_out, word
        for way in home.ways:
            assert client.get(way.url, follow=True).status_code == 200, f"{word}: {way.url}"


def test_a_deputy_has_the_work_of_whoever_delegates(scene: Scene) -> None:
    deputy = company_of(scene.cast)["vice-president"]
    home = signed(deputy).get("/").context["home"]
    assert home.has_tasks
    assert home.to_sign == 0
