"""200 MB through the WSGI application, chunk after chunk, in flat memory."""

import hashlib
import io
import resource
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from rokhas.accounts.models import Person
from rokhas.documents.actions.uploads import CHUNK
from rokhas.documents.schema.uploads import LARGEST
from rokhas.documents.tests.conftest import PURPOSE, Desk
from rokhas.documents.tests.sender import encoded

MEGABYTE = 1024 * 1024
CSRF = "a" * 32


class Plan:
    """A PDF of exactly 200 MB that is never whole in memory: one large object of spaces between a head and a tail."""

    def __init__(self) -> None:
        self.length = LARGEST
        self.tail = b""
        self.filler = 0
        for _ in range(3):  # the tail holds offsets, whose digits change its own length
            self.filler = self.length - len(self.head) - len(self.tail)
            self.tail = self._tail()

    @property
    def head(self) -> bytes:
        return b"%%PDF-1.7\n4 0 obj\n<</Length %10d>>\nstream\n" % self.filler

    def _tail(self) -> bytes:
        out = io.BytesIO(b"\nendstream\nendobj\n")
        out.seek(0, io.SEEK_END)
        start, places = len(self.head) + self.filler, {4: len(b"%PDF-1.7\n")}
        for number, body in [
            (1, b"<</Type/Catalog/Pages 2 0 R>>"),
            (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
            (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 2384 3370]>>"),
        ]:
            places[number] = start + out.tell()
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        at = start + out.tell()
        rows = b"".join(b"%010d 00000 n \n" % places[number] for number in (1, 2, 3, 4))
        out.write(b"xref\n0 5\n0000000000 65535 f \n" + rows)
        out.write(b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % at)
        return out.getvalue()

    def read(self, start: int, size: int) -> bytes:
        tail_at = len(self.head) + self.filler
        before = self.head[start : start + size]
        spaces = max(0, min(start + size, tail_at) - max(start, len(self.head)))
        after = self.tail[max(0, start - tail_at) : max(0, start + size - tail_at)]
        return before + b" " * spaces + after


class Line:
    """What a server hands over as `wsgi.input`: bytes that come when they are read."""

    def __init__(self, plan: Plan, start: int, length: int) -> None:
        self.plan, self.at, self.end, self.largest = plan, start, start + length, 0

    def read(self, size: int = -1) -> bytes:
        size = self.end - self.at if size < 0 else min(size, self.end - self.at)
        self.largest = max(self.largest, size)
        block = self.plan.read(self.at, size)
        self.at += size
        return block

    def readline(self, size: int = -1) -> bytes:
        raise AssertionError("an upload is never read by lines")


class Sender:
    def __init__(self, person: Person) -> None:
        client = Client()
        client.force_login(person)
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.application = WSGIHandler()

    def send(
        self, method: str, path: str, line: Line | None = None, **headers: str
    ) -> tuple[int, dict[str, str]]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": line or io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "CONTENT_LENGTH": str(line.end - line.at if line else 0),
            "CONTENT_TYPE": "application/offset+octet-stream",
            "HTTP_COOKIE": f"{self.cookies}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "HTTP_X_CSRFTOKEN": CSRF,
            "HTTP_TUS_RESUMABLE": "1.0.0",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _info: object = None) -> Any:
            told.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))

        response: Any = self.application(environ, start_response)
        b"".join(response)
        response.close()
        return told["status"], told["headers"]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The test's own transaction outlives each request, as with the test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_200_megabytes_arrive_in_flat_memory(person: Person, desk: Desk, one_connection: None) -> None:
    plan, sender = Plan(), Sender(person)
    told = {"filename": "ensemble.pdf", "purpose": PURPOSE, "about": "dossier-7"}
    metadata = ",".join(f"{name} {encoded(value)}" for name, value in told.items())
    status, headers = sender.send(
        "POST", "/uploads/", upload_length=str(plan.length), upload_metadata=metadata
    )
    assert status == 201
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    running, largest = hashlib.sha256(), 0
    for start in range(0, plan.length, CHUNK):
        line = Line(plan, start, min(CHUNK, plan.length - start))
        status, _ = sender.send("PATCH", headers["Location"], line, upload_offset=str(start))
        assert status == 204, start
        largest = max(largest, line.largest)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for start in range(0, plan.length, MEGABYTE):
        running.update(plan.read(start, MEGABYTE))
    document = desk.received[0][1]
    assert (document.size, document.sha256, document.pages) == (LARGEST, running.hexdigest(), 1)
    assert largest <= 64 * 1024
    assert peak < 8 * MEGABYTE
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 40 * MEGABYTE
