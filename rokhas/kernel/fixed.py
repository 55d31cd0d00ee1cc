"""Readings asked again and again: a queryset is put into words once, then only its values change.

    held = Fixed(lambda number: Dossier.objects.select_related("unit").filter(pk=number), number=models.BigAutoField())
    held.one(number=42)

What the queryset says stays said in one place: managers, rules and joins are those of the ORM. Only comparisons with one value
can be given (`=`, `<=`, …, not `in`), and None cannot: it would be another statement.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.db.models.expressions import Value
from django.db.models.query import ModelIterable, QuerySet

M = TypeVar("M", bound=models.Model)


class _Place(str):
    """Among the values of a statement, the name of one that comes later."""

    __slots__ = ()


class _Given(Value):
    """In a queryset, a value that comes later."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return "%s", (_Place(self.value),)


class _Asked:
    """What a queryset asks when its statement is ready."""

    def __init__(self, compiler: Any) -> None:
        self._compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self._compiler


class Fixed(Generic[M]):
    """A reading whose statement is made once for each database; `fields` gives the type of each value it is given."""

    def __init__(self, build: Callable[..., QuerySet[M, Any]], **fields: models.Field[Any, Any]) -> None:
        self._build, self._fields = build, fields
        self._made: dict[str, tuple[Any, str, tuple[Any, ...]]] = {}

    def all(self, **given: object) -> list[M]:
        """The rows as objects. One query."""
        return self._objects(self._compiler(given))

    def one(self, **given: object) -> M:
        """The only one. Raises `DoesNotExist`, `MultipleObjectsReturned`, as `get`."""
        compiler = self._compiler(given)
        found = self._objects(compiler)
        if len(found) == 1:
            return found[0]
        model = compiler.query.model
        raise model.MultipleObjectsReturned if found else model.DoesNotExist

    def rows(self, **given: object) -> list[Any]:
        """The rows as tuples, of a queryset that names its values. One query."""
        return list(self._compiler(given).results_iter(tuple_expected=True))

    @staticmethod
    def _objects(compiler: Any) -> list[M]:
        asked: Any = QuerySet(compiler.query.model, _Asked(compiler))  # type: ignore[arg-type]
        return list(ModelIterable(asked))

    def _compiler(self, given: dict[str, object]) -> Any:
        if given.keys() != self._fields.keys() or None in given.values():
            raise ValueError(f"{sorted(self._fields)} are asked, not {sorted(given)}")
        made = self._made.get(connection.vendor)
        if made is None:
            places = {name: _Given(name, output_field=field) for name, field in self._fields.items()}
            compiler = self._build(**places).query.get_compiler(connection.alias)
            made = self._made[connection.vendor] = (compiler, *compiler.as_sql())
        compiler, sql, places_in_order = made
        if compiler.query.select_for_update and connection.get_autocommit():
            raise transaction.TransactionManagementError(
                "select_for_update cannot be used outside of a transaction."
            )
        prepared = {
            name: field.get_db_prep_value(given[name], connection) for name, field in self._fields.items()
        }
        values = tuple(prepared[each] if isinstance(each, _Place) else each for each in places_in_order)
        ready = copy.copy(compiler)
        ready.connection, ready.using = connection, connection.alias
        ready.as_sql = lambda *_args, **_kwargs: (sql, values)
        return ready
