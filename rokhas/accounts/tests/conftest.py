"""An office, another one, and no rate limit left over."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from rokhas.accounts.actions import give_mandate
from rokhas.accounts.models import Office, Person, Role
from rokhas.accounts.tests.offices import TODAY, person
from rokhas.kernel.actor import SYSTEM


@pytest.fixture(autouse=True)
def no_limit_left_over(db: None) -> None:
    caches["shared"].clear()


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(kind="commune", name_fr="Commune de Tizi", name_ar="جماعة تيزي")


@pytest.fixture
def other(db: None) -> Office:
    return Office.objects.create(kind="prefecture", name_fr="Province", name_ar="إقليم")


@pytest.fixture
def applicant() -> Person:
    return person("applicant")


@pytest.fixture
def clerk(office: Office) -> Person:
    found = person("clerk")
    give_mandate(found, Role.FRONT_DESK, office, by=SYSTEM, starts_on=TODAY)
    return found
