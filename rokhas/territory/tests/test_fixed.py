"""A reading whose statement is made once says what its queryset says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.signals import post_init, pre_init
from django.test.utils import CaptureQueriesContext

from rokhas.kernel.fixed import Fixed, Several
from rokhas.kernel.rows import OftenRead, write_together
from rokhas.territory.models import Holiday, Kind, Unit

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


def test_any_of_several_values_will_do() -> None:
    reading: Fixed[Any] = Fixed(
        lambda codes: Unit.objects.filter(code__in=codes).order_by("code"), codes=Several(models.CharField())
    )
    codes = [unit.code for unit in Unit.objects.order_by("code")[:12]]
    for some in (codes, codes[:1], codes[3:5]):  # twelve: their places are not in the order of their names
        assert [unit.code for unit in reading.all(codes=some)] == some


def test_nothing_is_asked_only_of_a_field_that_may_be_empty() -> None:
    reading: Fixed[Any] = Fixed(
        lambda parent: Unit.objects.filter(parent=parent).order_by("code"),
        parent=models.CharField(null=True),
    )
    region = Unit.objects.filter(parent=None).earliest("code")
    assert [unit.code for unit in reading.all(parent=None)] == [
        unit.code for unit in Unit.objects.filter(parent=None).order_by("code")
    ]
    assert {unit.parent_id for unit in reading.all(parent=region.code)} == {region.code}


def test_rows_are_changed_as_the_queryset_changes_them() -> None:
    rows: Fixed[Any] = Fixed(
        lambda parent: Unit.objects.filter(parent=parent).order_by("code"), parent=models.CharField()
    )
    region = Unit.objects.filter(parent=None).earliest("code")
    other = Unit.objects.filter(parent=None).latest("code")
    with CaptureQueriesContext(connection) as said:
        changed = rows.update({"name_fr": "Ici", "population_2024": None}, parent=region.code)
        Unit.objects.filter(parent=region.code).update(name_fr="Ici", population_2024=None)
    mine, theirs = (query["sql"] for query in said)
    assert mine == theirs
    moved = Unit.objects.filter(parent=region.code)
    assert changed == moved.count() == moved.filter(name_fr="Ici", population_2024=None).count() > 1
    assert rows.update({"parent": other}, parent=region.code) == changed  # an object stands for its key
    assert rows.update({"name_fr": "Là"}, parent=region.code) == 0


def test_a_slice_is_not_changed() -> None:
    with pytest.raises(TypeError, match="slice"):
        Fixed(_asked, code=models.CharField()).update({"name_fr": "Ici"}, code="01")


def test_a_whole_row_becomes_the_object_that_the_framework_makes() -> None:
    plain = Unit.__mro__[Unit.__mro__.index(OftenRead) + 1]
    made = Unit.objects.order_by("code")[0]
    values = [getattr(made, field.attname) for field in Unit._meta.concrete_fields]
    names = [field.attname for field in Unit._meta.concrete_fields]
    told = plain.from_db.__func__(Unit, "default", names, values)  # type: ignore[attr-defined]
    assert vars(made).keys() == vars(told).keys()
    assert {**vars(made), "_state": None} == {**vars(told), "_state": None}
    assert vars(made._state) == vars(told._state)
    assert Unit.objects.only("code").order_by("code")[0].name_fr == made.name_fr  # read later


def test_nobody_asks_to_be_told_that_a_row_became_an_object() -> None:
    often = [model for model in apps.get_models() if issubclass(model, OftenRead)]
    assert len(often) > 10
    for model in often:
        assert not pre_init.has_listeners(model)
        assert not post_init.has_listeners(model)
        assert model.__init__ is models.Model.__init__


def test_rows_written_together_have_their_keys() -> None:
    written = [
        Holiday(
            name_fr=f"Jour {n}",
            name_ar="يوم",
            date=date(2031, 5, 1 + n),
            key=f"day-{n}",
            kind=Holiday.Kind.FIXED,
        )
        for n in range(3)
    ]
    write_together(written)
    assert [Holiday.objects.get(pk=each.pk).name_fr for each in written] == ["Jour 0", "Jour 1", "Jour 2"]
    assert not any(each._state.adding for each in written)
    write_together([])


@pytest.mark.django_db(transaction=True)
@pytest.mark.locks
def test_rows_are_held_in_a_transaction_alone() -> None:
    reading = Fixed(lambda code: Unit.objects.select_for_update().filter(code=code), code=models.CharField())
    unit = Unit.objects.earliest("code")
    with transaction.atomic():
        assert reading.one(code=unit.code) == unit
    with pytest.raises(transaction.TransactionManagementError):
        reading.one(code=unit.code)
