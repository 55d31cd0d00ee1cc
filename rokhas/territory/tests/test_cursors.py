"""Statements that keep their cursors: the same answers, the same errors, and nothing hidden from whoever counts them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, ProgrammingError, connections, transaction
from django.test.utils import CaptureQueriesContext

from rokhas.kernel.cursors import ask
from rokhas.territory.models import Unit

WORDS = "SELECT name_fr FROM territory_unit WHERE code = %s"

pytestmark = pytest.mark.django_db


def _units() -> tuple[Unit, Unit]:
    first, second = Unit.objects.order_by("code")[:2]
    return first, second


def test_each_answer_is_that_of_its_own_values() -> None:
    connection = connections["default"]
    for unit in (*_units(), *_units()):
        assert ask(WORDS, [unit.pk], connection).fetchall() == [(unit.name_fr,)]


def test_what_is_counted_is_counted_whoever_asked_before() -> None:
    connection, (unit, _) = connections["default"], _units()
    ask(WORDS, [unit.pk], connection)
    with CaptureQueriesContext(connection) as asked:
        ask(WORDS, [unit.pk], connection)
    assert len(asked) == 1


@pytest.mark.locks
def test_a_cursor_is_kept_by_its_words_through_an_error() -> None:
    connection, (unit, _) = connections["default"], _units()
    kept = ask(WORDS, [unit.pk], connection)
    with pytest.raises(ProgrammingError), transaction.atomic():
        ask("SELECT nothing FROM territory_unit WHERE code = %s", [unit.pk], connection)
    again = ask("".join(WORDS), [unit.pk], connection)
    assert again is kept
    assert again.fetchall() == [(unit.name_fr,)]


@pytest.mark.locks
@pytest.mark.parametrize("microsecond", [0, 7, 120_000, 999_999])
def test_a_moment_is_read_as_it_was_given(microsecond: int) -> None:
    given = datetime(2026, 3, 29, 23, 59, 59, microsecond, tzinfo=UTC)
    ((read,),) = ask("SELECT %s::timestamptz", [given], connections["default"]).fetchall()
    assert read == given
    assert read.tzinfo is UTC


@pytest.mark.locks
def test_a_moment_that_python_does_not_have_is_refused() -> None:
    with pytest.raises(DataError):
        ask("SELECT %s::timestamptz", ["infinity"], connections["default"]).fetchall()
