"""Readings asked again and again: a queryset is put into words once, then only its values change.

    held = Fixed(lambda number: Dossier.objects.select_related("unit").filter(pk=number), number=models.BigAutoField())
    held.one(number=42)

What the queryset says stays said in one place: managers, rules and joins are those of the ORM. A value is compared (`=`, `<=`);
None makes another statement, and is asked only of a field that may be empty. `Several` values are those of an `in`: a statement
is made for each count of them, one at least. `ASKER` stands for an actor: a statement is made for each set of roles, and who
asks, in which offices and on what day are values like the others.

    held.update({"title": "…"}, number=42)

changes the rows that would be read, in words made once for each set of columns.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.expressions import Expression, Value
from django.db.models.query import QuerySet, get_related_populators
from django.db.models.sql import UpdateQuery

from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.cursors import ask

M = TypeVar("M", bound=models.Model)

# Of one reading, the statements kept at once: one for each set of roles of those who ask.
SHAPES = 256


class Kind(Protocol):
    """What may be given to a statement: `shape` is all that its statement depends on, `place` stands for it in the queryset, and
    `values` are what is sent, by the names of the places."""

    def shape(self, given: Any) -> Hashable: ...

    def place(self, name: str, shape: Any) -> Any: ...

    def values(self, name: str, given: Any, connection: Any) -> dict[str, Any]: ...


@dataclass(frozen=True)
class _One:
    field: models.Field[Any, Any]

    def shape(self, given: object) -> bool:
        if given is None and not self.field.null:
            raise ValueError("a value is asked, not None")
        return given is None

    def place(self, name: str, shape: bool) -> Given | None:
        return None if shape else Given(name, output_field=self.field)

    def values(self, name: str, given: object, connection: Any) -> dict[str, Any]:
        return {name: self.field.get_db_prep_value(given, connection)}


@dataclass(frozen=True)
class Several:
    """Values of one field, of which any will do (`in`)."""

    field: models.Field[Any, Any]

    def shape(self, given: Sequence[object]) -> int:
        return len(given)

    def place(self, name: str, shape: int) -> Any:
        return _listed(Given(f"{name}.{n}", output_field=self.field) for n in range(shape))

    def values(self, name: str, given: Sequence[object], connection: Any) -> dict[str, Any]:
        return {f"{name}.{n}": self.field.get_db_prep_value(each, connection) for n, each in enumerate(given)}


class _Asker:
    """An actor: the statement depends on the roles held, and on which are held in the same office. The queryset may be built by
    the roles of the actor alone; all else is compared in the database."""

    _number, _day, _instant = models.BigIntegerField(), models.DateField(), models.DateTimeField()

    def shape(self, given: Actor) -> Hashable:
        where = {office: n for n, office in enumerate(sorted(given.offices()))}
        held = sorted((where[each.office_id], each.role, each.delegated) for each in given.mandates)
        return given.person_id is None, tuple(held), len(given.practices), given.is_system

    def place(self, name: str, shape: Any) -> Actor:
        nobody, held, practices, is_system = shape
        offices = [
            Given(f"{name}.office.{n}", output_field=self._number) for n in sorted({n for n, *_ in held})
        ]
        return _Somebody(
            person_id=None if nobody else Given(f"{name}.person", output_field=self._number),  # type: ignore[arg-type]
            mandates=frozenset(Held(role, offices[n], delegated) for n, role, delegated in held),
            is_system=is_system,
            practices=_listed(
                Given(f"{name}.practice.{n}", output_field=self._number) for n in range(practices)
            ),
            day=Given(f"{name}.today", output_field=self._day),
            instant=Given(f"{name}.now", output_field=self._instant),
        )

    def values(self, name: str, given: Actor, connection: Any) -> dict[str, Any]:
        found = {
            f"{name}.person": given.person_id,
            f"{name}.today": self._day.get_db_prep_value(given.today(), connection),
            f"{name}.now": self._instant.get_db_prep_value(given.now(), connection),
        }
        found |= {f"{name}.office.{n}": office for n, office in enumerate(sorted(given.offices()))}
        return found | {f"{name}.practice.{n}": each for n, each in enumerate(sorted(given.practices))}


ASKER = _Asker()


@dataclass(frozen=True)
class _Somebody(Actor):
    """An actor of whom the roles are known, and who they are, where and when come later."""

    day: Any = None
    instant: Any = None

    def offices(self, *roles: str, but: Collection[str] = ()) -> Any:
        return _listed(Actor.offices(self, *roles, but=but))

    def today(self) -> Any:
        return self.day

    def now(self) -> Any:
        return self.instant


class _Place(str):
    """Among the values of a statement, the name of one that comes later."""

    __slots__ = ()


class Given(Value):
    """In a queryset, a value that comes later."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return "%s", (_Place(self.value),)

    def __str__(self) -> str:
        raise TypeError("A value that comes later cannot be written into a sentence.")


class _Listed(Expression):
    """In a queryset, a list of values that come later."""

    def __init__(self, places: Sequence[Given]) -> None:
        super().__init__(output_field=places[0].output_field)
        self.places = places

    def __iter__(self) -> Iterator[Given]:
        return iter(self.places)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[_Place, ...]]:
        return f"({', '.join(['%s'] * len(self.places))})", tuple(_Place(each.value) for each in self.places)


def _listed(places: Any) -> Any:
    """A list that comes later; one without anything is known at once."""
    known = sorted(places, key=lambda each: str(each.value))
    return _Listed(known) if known else frozenset()


