"""The people of invented offices, for the tests of this room."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.test import Client

from rokhas.accounts.actions import (
    give_mandate,
    nominate,
)
from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM, Actor

TODAY = SYSTEM.today()
BEFORE, LATER = date(2020, 1, 1), TODAY + timedelta(days=30)
NAMES = {"name_fr": "Salma Tazi", "name_ar": "سلمى التازي"}
PASSWORD = "une phrase assez longue"
RIGHT = {"name_fr": "Salma Tazi Alaoui", "name_ar": "سلمى التازي العلوي"}


def person(word: str) -> Person:
    """Someone whose account is open."""
    found = Person.objects.create_user(f"{word}@demo.example", PASSWORD, **NAMES)
    EmailAddress.objects.create(user=found, email=found.email, verified=True, primary=True)
    return found


def holder(office: Office, role: Role, word: str = "", starts_on: date = BEFORE) -> Mandate:
    return give_mandate(
        person(word or role.value), role, office, by=SYSTEM, starts_on=starts_on, act="arrêté"
    )


def manager_of(office: Office) -> Actor:
    return actor_of(holder(office, Role.OFFICE_MANAGER, f"manager-{office.pk}").person)


def administrator() -> Actor:
    ministry = Office.objects.create(kind="ministry", name_fr="Ministère", name_ar="وزارة")
    return actor_of(holder(ministry, Role.PLATFORM_ADMINISTRATOR, "administrator").person)


def browser(actor: Actor) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(Person.objects.get(pk=actor.person_pk))
    return client


def named(office: Office, by: Actor, role: str = "front_desk", email: str = "new@demo.example") -> Mandate:
    return nominate(
        office,
        by=by,
        email=email,
        role=role,
        starts_on=TODAY,
        act="A 1",
        name_fr="Salma Tazi",
        name_ar="سلمى التازي",
    )


def facts(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()
