"""Plays the holder at the window, for journeys and tests: the same requests a browser would send, PIN form included."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

_FORM = re.compile(r'name="form" value="([A-Za-z0-9_-]+)"')


class HandRefused(Exception):
    """The agent refused, or the session did not end as wished: `code` is the protocol's word, `status` the HTTP status."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise HandRefused(self.status, "NOT_AN_OBJECT")
        return value


def sign(
    agent_url: str, origin: str, jobs: Sequence[Mapping[str, str]], pin: str, timeout: float = 30.0
) -> list[dict[str, str]]:
    """Signatures of `jobs` (`{"kid", "payload", "sig"}`), in order: `{"jti", "signature", "alg", "cert_sha256"}`."""
    opened = call(agent_url, origin, "POST", "/v1/sign", {"jobs": list(jobs)}, timeout)
    return _through_the_window(agent_url, origin, opened, {"pin": pin}, timeout)


def change_pin(
    agent_url: str, origin: str, job: Mapping[str, str], old: str, new: str, timeout: float = 30.0
) -> dict[str, str]:
    """The activation statement: `{"jti", "statement", "signature", "alg", "cert_sha256"}`."""
    opened = call(agent_url, origin, "POST", "/v1/change-pin", {"job": dict(job)}, timeout)
    pins = {"pin": old, "new": new, "again": new}
    return _through_the_window(agent_url, origin, opened, pins, timeout)[0]


def certificates(agent_url: str, origin: str, timeout: float = 30.0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call(agent_url, origin, "POST", "/v1/certificates", {}, timeout)[
        "certificates"
    ]
    return found


def call(
    agent_url: str, origin: str, method: str, path: str, body: object = None, timeout: float = 30.0
) -> dict[str, Any]:
    """One request of the platform's page; HandRefused on any error status."""
    headers = {"Origin": origin, "X-Esign": "1", "Content-Type": "application/json"}
    content = json.dumps(body).encode() if method == "POST" else b""
    answer = send(agent_url + path, method, content, headers, timeout)
    if answer.status >= 400:
        raise HandRefused(answer.status, str(answer.json().get("error", "")))
    return answer.json()


def press(window_url: str, fields: Mapping[str, str], timeout: float = 30.0) -> Answer:
    """Open the window, fill the form and press a button (`action` is `sign` unless given)."""
    shown = send(window_url, "GET", b"", {}, timeout)
    token = _FORM.search(shown.body.decode())
    if token is None:
        raise HandRefused(shown.status, "NO_FORM")
    parts = urlsplit(window_url)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"{parts.scheme}://{parts.netloc}",
        "Sec-Fetch-Site": "same-origin",
    }
    filled = {"form": token[1], "action": "sign", **fields}
    return send(window_url, "POST", urlencode(filled).encode(), headers, timeout)


def send(url: str, method: str, body: bytes, headers: Mapping[str, str], timeout: float = 30.0) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    finally:
        connection.close()


def _through_the_window(
    agent_url: str, origin: str, opened: Mapping[str, Any], fields: Mapping[str, str], timeout: float
) -> list[dict[str, str]]:
    pressed = press(str(opened["window"]), fields, timeout)
    ended = call(agent_url, origin, "GET", f"/v1/sign/{opened['id']}?wait=0", timeout=timeout)
    if ended["state"] != "done":
        if ended["state"] == "waiting":  # a wrong PIN leaves the window open; nobody is left to try again
            call(agent_url, origin, "DELETE", f"/v1/sign/{opened['id']}", timeout=timeout)
        raise HandRefused(pressed.status, str(ended["error"] or "PIN_REFUSED"))
    results: list[dict[str, str]] = ended["results"]
    return results
