"""Telling the platform: each callback is sent until it is accepted, with the same event id, over restarts too."""

from __future__ import annotations

import http.client
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sandboxes.signature import sign_callback
from sandboxes.store import Store

FIRST_RETRY = 0.5
LONGEST_WAIT = 60.0
ABSENT = ConnectionRefusedError.__name__
log = logging.getLogger("sandboxes.treasury")


class Messenger:
    """A thread that sends what is due. Back-off doubles from `first_retry` seconds to a minute, and never gives up."""

    def __init__(self, store: Store, secret: bytes, first_retry: float = FIRST_RETRY) -> None:
        self._store, self._secret, self._first_retry = store, secret, first_retry
        self._stop, self._wake = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        self._thread.join()

    def wake(self) -> None:
        """Something new is due now."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            for callback in self._store.rows(
                "select * from callback where delivered_at is null and due <= ? order by due", time.time()
            ):
                if not self._stop.is_set():
                    self._send(callback)
            self._wake.wait(self._until_next())

    def _until_next(self) -> float:
        row = self._store.row("select min(due) as due from callback where delivered_at is null")
        due = row["due"] if row else None
        return LONGEST_WAIT if due is None else max(0.01, due - time.time())

    def _send(self, callback: dict[str, Any]) -> None:
        now = time.time()
        headers = {
            "Content-Type": "application/json",
            "X-Treasury-Timestamp": str(int(now)),
            "X-Treasury-Signature": sign_callback(self._secret, int(now), callback["body"]),
            "X-Treasury-Event": callback["event"],
        }
        problem = _post(callback["url"], callback["body"], headers)
        if not problem:
            delivered = datetime.now(UTC).isoformat(timespec="seconds")
            self._store.write(
                "update callback set delivered_at = ?, attempts = attempts + 1 where event = ?",
                delivered,
                callback["event"],
            )
            return
        wait = min(self._first_retry * 2 ** callback["attempts"], LONGEST_WAIT)
        # A platform that does not listen has not started yet, or starts again: that is waited for, and worth no line.
        log.log(
            logging.INFO if problem == ABSENT else logging.WARNING,
            "callback %s: %s, again in %.1f s",
            callback["event"],
            problem,
            wait,
        )
        self._store.write(
            "update callback set attempts = attempts + 1, due = ?, last_error = ? where event = ?",
            now + wait,
            problem,
            callback["event"],
        )


def _post(url: str, body: bytes, headers: dict[str, str]) -> str:
    """Empty when the platform accepted (2xx), otherwise what went wrong. Redirects are not followed."""
    parts = urlsplit(url)
    connect: Callable[..., http.client.HTTPConnection] = (
        http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    )
    connection = connect(parts.hostname, parts.port, timeout=10)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
    return "" if 200 <= status < 300 else f"HTTP {status}"
