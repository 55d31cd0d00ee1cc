"""A past that many tests begin from, built once: the rows of a story in a transaction, each test on a savepoint of its own.

    @lived
    def lodged() -> Scene:
        return Scene.opens().deposited()

    @then(lodged)
    def admitted(lodged: Scene) -> Scene:
        return lodged.admit()

    def test_the_opinions_are_awaited(admitted: Scene) -> None: ...

`lodged` and `admitted` are fixtures. What a test writes, in the database or among the documents, is gone after it; the object
that it gets is a copy of its own. A life goes on from another: what came before is not played again, and the next moment finds it
where it was. One life is there at a time, with those that it goes on from: a test that asks for another, or for none, never sees
its rows. Tests are sorted: each life is built once by a process (`conftest.py`). What is committed cannot be undone: a test with
real transactions (`transactional_db`) plays the life for itself.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from rokhas.testing.signing import TestAuthority

P = TypeVar("P")
T = TypeVar("T")
Fixture = Callable[..., Iterator[T]]


class Life(Generic[T]):
    """What builds it, from what the life before it built if it goes on from one; once it has begun, what was built and the
    documents that were stored until then."""

    def __init__(self, build: Callable[..., T], before: Life[Any] | None = None) -> None:
        self.build = build
        self.lineage: tuple[Life[Any], ...] = (*(before.lineage if before else ()), self)
        self._before = before
        self._begun = False
        self._goes_on = False  # another life has begun from this one
        self._past = ExitStack()
        self._built: T
        self._documents: Path

    def begin(self) -> None:
        """Build it, in a transaction that stays open. The life before it has begun."""
        with ExitStack() as past:
            self._documents = Path(past.enter_context(tempfile.TemporaryDirectory(prefix="rokhas-life-")))
            past.enter_context(_undone())
            given = [self._before._goes_on_to(self._documents)] if self._before else []
            with override_settings(DOCUMENT_FOLDER=self._documents), TestAuthority.shared().plays():
                self._built = self.build(*given)
            translation.deactivate()
            self._past = past.pop_all()
        self._begun = True

    def _goes_on_to(self, folder: Path) -> T:
        """A copy of what was built and of the documents, for the life that begins from it."""
        self._goes_on = True
        shutil.copytree(self._documents, folder, dirs_exist_ok=True)
        return copy.deepcopy(self._built)

    def end(self) -> None:
        self._begun = False
        if self._before:
            self._before._goes_on = False
        self._past.close()

    def given(self) -> Iterator[T]:
        """A copy of what was built, its documents in a folder of its own, under the authority that signed them.

        The documents of a test that also asks for a later life are those of that one. A test that commits has it played.
        """
        with ExitStack() as test, TestAuthority.shared().plays():
            if not self._begun:
                yield self._played()
                return
            if not self._goes_on:
                folder = Path(test.enter_context(tempfile.TemporaryDirectory(prefix="rokhas-life-")))
                shutil.copytree(self._documents, folder, dirs_exist_ok=True)
                test.enter_context(override_settings(DOCUMENT_FOLDER=folder))
            yield copy.deepcopy(self._built)

    def _played(self) -> T:
        """Built from its beginning, among the rows of the test itself."""
        return self.build(*([self._before._played()] if self._before else []))


class Lives:
    """The life that is there, if any, after those that it goes on from."""

    def __init__(self) -> None:
        self.wanted: Life[Any] | None = None
        self._there: list[Life[Any]] = []

    def attend(self) -> None:
        """Begin the life that is wanted, from the last moment that is there already; what is there and is not its past ends."""
        wanted = self.wanted.lineage if self.wanted else ()
        while tuple(self._there) != wanted[: len(self._there)]:
            self._there.pop().end()
        for life in wanted[len(self._there) :]:
            life.begin()
            self._there.append(life)

    def end(self) -> None:
        while self._there:
            self._there.pop().end()


def lived(build: Callable[[], T]) -> Fixture[T]:
    """Make a fixture of the function that builds a life."""
    return _fixture(Life(build))


def then(before: Fixture[P]) -> Callable[[Callable[[P], T]], Fixture[T]]:
    """Make a fixture of the function that builds a life from what `before` built: it is given a copy."""
    return lambda build: _fixture(Life(build, before.life))  # type: ignore[attr-defined]


def either(**moments: Fixture[T]) -> Fixture[T]:
    """Make a fixture of several: the test begins from each in turn, under its name here."""
    lives: dict[str, Life[T]] = {name: moment.life for name, moment in moments.items()}  # type: ignore[attr-defined]

    def fixture(db: None, request: pytest.FixtureRequest) -> Iterator[T]:
        yield from lives[request.param].given()

    fixture.lives = lives  # type: ignore[attr-defined]
    made: Fixture[T] = pytest.fixture(fixture, params=list(lives))
    return made


def _fixture(life: Life[T]) -> Fixture[T]:
    def fixture(db: None) -> Iterator[T]:
        yield from life.given()

    fixture.__name__, fixture.__doc__ = life.build.__name__, life.build.__doc__
    fixture.life = life  # type: ignore[attr-defined]
    made: Fixture[T] = pytest.fixture(fixture)
    return made


@contextmanager
def _undone() -> Iterator[None]:
    """A transaction that is rolled back, whatever happens. Savepoints and `durable` see a test's own, as Django's do."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        try:
            yield
        finally:
            transaction.set_rollback(True)


def life_of(item: pytest.Item) -> Life[Any] | None:
    """The life that a test begins from: the last, when it also asks for a moment before.

    Raises:
        UsageError: it asks for two that do not follow each other.
    """
    known: dict[str, Any] = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    chosen: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    found: set[Life[Any]] = set()
    for name in getattr(item, "fixturenames", ()):
        for definition in known.get(name, ())[-1:]:
            if life := getattr(definition.func, "life", None):
                found.add(life)
            elif lives := getattr(definition.func, "lives", None):
                found.add(lives[chosen[name]])
    if not found:
        return None
    last = max(found, key=lambda life: len(life.lineage))
    if not found.issubset(last.lineage):
        names = " and ".join(sorted(life.build.__name__ for life in found))
        raise pytest.UsageError(f"{item.nodeid} begins from two lives at once: {names}")
    return last
