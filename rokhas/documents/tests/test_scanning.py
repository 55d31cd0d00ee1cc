"""The virus scanner by its own protocol, with a daemon played in a thread; and what happens when it is down."""

from __future__ import annotations

import io
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from rokhas.documents import actions
from rokhas.documents.actions import scan_waiting
from rokhas.documents.checks import virus_scanner
from rokhas.documents.errors import Infected
from rokhas.documents.http import deliver
from rokhas.documents.models import Document, Upload
from rokhas.documents.tests.conftest import PURPOSE, Desk, pdf
from rokhas.kernel.actor import Actor, system

# The harmless string that every scanner takes for a virus (eicar.org), in two parts so that none takes this file for one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon(socketserver.StreamRequestHandler):
    """What clamd answers to INSTREAM."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if len(content) > 100_000:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
            self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture(params=["unix", "tcp"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[None]:
    server: socketserver.BaseServer
    if request.param == "unix":
        server = socketserver.ThreadingUnixStreamServer(str(tmp_path / "clamd"), Daemon)
        settings.CLAMD = f"unix:{tmp_path / 'clamd'}"
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon)
        settings.CLAMD = f"tcp:127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def send(sender: Actor, content: bytes) -> Upload:
    return actions.receive(
        PURPOSE,
        about="d",
        name="a.pdf",
        content=io.BytesIO(content),
        length=len(content),
        metadata={},
        by=sender,
    )


def infected() -> bytes:
    return pdf() + b"%" + EICAR + b"\n"


@pytest.mark.usefixtures("clamd")
def test_a_clean_file_is_kept_and_a_virus_is_refused(sender: Actor, desk: Desk, vault: Path) -> None:
    send(sender, pdf())
    assert desk.received[0][1].scan == "clean"
    with pytest.raises(Infected):
        send(sender, infected())
    assert len(desk.received) == Document.objects.count() == 1
    assert len([path for path in vault.rglob("*") if path.is_file()]) == 1


@pytest.mark.usefixtures("clamd")
def test_a_file_that_the_scanner_will_not_read_is_not_clean(sender: Actor, desk: Desk) -> None:
    send(sender, pdf() + b"%" * 120_000 + b"\nstartxref\n0\n%%EOF\n")
    assert desk.received[0][1].scan == "waiting"


def test_while_the_scanner_is_down_files_wait_and_are_not_opened(
    sender: Actor, desk: Desk, settings: Any, tmp_path: Path
) -> None:
    settings.CLAMD = f"unix:{tmp_path / 'nobody'}"
    send(sender, pdf())
    document = desk.received[0][1]
    assert document.scan == "waiting"
    assert deliver(document, request=RequestFactory().get("/")).status_code == 423
    assert scan_waiting(system()) == 0
    document.refresh_from_db()
    assert document.scan == "waiting"


@pytest.mark.usefixtures("clamd")
@pytest.mark.parametrize(
    ("content", "scan", "status"), [(pdf(), "clean", 200), (infected(), "infected", 423)]
)
def test_what_waited_is_searched_when_the_scanner_is_back(
    sender: Actor, desk: Desk, settings: Any, tmp_path: Path, content: bytes, scan: str, status: int
) -> None:
    there, settings.CLAMD = settings.CLAMD, f"unix:{tmp_path / 'nobody'}"
    send(sender, content)
    settings.CLAMD = there
    assert scan_waiting(system()) == 1
    document = Document.objects.get()
    assert document.scan == scan
    assert deliver(document, request=RequestFactory().get("/")).status_code == status
    assert scan_waiting(system()) == 0


def test_without_a_scanner_production_is_warned(settings: Any) -> None:
    settings.ROKHAS_MODE, settings.CLAMD = "production", ""
    assert [found.id for found in virus_scanner(None)] == ["documents.W001"]
    settings.CLAMD = "127.0.0.1"
    assert [found.id for found in virus_scanner(None)] == ["documents.E001"]
    settings.CLAMD = "tcp:scanner:3310"
    assert not virus_scanner(None)
