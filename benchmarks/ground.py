"""Where a bench is run: a PostgreSQL database of its own, a state folder of its own, the migrations applied; gone afterwards."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.suite import postgres

DATABASE = "rokhas_bench"


@contextmanager
def prepared() -> Iterator[None]:
    """Set the application up on an empty, migrated database: on the server of `DATABASE_URL`, or on a private one.

    Raises:
        Missing: no PostgreSQL can be started here.
    """
    folder = tempfile.mkdtemp(prefix="rokhas-bench-")
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        os.environ["ROKHAS_TEST_PG_URL"] = given
    try:
        with postgres.server() as server:
            os.environ.update(
                DATABASE_URL=postgres.database(server, DATABASE),
                ROKHAS_MODE="demo",
                ROKHAS_VAR=folder,
                DJANGO_SETTINGS_MODULE="rokhas.config.settings",
            )
            _migrate()
            try:
                yield
            finally:
                _leave(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _migrate() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    # Eight invented readers who sign in are no news to whoever reads figures; nor is it that no style sheet is served from here.
    logging.getLogger("rokhas.security").setLevel(logging.WARNING)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    tell("Preparing the database…")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _leave(server: str) -> None:
    import psycopg
    from django.db import connections

    connections.close_all()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


def tell(sentence: str) -> None:
    """What is going on, on standard error."""
    print(sentence, file=sys.stderr, flush=True)
