"""A telephone's photograph is told from a scan, and what says nothing is left alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from rokhas.documents import actions
from rokhas.documents.errors import Telephone
from rokhas.documents.queries import inspect
from rokhas.documents.tests.conftest import PURPOSE, Desk, pdf
from rokhas.documents.tests.pictures import exif, pdf_of, photograph
from rokhas.kernel.actor import Actor

SCANNED = photograph(b"")
RESOLUTION = 0x011A  # what a flatbed scanner writes too
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 100


@pytest.mark.parametrize(
    ("content", "photographed"),
    [
        (photograph(), True),
        (SCANNED, False),
        (photograph(exif(RESOLUTION)), False),
        (photograph(b"\xff\xe1\x00\x0aExif\0\0II"), False),
        (pdf_of(photograph(), 2000, 1000), True),
        (pdf_of(SCANNED, 4032, 3024), True),
        (pdf_of(SCANNED, 3024, 4032), True),
        (pdf_of(SCANNED, 4032, 3024, text=True), False),
        (pdf_of(SCANNED, 2480, 3508), False),
        (pdf_of(SCANNED, 800, 600), False),
        (pdf(), False),
    ],
    ids=[
        "jpeg-of-a-camera",
        "jpeg-of-a-scanner",
        "jpeg-with-a-resolution",
        "jpeg-with-a-broken-block",
        "pdf-of-a-camera",
        "pdf-of-camera-size",
        "pdf-of-camera-size-upright",
        "pdf-read-by-the-scanner",
        "pdf-of-an-a4-scan",
        "pdf-of-a-small-picture",
        "pdf-without-pictures",
    ],
)
def test_a_photograph_is_told_from_a_scan(tmp_path: Path, content: bytes, photographed: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    found = inspect(path)
    assert (found.photographed, found.problems) == (photographed, ())


@pytest.mark.parametrize("name", ["IMG_0412.HEIC", "scan.pdf"])
def test_a_telephones_own_format_is_refused_with_what_to_do(sender: Actor, desk: Desk, name: str) -> None:
    with pytest.raises(Telephone):
        actions.receive(
            PURPOSE, about="d", name=name, content=io.BytesIO(HEIC), length=len(HEIC), metadata={}, by=sender
        )
    assert not desk.received


def test_the_document_remembers_what_it_looks_like(sender: Actor, desk: Desk) -> None:
    content = pdf_of(photograph(), 2000, 1000)
    actions.receive(
        PURPOSE,
        about="d",
        name="a.pdf",
        content=io.BytesIO(content),
        length=len(content),
        metadata={},
        by=sender,
    )
    assert desk.received[0][1].photographed
