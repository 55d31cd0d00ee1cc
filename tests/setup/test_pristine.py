"""What the migrations loaded is there for every test, whatever the tests before it committed or emptied."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from rokhas.territory.models import Unit


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_committing_test_finds_the_country_and_nothing_of_another(turn: str) -> None:
    assert Unit.objects.exists()
    assert not ContentType.objects.filter(model="left-behind").exists()
    ContentType.objects.create(app_label="tests", model="left-behind")


@pytest.mark.django_db
def test_so_does_the_test_after_it() -> None:
    assert Unit.objects.exists()
    assert not ContentType.objects.filter(model="left-behind").exists()


def test_a_program_is_given_the_database_of_the_test(surroundings: dict[str, str]) -> None:
    assert connection.settings_dict["NAME"] in surroundings["DATABASE_URL"]
    assert "DJANGO_SETTINGS_MODULE" not in surroundings
