"""What a file is, whatever it is called."""

import struct
import zlib
from pathlib import Path

import pytest

from rokhas.documents.providers import inspection
from rokhas.documents.providers.bench import Bench, Broke, TookTooLong
from rokhas.documents.queries import inspect
from rokhas.documents.tests.conftest import pdf


def looked_at(tmp_path: Path, content: bytes) -> tuple[str, int | None, tuple[str, ...]]:
    path = tmp_path / "file"
    path.write_bytes(content)
    found = inspect(path)
    return found.media_type, found.pages, found.problems


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    start_of_frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 20, 30, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00"
    return (
        b"\xff\xd8\xff\xe0"
        + struct.pack(">H", 4)
        + b"JF"
        + start_of_frame
        + scan
        + b"\x12\x34" * 50
        + b"\xff\xd9"
    )


def tiff(pages: int = 2) -> bytes:
    out, offset = bytearray(b"II*\x00" + struct.pack("<I", 8)), 8
    for page in range(pages):
        strip = offset + 2 + 4 * 12 + 4
        entries = [(256, 4, 1, 7), (257, 4, 1, 5), (273, 4, 1, strip), (279, 4, 1, 35)]
        following = strip + 36 if page + 1 < pages else 0
        out += struct.pack("<H", 4) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
        out += struct.pack("<I", following) + b"\x01" * 36
        offset = strip + 36
    return bytes(out)


def big_tiff(offset: int) -> bytes:
    return b"II+\x00" + struct.pack("<HHQ", 8, 0, offset) + b"\0" * 50


def test_a_pdf_with_its_pages_and_their_sizes(tmp_path: Path) -> None:
    path = tmp_path / "plan"
    path.write_bytes(pdf(3, width=2384, height=3370))
    found = inspect(path)
    assert (found.media_type, found.pages, found.problems) == ("application/pdf", 3, ())
    assert found.page_sizes == ((2384.0, 3370.0),) * 3
    assert 0 < found.seconds < inspection.SECONDS


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (png(), ("image/png", 1, ())),
        (jpeg(), ("image/jpeg", 1, ())),
        (jpeg() + b"telephone's own block", ("image/jpeg", 1, ())),
        (tiff(2), ("image/tiff", 2, ())),
        (b"999\r\ndrawn by hand\r\n0\r\nSECTION\r\n2\r\nHEADER\r\n0\r\nEOF\r\n", ("image/vnd.dxf", None, ())),
        (b"  0\nSECTION\n  2\nHEADER\n  0\nEOF\n", ("image/vnd.dxf", None, ())),
    ],
)
def test_other_kinds_that_a_purpose_may_accept(
    tmp_path: Path, content: bytes, told: tuple[str, int | None, tuple[str, ...]]
) -> None:
    assert looked_at(tmp_path, content) == told


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (pdf(password="secret"), "encrypted"),
        (pdf(0), "no_pages"),
        (pdf(script="app.alert('x')"), "active"),
        (pdf(2)[:-100], "truncated"),
        (b"%PDF-1.7\nnothing that follows is a PDF\nstartxref\n5\n%%EOF\n", "unreadable"),
        (png()[:-9], "truncated"),
        (jpeg()[:-2], "truncated"),
        (jpeg()[:10], "truncated"),
        (tiff()[:-20], "truncated"),
        (big_tiff(2**40), "truncated"),
        (big_tiff(2**63 - 1), "unreadable"),
        (big_tiff(2**64 - 1), "unreadable"),
        (b"0\nSECTION\n2\nHEADER\n0\nLINE\n", "truncated"),
        (b"MZ\x90\x00" + b"\0" * 100, "executable"),
        (b"\x7fELF\x02\x01", "executable"),
        (b"#!/bin/sh\nrm -rf /\n", "executable"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "markup"),
        (b"\xef\xbb\xbf\n <svg xmlns='http://www.w3.org/2000/svg'/>", "markup"),
        ("\ufeff<html>".encode("utf-16-le"), "markup"),
        (b"PK\x03\x04" + b"\0" * 60, "unknown"),
        (b"just words", "unknown"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, content: bytes, problem: str) -> None:
    assert looked_at(tmp_path, content)[2] == (problem,)


def test_a_pdf_that_takes_too_long_is_a_problem_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = Bench("rokhas.documents.providers.examiner", seconds=0.0, memory=inspection.MEMORY)
    monkeypatch.setattr(inspection, "_examiner", late)
    assert looked_at(tmp_path, pdf())[2] == ("too_long",)


def test_a_child_killed_at_its_limit_is_replaced_for_the_next_job(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(pdf())
    bench = Bench("rokhas.documents.providers.examiner", seconds=0.0, memory=1024**3)
    with pytest.raises(TookTooLong):
        bench.ask({"path": str(path)})
    bench.seconds = 15
    assert bench.ask({"path": str(path)})[0]["pages"] == 1
    bench._stop()


def test_a_child_that_lacks_memory_says_so_and_the_platform_lives(tmp_path: Path) -> None:
    bench = Bench("rokhas.documents.providers.examiner", seconds=15, memory=16 * 1024**2)
    with pytest.raises(Broke):
        bench.ask({"path": str(tmp_path)})
