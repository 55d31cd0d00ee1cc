"""Rows read and written at the least cost: the ORM takes longer to write a statement, and to make an object of a row, than the
database to answer."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from typing import Any, Self, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState

from rokhas.kernel.cursors import ask

Row = TypeVar("Row", bound=models.Model)
Columns: TypeAlias = "tuple[models.Field[Any, Any], ...]"


class OftenRead(models.Model):
    """A table of which every act and page reads rows, alone or joined to others: a whole row becomes an object at once, and not
    field by field. Nobody is told of it (`pre_init`, `post_init`): a test sees that nobody asks."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # that of Django 5.2; the stubs are of a later one
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        names = _attributes(cls)
        if len(values) != len(names):
            return super().from_db(db, field_names, values)  # some are read later
        made = cls.__new__(cls)
        made.__dict__.update(zip(names, values, strict=True))
        made._state = ModelState()
        made._state.adding, made._state.db = False, db
        return made


class OftenWritten(OftenRead):
    """A table of which every act writes rows: `create` and `save` say what they always say, in words made once for each set of
    columns. A value that is an expression is left to the ORM, and so are `update` (see `Fixed.update`), `bulk_create` (see
    `write_together`) and what is deleted."""

    class Meta:
        abstract = True

    def _do_insert(
        self, manager: Any, using: str, fields: Sequence[Any], returning_fields: Sequence[Any], raw: bool
    ) -> Any:
        values = [getattr(self, field.attname) if raw else field.pre_save(self, add=True) for field in fields]
        if not fields or any(map(_is_expression, values)):
            return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]
        connection = connections[using]
        words = _insertion(type(self), tuple(fields), connection.vendor)
        if returning_fields:
            words += f" RETURNING {_names(returning_fields, connection)}"
        said = ask(words, _prepared(fields, values, connection), connection)
        return said.fetchall() if returning_fields else []

    def _do_update(  # type: ignore[override]  # that of Django 5.2; the stubs are of a later one
        self, base_qs: Any, using: str, pk_val: Any, values: Any, update_fields: Any, forced_update: bool
    ) -> bool:
        fields = [field for field, _model, _value in values]
        given = [value for _field, _model, value in values]
        if not fields or self._meta.select_on_save or any(map(_is_expression, given)):
            changed = super()._do_update(  # type: ignore[call-arg]
                base_qs, using, pk_val, values, update_fields, forced_update
            )
            return bool(changed)
        connection, key = connections[using], self._meta.pk
        said = ask(
            _change(type(self), tuple(fields), connection.vendor),
            _prepared([*fields, key], [*given, pk_val], connection),
            connection,
        )
        return bool(said.rowcount > 0)


def written_once(row: Row, **key: object) -> tuple[Row, bool]:
    """The row, and whether it was written now; the one that already stands under `key`, a unique key of its model, otherwise.

    One statement when the row is new, two when it stands; no savepoint, so that it suits an act that another holds. The row is
    written as it is: no signal, no expression, and what the database gives by default must be given.
    """
    connection, opts = connections[DEFAULT_DB_ALIAS], row._meta
    assert opts.pk is not None
    fields = tuple(field for field in opts.concrete_fields if field is not opts.pk)
    values = [field.pre_save(row, add=True) for field in fields]
    words = _insertion(type(row), fields, connection.vendor)
    given = ask(
        f"{words} ON CONFLICT DO NOTHING RETURNING {_names([opts.pk], connection)}",
        _prepared(fields, values, connection),
        connection,
    ).fetchall()
    if not given:
        return type(row)._default_manager.get(**key), False
    ((row.pk,),) = given
    row._state.adding, row._state.db = False, connection.alias
    return row, True


def write_together(rows: Sequence[Row]) -> None:
    """Insert new rows of one model in one statement, and give them their keys: as `bulk_create`, but that what the database gives
    by default must be given. A few dozen at most."""
    if not rows:
        return
    connection, opts = connections[DEFAULT_DB_ALIAS], rows[0]._meta
    assert opts.pk is not None
    fields = tuple(field for field in opts.concrete_fields if field is not opts.pk)
    marks = f", ({', '.join(['%s'] * len(fields))})" * (len(rows) - 1)
    values = [
        value
        for row in rows
        for value in _prepared(fields, [field.pre_save(row, add=True) for field in fields], connection)
    ]
    words = f"{_insertion(type(rows[0]), fields, connection.vendor)}{marks} RETURNING {_names([opts.pk], connection)}"
    keys = ask(words, values, connection).fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


@functools.cache
def _attributes(model: type[models.Model]) -> tuple[str, ...]:
    """The attributes of a whole row, in the order of its columns."""
    return tuple(field.attname for field in model._meta.concrete_fields)


@functools.cache
def _insertion(model: type[models.Model], fields: Columns, vendor: str) -> str:
    connection = connections[DEFAULT_DB_ALIAS]
    table, marks = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table} ({_names(fields, connection)}) VALUES ({marks})"  # noqa: S608


@functools.cache
def _change(model: type[models.Model], fields: Columns, vendor: str) -> str:
    connection, opts = connections[DEFAULT_DB_ALIAS], model._meta
    assert opts.pk is not None
    changes = ", ".join(f"{_names([field], connection)} = %s" for field in fields)
    table = connection.ops.quote_name(opts.db_table)
    return f"UPDATE {table} SET {changes} WHERE {_names([opts.pk], connection)} = %s"  # noqa: S608


def _names(fields: Sequence[Any], connection: Any) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def _prepared(fields: Sequence[Any], values: Sequence[Any], connection: Any) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)]


def _is_expression(value: object) -> bool:
    return hasattr(value, "resolve_expression")
