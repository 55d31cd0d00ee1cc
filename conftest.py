"""What pytest must know before the first test: which tests touch a database, and how a test starts a program."""

import os
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `database` every test that asks for one, whatever way it asks."""
    for item in items:
        asked = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        case = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, TransactionTestCase)  # type: ignore[attr-defined]
        if asked or case or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture
def surroundings(transactional_db: None) -> dict[str, str]:
    """The environment of a program that works on this test's database and state folder, as `manage.py worker` would.

    Needs rows that are committed, hence `transactional_db`.
    """
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {
        **kept,
        "ROKHAS_MODE": "test",
        "ROKHAS_VAR": str(settings.ROKHAS_VAR),
        "DATABASE_URL": _database_url(),
    }


def _database_url() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    place = urlencode({"host": database["HOST"], "port": database["PORT"]})
    return f"postgres://{quote(database['USER'])}:{quote(database['PASSWORD'])}@/{database['NAME']}?{place}"
