"""A life is built once for the tests that begin from it, and what each of them does is gone after it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from rokhas.accounts.models import Person
from rokhas.documents.providers import vault
from rokhas.testing.lives import Lives, life_of, lived

BUILT: list[str] = []
KEPT = "0" * 64


@lived
def villagers() -> list[Person]:
    """Two people, and a file."""
    BUILT.append("villagers")
    path = vault.path_of(KEPT)
    path.parent.mkdir(parents=True)
    path.write_text("a plan")
    return [Person.objects.create_user(f"{name}@village.example") for name in ("salma", "idris")]


@lived
def nomads() -> Person:
    BUILT.append("nomads")
    return Person.objects.create_user("anir@desert.example")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_is_gone_after_it(villagers: list[Person], turn: int) -> None:
    assert vault.path_of(KEPT).read_text() == "a plan"
    assert [person.email for person in villagers] == ["salma@village.example", "idris@village.example"]
    assert set(Person.objects.filter(email__endswith="@village.example")) == set(villagers)
    villagers.pop().delete()
    villagers[0].email = "changed@village.example"
    villagers[0].save()
    vault.path_of(KEPT).unlink()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="changed@village.example")
    transaction.on_commit(lambda: pytest.fail("nothing is ever committed"))


def test_each_life_was_built_once_whatever_the_order_of_the_tests(nomads: Person) -> None:
    assert BUILT.count("nomads") == 1
    assert BUILT.count("villagers") <= 1
    assert Person.objects.filter(email__endswith="@village.example").count() == 0
    assert Person.objects.get(email__endswith="@desert.example") == nomads


@lived
def hermit() -> Person:
    return Person.objects.create_user("ghali@cave.example")


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_the_life_played(hermit: Person) -> None:
    assert not connection.in_atomic_block
    assert Person.objects.get(email__endswith="@cave.example") == hermit


def test_whoever_asks_for_no_life_sees_none(db: None) -> None:
    assert not Person.objects.filter(email__regex="village|desert|cave").exists()
    assert not vault.path_of(KEPT).exists()


def test_a_life_that_cannot_be_built_leaves_nothing(db: None) -> None:
    def half() -> None:
        Person.objects.create_user("half@built.example")
        raise LookupError

    fixture = lived(half)
    lives, before = Lives(), (settings.DOCUMENT_FOLDER, len(connection.savepoint_ids))
    lives.wanted = fixture.life  # type: ignore[attr-defined]
    with pytest.raises(LookupError):
        lives.attend()
    assert not Person.objects.filter(email="half@built.example").exists()
    assert (settings.DOCUMENT_FOLDER, len(connection.savepoint_ids)) == before


def test_two_lives_at_once_are_refused() -> None:
    item = SimpleNamespace(
        nodeid="test_both",
        fixturenames=["villagers", "nomads"],
        _fixtureinfo=SimpleNamespace(
            name2fixturedefs={each.__name__: [SimpleNamespace(func=each)] for each in (villagers, nomads)}
        ),
    )
    with pytest.raises(pytest.UsageError, match="nomads and villagers"):
        life_of(item)  # type: ignore[arg-type]
