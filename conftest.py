"""What pytest must know before the first test: which tests touch a database, and how a test starts a program."""

import functools
import gc
import os
import re
import shutil
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as properties
from pytest_django import DjangoDbBlocker

from rokhas.testing.lives import Life, Lives, life_of
from sandboxes.store import Store
from tests.pristine import Pristine, commits, uses_database

# Properties are judged by what holds, never by the clock of a busy machine.
properties.register_profile("rokhas", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("rokhas")

# What a test writes need not survive a power cut, and every process sees it at once all the same.
os.fsync = lambda descriptor: None
Store.synchronous = "off"

HOUSE = Path(__file__).parent / "tests" / "architecture"
PRISTINE = pytest.StashKey[Pristine]()
BLOCKER = pytest.StashKey[DjangoDbBlocker]()
LIVES = Lives()
# The lanes of one marker, which is written in each of their modules: the others need not be read for them.
APART = ("locks", "browser", "journey", "interface")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`-m locks`, `-m "browser and not long"`: only the modules that have such a test are imported."""
    asked = re.fullmatch(rf"({'|'.join(APART)})(?: and not \w+)*", config.option.markexpr)
    if not asked or not collection_path.name.startswith("test_") or collection_path.suffix != ".py":
        return None
    return True if asked[1] not in _marks_in(collection_path) else None


@functools.cache
def _marks_in(module: Path) -> frozenset[str]:
    """The markers of the lanes apart that are written in a module."""
    text = module.read_text(encoding="utf-8")
    return frozenset(mark for mark in APART if f"pytest.mark.{mark}" in text)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `database` every test that asks for one, whatever way it asks: the others are pure rules, and run once.

    Those of `tests/architecture` judge the shape of the house, whatever the database: they run once too.

    The tests that begin from the same life follow each other, after those that begin from an earlier moment of it: a process
    builds each life once, whatever the modules.

    Raises:
        UsageError: a test has the marker of a lane that is not written in its module: that lane would miss it.
    """
    for item in items:
        if unseen := {mark.name for mark in item.iter_markers()}.intersection(APART) - _marks_in(item.path):
            raise pytest.UsageError(f"{item.nodeid}: {unseen} is not written in the module")
        if uses_database(item) and HOUSE not in item.path.parents:
            item.add_marker("database")
    pasts = {item: life.lineage if (life := _past_of(item)) else () for item in items}
    modules, lives = _ranks(item.path for item in items), _ranks(chain.from_iterable(pasts.values()))
    items.sort(key=lambda item: (not pasts[item], [lives[each] for each in pasts[item]], modules[item.path]))


def pytest_collection_finish() -> None:
    """What was imported stays to the end: it is not looked through again at each collection of garbage."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """A test leaves the settings as it found them, in whatever order what it changed of them ends."""
    found = settings._wrapped
    try:
        return (yield)
    finally:
        settings._wrapped = found


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give the test the past that it begins from: a life, or the database as the migrations left it."""
    if not uses_database(item):
        return
    LIVES.wanted = _past_of(item)
    pristine = item.config.stash.get(PRISTINE, None)
    if pristine is None:
        return  # the first: django_db_setup does it
    with item.config.stash[BLOCKER].unblock():
        if pristine.spoilt:
            pristine.restore()
        LIVES.attend()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    translation.deactivate()  # a request leaves its language on the thread: the next test starts in the site's
    pristine = item.config.stash.get(PRISTINE, None)
    if pristine is not None and commits(item):
        pristine.spoilt = True


def _past_of(item: pytest.Item) -> Life[Any] | None:
    """The life that is built for a test before it; one that commits plays its own."""
    return None if commits(item) else life_of(item)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> bool:
    """Whether the database that is there is kept: a copy of the file that the suite migrated once for all its lanes."""
    migrated = os.environ.get("ROKHAS_TEST_FILE")
    if not migrated or connection.vendor != "sqlite":
        return bool(request.config.getvalue("reuse_db"))
    shutil.copyfile(migrated, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The test database, its first state kept aside, with the life of the first test."""
    with django_db_blocker.unblock():
        pristine = Pristine()
        LIVES.attend()
    request.config.stash[PRISTINE], request.config.stash[BLOCKER] = pristine, django_db_blocker
    with pytest.MonkeyPatch.context() as patched:
        # Every table would be emptied after a test that committed: the first state replaces the whole database instead.
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        yield
    with django_db_blocker.unblock():
        LIVES.end()
        pristine.discard()


@pytest.fixture
def surroundings(transactional_db: None) -> dict[str, str]:
    """The environment of a program that works on this test's database and state folder, as `manage.py worker` would.

    Needs rows that are committed, hence `transactional_db`.
    """
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    ours = {"ROKHAS_MODE": "test", "ROKHAS_VAR": str(settings.ROKHAS_VAR), "DATABASE_URL": _database_url()}
    return {**kept, **ours}


def _database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    place = urlencode({"host": database["HOST"], "port": database["PORT"]})
    return f"postgres://{quote(database['USER'])}:{quote(database['PASSWORD'])}@/{database['NAME']}?{place}"


def _ranks(places: Iterable[Any]) -> dict[Any, int]:
    """The order in which things are first met."""
    ranks: dict[Any, int] = {}
    for place in places:
        ranks.setdefault(place, len(ranks))
    return ranks
