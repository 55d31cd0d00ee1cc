"""The cache that every process shares: rows of the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router, transaction

SET = (
    "INSERT INTO shared_cache (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO UPDATE "
    "SET value = excluded.value, expires = excluded.expires"
)
ADD = f"{SET} WHERE shared_cache.expires < %s"
TOUCH = "UPDATE shared_cache SET expires = %s WHERE cache_key = %s AND expires >= %s"
GET = "SELECT cache_key, value FROM shared_cache WHERE expires >= %s AND cache_key IN ({})"
FORGET = "DELETE FROM shared_cache WHERE expires < %s"
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class SharedCache(DatabaseCache):
    """Django's cache in the database (its `LOCATION` is the table `shared_cache`), one statement for a reading or a writing. What
    is kept is written as JSON: nothing that a table holds is ever run.

    Django counts the whole table at each writing, and drops entries that still count once there are too many of them: whoever
    fills it is rid of their own limits. Here an entry stands until it expires; those that have are deleted by `forget_expired`.
    """

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """What stands under these keys. One query, none without keys."""
        names = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not names:
            return {}
        with connections[router.db_for_read(self.cache_model_class)].cursor() as cursor:
            cursor.execute(GET.format(", ".join(["%s"] * len(names))), [self._now(), *names])
            rows: list[tuple[str, str]] = cursor.fetchall()
        return {names[name]: json.loads(kept)[0] for name, kept in rows if kept.startswith("[")}

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Write an entry: `set` whatever stands there, `add` where nothing stands or what stood has expired, `touch` what stands.
        Whether it was written; an error of the database is no entry, as in Django."""
        until, now = self._moment(self.get_backend_timeout(timeout)), self._now()
        if mode == "touch":
            statement, given = TOUCH, [until, key, now]
        else:
            statement, given = SET, [key, json.dumps([value]), until]
            if mode == "add":
                statement, given = ADD, [*given, now]
        alias = router.db_for_write(self.cache_model_class)
        try:
            with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
                cursor.execute(statement, given)
                return bool(cursor.rowcount > 0)
        except DatabaseError:
            return False

    def forget_expired(self) -> int:
        """Delete the entries that have expired. Returns how many."""
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            cursor.execute(FORGET, [self._now()])
            return int(cursor.rowcount)

    def _now(self) -> Any:
        return self._moment(datetime.now(UTC).timestamp())

    def _moment(self, seconds: float | None) -> Any:
        """A moment to the second, in seconds since 1970, as the database keeps it; None is never."""
        moment = NEVER if seconds is None else datetime.fromtimestamp(int(seconds), UTC)
        operations = connections[router.db_for_write(self.cache_model_class)].ops
        return operations.adapt_datetimefield_value(moment)
