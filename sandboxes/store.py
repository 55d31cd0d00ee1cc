"""A small SQLite file kept by each sandbox, so that nothing is forgotten over a restart or a kill."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any


class Store:
    """Rows as dictionaries; writers take turns; what is written is on the disk when `transaction` ends."""

    synchronous = "full"

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        with closing(self._connect()) as connection:
            connection.executescript(f"pragma journal_mode=wal; {schema}")

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        with closing(self._connect()) as connection:
            return [dict(row) for row in connection.execute(statement, values)]

    def row(self, statement: str, *values: object) -> dict[str, Any] | None:
        found = self.rows(statement, *values)
        return found[0] if found else None

    def write(self, statement: str, *values: object) -> int:
        """One statement; how many rows it changed."""
        with self.transaction() as connection:
            return connection.execute(statement, values).rowcount

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, closing(self._connect()) as connection:
            connection.execute("begin immediate")
            with connection:
                yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute(f"pragma synchronous={self.synchronous}")
        return connection
