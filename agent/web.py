"""Answers of the agent: JSON for the page, HTML for the holder, the window's own files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

STATIC = Path(__file__).parent / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
COMMON = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # no-referrer would make the window's own form post `Origin: null`
}
WINDOW = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    # The page that opened the window can neither read it nor send it elsewhere.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, more: Mapping[str, str]) -> Reply:
        return replace(self, headers={**self.headers, **more})

    def all_headers(self) -> dict[str, str]:
        own = {"Content-Type": self.type, "Content-Length": str(len(self.body))}
        return {**COMMON, **self.headers, **own}


def json_reply(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")


def html_reply(html: str, status: int = 200) -> Reply:
    return Reply(status, html.encode(), "text/html; charset=utf-8", WINDOW)


def asset(path: str) -> Reply:
    """A file of `agent/static`, named by its last component only."""
    file = STATIC / Path(path).name
    if file.suffix not in TYPES or not file.is_file():
        return json_reply({"error": "NO_PATH"}, 404)
    headers = {"Cache-Control": "max-age=3600", "Cross-Origin-Resource-Policy": "same-origin"}
    return Reply(200, file.read_bytes(), TYPES[file.suffix], headers)
