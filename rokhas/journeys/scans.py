"""A heavy scan, as a copy shop gives it: three A1 sheets in grey at 186 dots an inch, not compressed, about 80 MB.

Made when the country is loaded rather than kept: the structural plans of a block, pressed as pictures, enlarged, on grained
paper.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rokhas.journeys.drawings import pictures

Grey = NDArray[np.uint8]

DRAWN, ENLARGED = 93, 2  # dots an inch of the picture, and how many dots of the scanner for each
GRAIN, PAPER = 5, 244  # levels of grey around the tone of the paper
SLANT = 0.0035  # radians: nobody lays a sheet perfectly straight
HEADER = b"\x89PNG\r\n\x1a\n"


def write_scan(path: Path, told: dict[str, object]) -> int:
    """Write the PDF of a scan of these drawings, and answer its size in bytes. The same drawings give the same bytes."""
    places = []
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        for number, body in enumerate(_objects(pictures(told, DRAWN)), start=1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        table = file.tell()
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        file.writelines(b"%010d 00000 n \n" % place for place in places)
        file.write(
            b"trailer\n<< /Size %d /Root 2 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, table)
        )
        return file.tell()


def _objects(sheets: list[bytes]) -> Iterator[bytes]:
    """The tree of pages, the catalogue, then for each page itself, its contents and its picture."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * n) for n in range(len(sheets)))
    yield b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(sheets), kids)
    yield b"<< /Type /Catalog /Pages 1 0 R >>"
    grain = np.random.default_rng(2014)
    for n, picture in enumerate(sheets):
        scan = _scanned(_grey(picture), grain)
        high, wide = scan.shape
        width, height = (72 * each / DRAWN / ENLARGED for each in (wide, high))
        yield (
            b"<< /Type /Page /Parent 1 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
            b" /Resources << /XObject << /Scan %d 0 R >> >> >>" % (width, height, 4 + 3 * n, 5 + 3 * n)
        )
        yield _stream(
            b"", b"q 1 %.4f %.4f 1 0 0 cm %.2f 0 0 %.2f 0 0 cm /Scan Do Q" % (SLANT, -SLANT, width, height)
        )
        yield _stream(
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
            % (wide, high),
            scan.tobytes(),
        )


def _stream(about: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (about, len(content), content)


def _scanned(drawn: Grey, grain: np.random.Generator) -> Grey:
    """A drawing of one dot as the scanner saw it: larger, greyer, grained, dark along the binding."""
    sheet = np.repeat(np.repeat(drawn, ENLARGED, axis=0), ENLARGED, axis=1)
    sheet = (sheet.astype(np.uint16) * (PAPER - GRAIN) // 255).astype(np.uint8)
    sheet += grain.integers(0, 2 * GRAIN, size=sheet.shape, dtype=np.uint8)
    binding = sheet[:, : 60 * ENLARGED]
    binding -= np.minimum(binding, np.linspace(40, 0, 60 * ENLARGED, dtype=np.uint8))
    return sheet


def _grey(png: bytes) -> Grey:
    """The green of a PNG of eight bits in RGBA, whose five filters (PNG 9.2) are undone along its diagonals."""
    wide, high = struct.unpack(">II", png[16:24])
    assert png[24:26] == b"\x08\x06", "a press makes RGBA of eight bits"
    rows = np.frombuffer(zlib.decompress(_data(png)), np.uint8).reshape(high, 1 + 4 * wide)
    kind = rows[:, 0]
    coded = np.ascontiguousarray(rows[:, 2::4]).astype(np.int16)
    plain = np.zeros((high, wide), np.int16)
    before, earlier = np.zeros(high + 1, np.int16), np.zeros(high + 1, np.int16)
    for diagonal in range(wide + high - 1):
        low, top = max(0, diagonal - wide + 1), min(high, diagonal + 1)
        at = (np.arange(low, top), diagonal - np.arange(low, top))
        left, up, corner = before[low + 1 : top + 1], before[low:top], earlier[low:top]
        by_left, by_up, by_corner = (np.abs(left + up - corner - each) for each in (left, up, corner))
        nearest = np.where(
            (by_left <= by_up) & (by_left <= by_corner), left, np.where(by_up <= by_corner, up, corner)
        )
        guess = np.choose(kind[low:top], [np.zeros_like(left), left, up, (left + up) // 2, nearest])
        now = np.zeros(high + 1, np.int16)
        plain[at] = now[low + 1 : top + 1] = (coded[at] + guess) & 255
        before, earlier = now, before
    return plain.astype(np.uint8)


def _data(png: bytes) -> bytes:
    found, at = [], len(HEADER)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            found.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(found)
