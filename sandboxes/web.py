"""A loopback HTTP server in a page: one callable from `Request` to `Reply`, with the guards every sandbox shares."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK = "127.0.0.1"
BODY_LIMIT = 1024 * 1024
STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
log = logging.getLogger("sandboxes")


class Refusal(Exception):
    """A request answered by an error: HTTP status, stable code, and a sentence for the developer reading it."""

    def __init__(self, status: int, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


class Silence(Exception):
    """Raised by a sandbox told to behave badly: the connection is closed without an answer."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    target: str  # path and query exactly as sent: what a signature covers
    query: Mapping[str, str]
    headers: Message
    body: bytes

    def json(self) -> dict[str, Any]:
        """The JSON object of the body; 415 when it is not declared as JSON, 400 when it is not an object."""
        if self.headers.get_content_type() != "application/json":
            raise Refusal(415, "json-only", "Send application/json.")
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise Refusal(400, "bad-json") from error
        if not isinstance(value, dict):
            raise Refusal(400, "bad-json", "An object is expected.")
        return value

    def form(self) -> dict[str, str]:
        if self.headers.get_content_type() != "application/x-www-form-urlencoded":
            raise Refusal(415, "form-only")
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), max_num_fields=50))

    def language(self) -> str:
        """`fr` or `ar`, from `?lang=`; French when nothing is asked."""
        return "ar" if self.query.get("lang") == "ar" else "fr"


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    type: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)


Application = Callable[[Request], Reply]


def answer(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")


def page(html: str, status: int = 200, policy: str = PAGE_POLICY) -> Reply:
    guards = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",  # no-referrer would make our own forms post `Origin: null`
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return Reply(status, html.encode(), "text/html; charset=utf-8", guards)


def see_other(url: str) -> Reply:
    return Reply(303, b"", "text/plain", {"Location": url})


def static(path: str) -> Reply:
    """A file of `sandboxes/static`, named by its last component only."""
    file = STATIC / Path(path).name
    if file.suffix not in TYPES or not file.is_file():
        raise Refusal(404, "not-found")
    return Reply(200, file.read_bytes(), TYPES[file.suffix], {"Cache-Control": "max-age=3600"})


class Server:
    """A threaded HTTP server on 127.0.0.1; `port=0` takes a free one. Requests naming another host get 421."""

    def __init__(self, application: Application, port: int = 0) -> None:
        self.application = application
        self._httpd = _Listener(self, port)
        self.port = int(self._httpd.server_address[1])
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._thread = threading.Thread(target=self._httpd.serve_forever, args=(0.1,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: Server, port: int) -> None:
        self.owner = owner
        super().__init__((LOOPBACK, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sandbox", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        log.debug(format, *args)

    def _run(self) -> None:
        try:
            reply = self.server.owner.application(self._request())
        except Refusal as refusal:
            reply = answer({"error": refusal.code, "detail": refusal.detail}, refusal.status)
        except Silence:
            self.close_connection = True
            return
        self._send(reply)

    def _request(self) -> Request:
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise Refusal(411, "length-required")
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            self.close_connection = True
            raise Refusal(413, "too-large")
        body = self.rfile.read(int(length))
        host = self.headers.get("Host", "").rsplit(":", 1)[0]
        if host not in (LOOPBACK, "localhost"):
            raise Refusal(421, "bad-host", "This sandbox answers on the loopback address only.")
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50))
        return Request(self.command, unquote(parts.path), self.path, query, self.headers, body)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} | dict(reply.headers)
        headers |= {"Content-Type": reply.type, "Content-Length": str(len(reply.body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = _run  # noqa: N815
