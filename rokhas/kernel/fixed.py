"""Readings asked again and again: a queryset is put into words once, then only its values change.

    held = Fixed(lambda number: Dossier.objects.select_related("unit").filter(pk=number), number=models.BigAutoField())
    held.one(number=42)

What the queryset says stays said in one place: managers, rules and joins are those of the ORM. Only comparisons with one value
can be given (`=`, `<=`, …, not `in`), and None cannot: it would be another statement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.expressions import Value
from django.db.models.query import QuerySet, get_related_populators

M = TypeVar("M", bound=models.Model)


class _Place(str):
    """Among the values of a statement, the name of one that comes later."""

    __slots__ = ()


class _Given(Value):
    """In a queryset, a value that comes later."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return "%s", (_Place(self.value),)


class _Statement:
    """A queryset in words, and what turns its rows into values and objects: all that the ORM finds out again at each reading."""

    def __init__(self, asked: QuerySet[Any, Any], connection: Any) -> None:
        compiler = asked.query.get_compiler(connection.alias)
        self.words, self.values = compiler.as_sql()
        self.model, self.holds = asked.model, compiler.query.select_for_update
        columns = [column for column, _sql, _alias in compiler.select]
        self._converters = list(compiler.get_converters(columns).items())
        self._annotations = dict(compiler.annotation_col_map)
        if compiler.klass_info is not None:
            places = compiler.klass_info["select_fields"]
            self._own = slice(places[0], places[-1] + 1)
            self._names = [column.target.attname for column in columns[self._own]]
            self._related = get_related_populators(  # type: ignore[call-arg]  # stubs of a later Django
                compiler.klass_info, compiler.select, connection.alias
            )

    def rows(self, connection: Any, values: tuple[Any, ...]) -> list[Any]:
        """What it answers, each value as its field reads it. One query."""
        if self.holds and connection.get_autocommit():
            raise transaction.TransactionManagementError(
                "select_for_update cannot be used outside of a transaction."
            )
        with connection.cursor() as cursor:
            cursor.execute(self.words, values)
            rows: list[Any] = cursor.fetchall()
        if not self._converters:
            return rows
        read = [list(row) for row in rows]
        for row in read:
            for place, (converters, column) in self._converters:
                for convert in converters:
                    row[place] = convert(row[place], column, connection)
        return read

    def object(self, row: Any, alias: str) -> Any:
        """A row as the ORM makes its object, with those that are joined to it."""
        made = self.model.from_db(alias, self._names, row[self._own])
        for related in self._related:
            related.populate(row, made)
        for name, place in self._annotations.items():
            setattr(made, name, row[place])
        return made


class Fixed(Generic[M]):
    """A reading whose statement is made once for each database; `fields` gives the type of each value it is given."""

    def __init__(self, build: Callable[..., QuerySet[M, Any]], **fields: models.Field[Any, Any]) -> None:
        self._build, self._fields = build, fields
        self._made: dict[str, _Statement] = {}

    def all(self, **given: object) -> list[M]:
        """The rows as objects. One query."""
        statement, rows = self._read(given)
        return [statement.object(row, DEFAULT_DB_ALIAS) for row in rows]

    def first(self, **given: object) -> M | None:
        """The first row as an object, None when there is none. One query."""
        return next(iter(self.all(**given)), None)

    def one(self, **given: object) -> M:
        """The only one. Raises `DoesNotExist`, `MultipleObjectsReturned`, as `get`."""
        statement, rows = self._read(given)
        if len(rows) != 1:
            raise statement.model.MultipleObjectsReturned if rows else statement.model.DoesNotExist
        found: M = statement.object(rows[0], DEFAULT_DB_ALIAS)
        return found

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """The rows as tuples, of a queryset that names its values. One query."""
        return [tuple(row) for row in self._read(given)[1]]

    def _read(self, given: dict[str, object]) -> tuple[_Statement, list[Any]]:
        if given.keys() != self._fields.keys() or None in given.values():
            raise ValueError(f"{sorted(self._fields)} are asked, not {sorted(given)}")
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._made.get(connection.vendor)
        if statement is None:
            places = {name: _Given(name, output_field=field) for name, field in self._fields.items()}
            statement = self._made[connection.vendor] = _Statement(self._build(**places), connection)
        prepared = {
            name: field.get_db_prep_value(given[name], connection) for name, field in self._fields.items()
        }
        values = tuple(prepared[each] if isinstance(each, _Place) else each for each in statement.values)
        return statement, statement.rows(connection, values)
