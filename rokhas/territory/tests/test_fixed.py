"""A reading whose statement is made once says what its queryset says."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from rokhas.kernel.fixed import Fixed
from rokhas.territory.models import Kind, Unit

pytestmark = pytest.mark.django_db


def _asked(code: Any) -> models.QuerySet[Any]:
    """With what a reading may have: a join, a join of a join, an annotation, an order, a constant."""
    divided = Exists(Unit.objects.filter(parent=OuterRef("pk")))
    named = Unit.objects.select_related("parent__parent").annotate(is_divided=divided)
    return named.filter(code__gte=code, kind__in=(Kind.COMMUNE, Kind.ARRONDISSEMENT)).order_by("code")[:3]


def test_a_reading_gives_what_its_queryset_gives_each_time() -> None:
    reading: Fixed[Any] = Fixed(_asked, code=models.CharField())
    for code in ("01", "06", "01"):
        given, wanted = reading.all(code=code), list(_asked(code))
        assert len(wanted) == 3
        assert [vars(each).keys() for each in given] == [vars(each).keys() for each in wanted]
        assert [(each, each.is_divided, each.parent) for each in given] == [
            (each, each.is_divided, each.parent) for each in wanted
        ]
        assert given[0]._state.db == "default"
        assert not given[0]._state.adding


def test_a_reading_asks_what_its_queryset_asks() -> None:
    reading: Fixed[Any] = Fixed(_asked, code=models.CharField())
    with CaptureQueriesContext(connection) as asked:
        reading.all(code="06")
        list(_asked("06"))
        assert reading.all(code="06")[0].parent.parent  # joined: nothing more is asked
    mine, ours, again = (query["sql"] for query in asked)
    assert mine == ours == again


def test_a_reading_of_values_gives_tuples() -> None:
    reading: Fixed[Any] = Fixed(
        lambda code: Unit.objects.filter(code=code).values_list("code", "kind"), code=models.CharField()
    )
    unit = Unit.objects.filter(kind=Kind.COMMUNE).earliest("code")
    assert reading.rows(code=unit.code) == [(unit.code, Kind.COMMUNE)]


def test_the_only_row_is_there_or_missing() -> None:
    reading = Fixed(lambda code: Unit.objects.filter(code__gte=code), code=models.CharField())
    last = Unit.objects.latest("code")
    assert reading.one(code=last.code) == last
    with pytest.raises(Unit.DoesNotExist):
        reading.one(code=f"{last.code}z")
    with pytest.raises(Unit.MultipleObjectsReturned):
        reading.one(code="01")


@pytest.mark.parametrize(
    "given", [{}, {"code": None}, {"code": "01", "kind": "commune"}, {"kind": "commune"}]
)
def test_a_reading_is_given_exactly_what_it_asks(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="asked"):
        Fixed(_asked, code=models.CharField()).all(**given)


@pytest.mark.django_db(transaction=True)
@pytest.mark.locks
def test_rows_are_held_in_a_transaction_alone() -> None:
    reading = Fixed(lambda code: Unit.objects.select_for_update().filter(code=code), code=models.CharField())
    unit = Unit.objects.earliest("code")
    with transaction.atomic():
        assert reading.one(code=unit.code) == unit
    with pytest.raises(transaction.TransactionManagementError):
        reading.one(code=unit.code)
