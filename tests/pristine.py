"""The database as the migrations left it: kept once, given back after a test that committed.

A test with real transactions leaves what it committed, and Django would empty every table after it, the territory that a
migration loaded included. The next test that asks for the database gets a copy of the first state instead: a file on SQLite, a
template on PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import TestCase, TransactionTestCase

_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
_COMMITTING_FIXTURES = {"transactional_db", "live_server"}


def uses_database(item: pytest.Item) -> bool:
    asked = _DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return (
        bool(asked) or _is_case(item, TransactionTestCase) or item.get_closest_marker("django_db") is not None
    )


def commits(item: pytest.Item) -> bool:
    """Whether its transactions are real, so that what it writes stays after it."""
    marker = item.get_closest_marker("django_db")
    if marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)):
        return True
    asked = _COMMITTING_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or (_is_case(item, TransactionTestCase) and not _is_case(item, TestCase))


class Pristine:
    """The first state of this process's test database."""

    def __init__(self) -> None:
        self.spoilt = False
        self._name = str(connection.settings_dict["NAME"])
        given = os.environ.get("ROKHAS_TEST_TEMPLATE", "")
        self._kept = given or f"{self._name}_pristine"
        self._made = not given or connection.vendor == "sqlite"
        if self._made:
            self._copy(self._name, self._kept)

    def restore(self) -> None:
        if connection.vendor == "sqlite":
            self._write_back()
        else:
            self._copy(self._kept, self._name)
        self.spoilt = False

    def discard(self) -> None:
        if self._made:
            self._remove(self._kept)

    def _write_back(self) -> None:
        """Into the same file, in one transaction: a server of the last test may still be answering a browser from it."""
        connections.close_all()
        with closing(sqlite3.connect(self._kept)) as kept, closing(sqlite3.connect(self._name, 30)) as ours:
            ours.execute("PRAGMA synchronous = OFF")
            kept.backup(ours)

    def _copy(self, source: str, target: str) -> None:
        connections.close_all()
        self._remove(target)
        if connection.vendor == "sqlite":
            shutil.copyfile(source, target)
        else:
            # Copied as files, not through the log: half the work for the server.
            _on_server(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')

    def _remove(self, name: str) -> None:
        if connection.vendor == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(name + suffix).unlink(missing_ok=True)
        else:
            _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(statement: str) -> None:
    """A statement that no database may be open for."""
    creator: Any = connection
    with creator._nodb_cursor() as cursor:
        cursor.execute(statement)


def _is_case(item: pytest.Item, kind: type) -> bool:
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, kind)
