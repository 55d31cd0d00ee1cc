"""The agent's two faces on the loopback address: `/v1/…` for the platform's page, `/window/…` for the holder.

Guards of `/v1/…`: `Host` is ours (421), `Origin` is allowed (403, absent included), `X-Esign: 1` and JSON (415, which force a
CORS preflight), 64 kB a job and 1 MB a batch (413). A job is believed for its signature, never for its origin.
"""

from __future__ import annotations

import errno
import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from agent import VERSION, window
from agent.jobs import JobRefused
from agent.sessions import Desk, Session
from agent.tokens import b64, fingerprint
from agent.web import Reply, asset, json_reply

LOOPBACK = "127.0.0.1"
ONE_JOB_LIMIT = 64 * 1024
BATCH_LIMIT = 1024 * 1024
FORM_LIMIT = 4 * 1024
LONG_POLL = 25.0
log = logging.getLogger("agent")


@dataclass(frozen=True)
class Call:
    """One request, its body already read."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Message
    body: bytes


class Agent:
    """An HTTP server on 127.0.0.1 (`port=0` takes a free one) over a `Desk`.

    With `or_any`, a port that is taken is left to whoever has it, and a free one is listened on. Raises OSError otherwise.
    """

    def __init__(self, desk: Desk, origins: frozenset[str], port: int = 0, *, or_any: bool = False) -> None:
        self.desk, self.origins = desk, origins
        self._httpd = self._listen(port, or_any=or_any)
        self.port = int(self._httpd.server_address[1])
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._thread = threading.Thread(target=self._httpd.serve_forever, args=(0.1,), daemon=True)

    def _listen(self, port: int, *, or_any: bool) -> _Listener:
        try:
            return _Listener(self, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or not or_any:
                raise
            return _Listener(self, 0)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()

    def reply(self, call: Call) -> Reply:
        if call.headers.get("Host") not in (f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"):
            return json_reply({"error": "BAD_HOST"}, 421)
        if call.path.startswith("/v1/"):
            return self._for_the_page(call)
        if call.path.startswith("/static/") and call.method in ("GET", "HEAD"):
            return asset(call.path)
        if call.path.startswith("/window/"):
            return self._for_the_holder(call)
        return json_reply({"error": "NO_PATH"}, 404)

    def _for_the_page(self, call: Call) -> Reply:
        origin = call.headers.get("Origin", "")
        if origin not in self.origins:
            return json_reply({"error": "BAD_ORIGIN"}, 403)
        try:
            reply = self._preflight(call) if call.method == "OPTIONS" else self._api(call, origin)
        except JobRefused as refusal:
            reply = json_reply({"error": refusal.code}, refusal.status)
        return reply.with_headers({"Access-Control-Allow-Origin": origin, "Vary": "Origin"})

    def _preflight(self, call: Call) -> Reply:
        headers = {
            "Access-Control-Allow-Headers": "content-type, x-esign",
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Max-Age": "600",
        }
        if call.headers.get("Access-Control-Request-Private-Network") == "true":
            headers["Access-Control-Allow-Private-Network"] = "true"
        return Reply(204, b"", "text/plain", headers)

    def _api(self, call: Call, origin: str) -> Reply:
        if call.headers.get("X-Esign") != "1":
            raise JobRefused(415, "PREFLIGHT_REQUIRED")
        match call.method, call.path.split("/")[2:]:
            case "GET", ["hello"]:
                return json_reply({"agent": "rokhas-agent", "version": VERSION, "protocol": 1})
            case "POST", ["certificates"]:
                _body(call, FORM_LIMIT)
                return json_reply({"certificates": self._certificates()})
            case "POST", ["sign"]:
                body = _body(call, BATCH_LIMIT)
                jobs = body.get("jobs")
                if len(call.body) > ONE_JOB_LIMIT and not (isinstance(jobs, list) and len(jobs) > 1):
                    raise JobRefused(413, "TOO_LARGE")
                return self._opened(self.desk.open_signing(jobs, origin))
            case "POST", ["change-pin"]:
                return self._opened(self.desk.open_pin_change(_body(call, ONE_JOB_LIMIT).get("job"), origin))
            case "GET" | "DELETE", ["sign" | "change-pin", id]:
                session = self.desk.session(id, origin)
                if session is None:
                    raise JobRefused(404, "NO_SESSION")
                if call.method == "DELETE":
                    session.cancel()
                else:
                    session.wait(_seconds(call.query.get("wait", "")))
                return json_reply(session.answer())
        raise JobRefused(404, "NO_PATH")

    def _opened(self, session: Session) -> Reply:
        address = f"{self.url}/window/{session.window}"
        return json_reply({"id": session.id, "window": address, "expires": session.expires}, 202)

    def _certificates(self) -> list[dict[str, object]]:
        return [
            {
                "token": token.serial,
                "label": token.label,
                "holder": token.holder,
                "certificate": b64(certificate),
                "cert_sha256": fingerprint(certificate),
                "flags": asdict(token.flags()),
            }
            for token in self.desk.tokens()
            if (certificate := token.certificate())
        ]

    def _for_the_holder(self, call: Call) -> Reply:
        session = self.desk.window(call.path.removeprefix("/window/"))
        lang = call.query.get("lang", session.lang if session else "fr")
        lang = lang if lang in ("fr", "ar") else "fr"
        if session is None:
            return window.gone(lang)
        if call.method in ("GET", "HEAD"):
            # A page of another site may open this window, never draw it inside itself nor read it.
            if call.headers.get("Sec-Fetch-Dest", "document") != "document":
                return json_reply({"error": "NOT_A_WINDOW"}, 403)
            return window.show(session, lang)
        own = f"http://{call.headers['Host']}"
        from_window = call.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        if call.method != "POST" or call.headers.get("Origin") != own or not from_window:
            return json_reply({"error": "BAD_ORIGIN"}, 403)
        if call.headers.get_content_type() != "application/x-www-form-urlencoded":
            return json_reply({"error": "FORM_ONLY"}, 415)
        if len(call.body) > FORM_LIMIT:
            return json_reply({"error": "TOO_LARGE"}, 413)
        return window.submit(session, lang, dict(parse_qsl(call.body.decode("utf-8", "replace"))))


def _body(call: Call, limit: int) -> dict[str, Any]:
    if call.headers.get_content_type() != "application/json":
        raise JobRefused(415, "PREFLIGHT_REQUIRED")
    if len(call.body) > limit:
        raise JobRefused(413, "TOO_LARGE")
    try:
        value = json.loads(call.body or b"{}")
    except ValueError as error:
        raise JobRefused(400, "BAD_JSON") from error
    if not isinstance(value, dict):
        raise JobRefused(400, "BAD_JSON")
    return value


def _seconds(text: str) -> float:
    return min(float(text), LONG_POLL) if text.isdecimal() else LONG_POLL


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, agent: Agent, port: int) -> None:
        self.agent = agent
        super().__init__((LOOPBACK, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "agent", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        log.debug(format, *args)

    def _run(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal() or int(length) > BATCH_LIMIT:
            self.close_connection = True
            if length.isdecimal():  # let a slightly too large body finish, so that our answer is read
                self.rfile.read(min(int(length), 2 * BATCH_LIMIT))
            self._send(json_reply({"error": "TOO_LARGE"}, 413))
            return
        body = self.rfile.read(int(length))
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        self._send(self.server.agent.reply(Call(self.command, parts.path, query, self.headers, body)))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.all_headers().items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_DELETE = do_OPTIONS = _run  # noqa: N815
