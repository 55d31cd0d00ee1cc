"""Rows that are written once, whoever comes first."""

from __future__ import annotations

import functools
from typing import TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def written_once(row: Row, **key: object) -> tuple[Row, bool]:
    """The row, and whether it was written now; the one that already stands under `key`, a unique key of its model, otherwise.

    One statement when the row is new, two when it stands; no savepoint, so that it suits an act that another holds. The row is
    written as it is: no signal, no expression, and what the database gives by default must be given.
    """
    opts = row._meta
    fields = [field for field in opts.concrete_fields if field is not opts.pk]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row), connection.vendor), values)
        given = cursor.fetchone()
    if given is None:
        return type(row)._default_manager.get(**key), False
    row.pk = given[0]
    row._state.adding, row._state.db = False, connection.alias
    return row, True


@functools.cache
def _insertion(model: type[models.Model], _vendor: str) -> str:
    opts, quoted = model._meta, connection.ops.quote_name
    assert opts.pk is not None
    columns = [
        quoted(field.column) for field in opts.concrete_fields if field is not opts.pk and field.column
    ]
    marks = ", ".join(["%s"] * len(columns))
    return (
        f"INSERT INTO {quoted(opts.db_table)} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        f" ON CONFLICT DO NOTHING RETURNING {quoted(str(opts.pk.column))}"
    )