class Statement:
    """SQL whose text is written once for each database and each shape of what it is given: `write` gives it with its values, of
    which some come later."""

    def __init__(
        self, write: Callable[..., tuple[str, Sequence[Any]]], **kinds: models.Field[Any, Any] | Kind
    ) -> None:
        self._write = write
        self._kinds: dict[str, Kind] = {
            name: _One(kind) if isinstance(kind, models.Field) else kind for name, kind in kinds.items()
        }
        self._written = lru_cache(SHAPES)(self._words)

    def said(self, given: Mapping[str, object]) -> tuple[str, tuple[Any, ...]]:
        """The text and its values, to be sent to the database."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, places = self._written(connection.vendor, self._shapes(given))
        return sql, self._filled(places, given, connection)

    def _words(self, vendor: str, shapes: tuple[Hashable, ...]) -> Any:
        return self._write(**self._places(shapes))

    def _shapes(self, given: Mapping[str, object]) -> tuple[Hashable, ...]:
        if given.keys() != self._kinds.keys():
            raise ValueError(f"{sorted(self._kinds)} are asked, not {sorted(given)}")
        return tuple(kind.shape(given[name]) for name, kind in self._kinds.items())

    def _places(self, shapes: tuple[Hashable, ...]) -> dict[str, Any]:
        return {
            name: kind.place(name, shape)
            for (name, kind), shape in zip(self._kinds.items(), shapes, strict=True)
        }

    def _known(self, given: Mapping[str, object], connection: Any) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for name, kind in self._kinds.items():
            known |= kind.values(name, given[name], connection)
        return known

    def _filled(self, places: Sequence[Any], given: Mapping[str, object], connection: Any) -> tuple[Any, ...]:
        return _put(places, self._known(given, connection))


def _put(places: Sequence[Any], known: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of a statement, those that came later in their places."""
    return tuple(known[each] if isinstance(each, _Place) else each for each in places)


class _Reader:
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
        rows: list[Any] = ask(self.words, values, connection).fetchall()
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


class _Writer:
    """A change of the rows of a queryset in words, and the fields of the columns that it gives a value to."""

    def __init__(self, asked: QuerySet[Any, Any], names: tuple[str, ...], connection: Any) -> None:
        if asked.query.is_sliced or asked.query.combinator:
            raise TypeError("The rows of a slice or of a union cannot be changed.")
        self._fields: list[Any] = [asked.model._meta.get_field(name) for name in names]
        query: Any = asked.query.chain(UpdateQuery)
        places = (
            Given(f"to.{name}", output_field=field) for name, field in zip(names, self._fields, strict=True)
        )
        query.add_update_values(dict(zip(names, places, strict=True)))
        query.clear_ordering(force=True)
        query.clear_select_clause()
        self.words, self.values = query.get_compiler(connection.alias).as_sql()

    def given(self, values: Iterable[object], connection: Any) -> dict[str, Any]:
        """What each column becomes, by the name of its place. Another object stands for its key."""
        return {
            f"to.{field.name}": field.get_db_prep_save(
                value.prepare_database_save(field) if isinstance(value, models.Model) else value, connection
            )
            for field, value in zip(self._fields, values, strict=True)
        }


class Fixed(Statement, Generic[M]):
    """Rows whose statement is made once; each of `kinds` is the field of a value, `Several` of them, or `ASKER`."""

    def __init__(
        self, build: Callable[..., QuerySet[M, Any]], **kinds: models.Field[Any, Any] | Kind
    ) -> None:
        super().__init__(build, **kinds)  # type: ignore[arg-type]
        self._changing = lru_cache(SHAPES)(self._change)

    def all(self, **given: object) -> list[M]:
        """The rows as objects. One query."""
        reader, rows = self._read(given)
        return [reader.object(row, DEFAULT_DB_ALIAS) for row in rows]

    def first(self, **given: object) -> M | None:
        """The first row as an object, None when there is none. One query."""
        return next(iter(self.all(**given)), None)

    def one(self, **given: object) -> M:
        """The only one. Raises `DoesNotExist`, `MultipleObjectsReturned`, as `get`."""
        reader, rows = self._read(given)
        if len(rows) != 1:
            raise reader.model.MultipleObjectsReturned if rows else reader.model.DoesNotExist
        found: M = reader.object(rows[0], DEFAULT_DB_ALIAS)
        return found

    def rows(self, **given: object) -> list[tuple[Any, ...]]:
        """The rows as tuples, of a queryset that names its values. One query."""
        return [tuple(row) for row in self._read(given)[1]]

    def exist(self, **given: object) -> bool:
        """Whether it reads any row. One query; a `build` that asks for the keys of one row is the cheapest."""
        return bool(self._read(given)[1])

    def update(self, changes: Mapping[str, object], **given: object) -> int:
        """Change the rows, as `QuerySet.update` does: fields by their names, values and no expressions. How many were changed.
        One statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        writer = self._changing(connection.vendor, self._shapes(given), tuple(changes))
        values = self._known(given, connection) | writer.given(changes.values(), connection)
        with transaction.mark_for_rollback_on_error(using=DEFAULT_DB_ALIAS):
            return int(ask(writer.words, _put(writer.values, values), connection).rowcount)

    def _change(self, vendor: str, shapes: tuple[Hashable, ...], names: tuple[str, ...]) -> _Writer:
        build: Any = self._write
        return _Writer(build(**self._places(shapes)), names, connections[DEFAULT_DB_ALIAS])

    def _read(self, given: Mapping[str, object]) -> tuple[_Reader, list[Any]]:
        connection = connections[DEFAULT_DB_ALIAS]
        reader: _Reader = self._written(connection.vendor, self._shapes(given))
        return reader, reader.rows(connection, self._filled(reader.values, given, connection))

    def _words(self, vendor: str, shapes: tuple[Hashable, ...]) -> _Reader:
        build: Any = self._write
        return _Reader(build(**self._places(shapes)), connections[DEFAULT_DB_ALIAS])
