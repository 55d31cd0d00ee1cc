"""The gallery of a demonstration, before and after its country is loaded."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from rokhas.accounts.models import Person
from rokhas.journeys.gallery import cast, limits, looks

pytestmark = pytest.mark.django_db


def test_every_page_has_its_own_name_and_an_address_that_exists() -> None:
    found = [*looks(), *limits()]
    assert len({look.name for look in found}) == len(found)
    for look in found:
        if look.name != "error-404":
            resolve(urlsplit(look.address).path)


def test_a_country_that_is_not_loaded_shows_its_public_pages() -> None:
    shown = {look.name for look in looks()}
    assert {"home", "verify", "sign-in", "error-500"} <= shown
    assert "case-delivered" not in shown


def test_the_cast_is_that_of_the_first_town() -> None:
    for email in ("secretary.04501@demo.example", "secretary.045010107@demo.example", "nobody@demo.example"):
        Person.objects.create_user(email, "une-phrase-de-passe", is_fictional=True)
    Person.objects.create_user("secretary.9@example.org", "une-phrase-de-passe")
    assert cast() == {
        "secretary": Person.objects.get(email="secretary.045010107@demo.example").pk,
        "nobody": Person.objects.get(email="nobody@demo.example").pk,
    }
