"""A past that many tests begin from, built once: the rows of a story in a transaction, each test on a savepoint of its own.

    @lived
    def delivered() -> Scene:
        return Scene.opens().delivered()

    def test_the_permit_may_be_verified(delivered: Scene) -> None: ...

`delivered` is a fixture. What a test writes, in the database or among the documents, is gone after it; the object that it gets is
a copy of its own. One life is there at a time: a test that asks for another, or for none, never sees its rows. Tests are sorted:
each life of a module is built once (`conftest.py`). What is committed cannot be undone: no life for `transactional_db`.
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

T = TypeVar("T")


class Life(Generic[T]):
    """What builds it; once it has begun, what was built and the documents that were stored meanwhile."""

    def __init__(self, build: Callable[[], T]) -> None:
        self.build = build
        self._past = ExitStack()
        self._built: T
        self._documents: Path

    def begin(self) -> None:
        """Build it, in a transaction that stays open."""
        with ExitStack() as past:
            self._documents = Path(past.enter_context(tempfile.TemporaryDirectory(prefix="rokhas-life-")))
            past.enter_context(_undone())
            with override_settings(DOCUMENT_FOLDER=self._documents), TestAuthority.shared().plays():
                self._built = self.build()
            translation.deactivate()
            self._past = past.pop_all()

    def end(self) -> None:
        self._past.close()

    def given(self) -> Iterator[T]:
        """A copy of what was built, its documents in a folder of its own, under the authority that signed them."""
        with tempfile.TemporaryDirectory(prefix="rokhas-life-") as folder:
            shutil.copytree(self._documents, folder, dirs_exist_ok=True)
            with override_settings(DOCUMENT_FOLDER=Path(folder)), TestAuthority.shared().plays():
                yield copy.deepcopy(self._built)


class Lives:
    """The life that is there, if any."""

    def __init__(self) -> None:
        self.wanted: Life[Any] | None = None
        self._there: Life[Any] | None = None

    def attend(self) -> None:
        """Begin the life that is wanted, unless it is there already; the one that is there ends first."""
        if self._there is self.wanted:
            return
        self.end()
        if self.wanted:
            self.wanted.begin()
            self._there = self.wanted

    def end(self) -> None:
        if self._there:
            self._there.end()
            self._there = None


def lived(build: Callable[[], T]) -> Callable[..., Iterator[T]]:
    """Make a fixture of the function that builds a life."""
    life = Life(build)

    def fixture(db: None) -> Iterator[T]:
        yield from life.given()

    fixture.__name__, fixture.__doc__ = build.__name__, build.__doc__
    fixture.life = life  # type: ignore[attr-defined]
    made: Callable[..., Iterator[T]] = pytest.fixture(fixture)
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
    """The life that a test begins from.

    Raises:
        UsageError: it asks for two.
    """
    known: dict[str, Any] = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    found = {
        life
        for name in getattr(item, "fixturenames", ())
        for definition in known.get(name, ())[-1:]
        if (life := getattr(definition.func, "life", None))
    }
    if len(found) > 1:
        names = " and ".join(sorted(life.build.__name__ for life in found))
        raise pytest.UsageError(f"{item.nodeid} begins from two lives at once: {names}")
    return next(iter(found), None)
