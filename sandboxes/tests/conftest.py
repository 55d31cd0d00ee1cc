"""Requests to a sandbox, and a platform that listens for callbacks."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandboxes.signature import matches, sign_callback, sign_request
from sandboxes.web import Reply, Request, Server, answer


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def text(self) -> str:
        return self.body.decode()


def send(method: str, url: str, body: bytes = b"", **headers: str) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body, sent)
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def post_json(url: str, value: object, **headers: str) -> Answer:
    return send("POST", url, json.dumps(value).encode(), Content_Type="application/json", **headers)


def signed(secret: bytes, method: str, url: str, value: object = None, at: int | None = None) -> Answer:
    """A request of the platform to the treasury."""
    body = b"" if value is None else json.dumps(value).encode()
    now = int(time.time()) if at is None else at
    signature = sign_request(secret, now, method, urlsplit(url).path, body)
    sent = {
        "Content_Type": "application/json",
        "X_Treasury_Signature": signature,
        "X_Treasury_Timestamp": str(now),
    }
    return send(method, url, body, **sent)


@dataclass
class Platform:
    """Receives callbacks; answers each by the next of `answers`, then 204."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    received: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._arrived = threading.Condition()
        self._server = Server(self._reply, self.port)
        self.url = f"{self._server.url}/treasury/callback"
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def wait_for(self, count: int) -> list[Request]:
        """The callbacks, once there are at least `count`."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.received) >= count, 15), "no callback came"
            return list(self.received)

    def _reply(self, request: Request) -> Reply:
        with self._arrived:
            self.received.append(request)
            self._arrived.notify_all()
            status = self.answers.pop(0) if self.answers else 204
        return answer({}, status)


def is_ours(callback: Request, secret: bytes) -> bool:
    """What the platform must check of a callback before believing it."""
    timestamp = int(callback.headers["X-Treasury-Timestamp"])
    expected = sign_callback(secret, timestamp, callback.body)
    return matches(callback.headers["X-Treasury-Signature"], expected)


@pytest.fixture
def platform() -> Iterator[Platform]:
    listening = Platform()
    yield listening
    listening.stop()


Order = Callable[..., dict[str, Any]]


@pytest.fixture
def order(platform: Platform) -> Order:
    def of(**say: Any) -> dict[str, Any]:
        return {
            "reference": "ORD-2026-00042",
            "amount": "4860.00",
            "currency": "MAD",
            "description_fr": "Taxe de construction, villa R+1, Témara",
            "description_ar": "الرسم على عمليات البناء، فيلا R+1، تمارة",
            "lines": [
                {"label_fr": "Taxe de construction", "label_ar": "الرسم على البناء", "amount": "4140.00"},
                {"label_fr": "Agence urbaine", "label_ar": "الوكالة الحضرية", "amount": "720.00"},
            ],
            "callback_url": platform.url,
            "return_url": "http://127.0.0.1:8000/dossiers/42/?tab=fees",
            "lang": "fr",
        } | say

    return of


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("0123456789abcdef" * 4 + "\n")
    return path


@pytest.fixture
def secret(secret_file: Path) -> bytes:
    return secret_file.read_bytes().strip()
