"""The index that finds words of `Dossier.search_text`: trigrams, on both databases."""

from __future__ import annotations

from typing import Any

from django.db import connections

# The rows stay in their table: the index holds their trigrams only, and follows them by triggers.
SQLITE = (
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS dossiers_search USING fts5("
        "search_text, content='dossiers_dossier', content_rowid='id', tokenize='trigram', detail='full')"
    ),
    (
        "CREATE TRIGGER dossiers_search_added AFTER INSERT ON dossiers_dossier BEGIN "
        "INSERT INTO dossiers_search(rowid, search_text) VALUES (new.id, new.search_text); END"
    ),
    (
        "CREATE TRIGGER dossiers_search_removed AFTER DELETE ON dossiers_dossier BEGIN "
        "INSERT INTO dossiers_search(dossiers_search, rowid, search_text) "
        "VALUES ('delete', old.id, old.search_text); END"
    ),
    (
        "CREATE TRIGGER dossiers_search_changed AFTER UPDATE OF search_text ON dossiers_dossier "
        "WHEN old.search_text <> new.search_text BEGIN "
        "INSERT INTO dossiers_search(dossiers_search, rowid, search_text) "
        "VALUES ('delete', old.id, old.search_text); "
        "INSERT INTO dossiers_search(rowid, search_text) VALUES (new.id, new.search_text); END"
    ),
    "INSERT INTO dossiers_search(dossiers_search) VALUES ('rebuild')",
)
MISSING = "SELECT NOT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'dossiers_search_added')"


def keep_index(using: str, **_signal: Any) -> None:
    """After the migrations, on SQLite: a table that was altered was made anew there, and has lost its triggers.

    On PostgreSQL a migration makes the index, and it stays.
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or "dossiers_dossier" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(MISSING)
        if cursor.fetchone()[0]:
            for statement in SQLITE:
                cursor.execute(statement)
