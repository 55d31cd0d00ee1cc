"""What a file is, established from its bytes. The name and what the browser says count for nothing here.

PDFs are opened by another process with limits of time and memory; the other kinds are read here, a few bytes at a time.
"""

from __future__ import annotations

import logging
import os
import struct
from pathlib import Path
from typing import BinaryIO

import puremagic

from rokhas.documents.providers.bench import Bench, Broke, TookTooLong
from rokhas.documents.providers.photographs import is_taken_by_a_camera
from rokhas.documents.schema.uploads import DXF, JPEG, PDF, PNG, TIFF, Inspection

log = logging.getLogger(__name__)

SECONDS = 15
MEMORY = 1024**3
HEAD, TAIL = 4096, 2048
UNKNOWN = "application/octet-stream"

_examiner = Bench("rokhas.documents.providers.examiner", seconds=SECONDS, memory=MEMORY)

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\x00asm",
)
_TELEPHONE = {b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif"}  # brands of ISO 23008-12
_BLANK = b"\xef\xbb\xbf \t\r\n\x00"


def inspect(path: Path) -> Inspection:
    """Look into a file; never raises for what it holds: `problems` says it."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(HEAD)
        opening = head.lstrip(_BLANK)
        if head.startswith(_PROGRAMS):
            return Inspection("application/x-executable", problems=("executable",))
        if opening.startswith(b"%PDF-"):
            return _pdf(path, file, size)
        if head.startswith(b"\xff\xd8\xff"):
            return _jpeg(file, size)
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(file, size)
        if head[:4] in {b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"}:
            return _tiff(file, size)
        if head[4:8] == b"ftyp" and head[8:12] in _TELEPHONE:
            return Inspection("image/heic", problems=("telephone",), photographed=True)
        if _opens_dxf(opening):
            return _dxf(file, size)
        if opening.startswith((b"<", "\ufeff<".encode("utf-16-le"), "\ufeff<".encode("utf-16-be"))):
            return Inspection("text/html", problems=("markup",))
        return Inspection(_guess(head), problems=("unknown",))


def _guess(head: bytes) -> str:
    try:
        return puremagic.from_string(head, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return UNKNOWN


def _pdf(path: Path, file: BinaryIO, size: int) -> Inspection:
    file.seek(max(0, size - TAIL))
    tail = file.read()
    if b"%%EOF" not in tail or b"startxref" not in tail:
        return Inspection(PDF, problems=("truncated",))
    try:
        found, _parts = _examiner.ask({"path": str(path.resolve())})
    except TookTooLong as error:
        return Inspection(PDF, problems=("too_long",), seconds=error.seconds)
    except Broke as error:
        log.warning("a PDF could not be examined: %s", error)
        return Inspection(PDF, problems=("unreadable",), seconds=error.seconds)
    return Inspection(
        PDF,
        pages=found.get("pages"),
        page_sizes=tuple((width, height) for width, height in found.get("page_sizes", ())),
        encrypted=found.get("encrypted", False),
        problems=tuple(found["problems"]),
        seconds=found["seconds"],
        photographed=found.get("photographed", False),
    )


def _jpeg(file: BinaryIO, size: int) -> Inspection:
    """Walk the segments up to the image data, then look for the end marker near the end."""
    file.seek(2)
    dimensions: tuple[float, float] | None = None
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return Inspection(JPEG, problems=("truncated" if len(marker) < 2 else "unreadable",))
        if marker[1] == 0xFF:  # padding
            file.seek(-1, os.SEEK_CUR)
            continue
        length = int.from_bytes(file.read(2))
        if length < 2:
            return Inspection(JPEG, problems=("truncated" if file.tell() == size else "unreadable",))
        body = file.tell() + length - 2
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in {0xC4, 0xC8, 0xCC}:
            _depth, height, width = struct.unpack(">BHH", file.read(5).ljust(5, b"\0"))
            dimensions = (width, height)
        if body > size:
            return Inspection(JPEG, problems=("truncated",))
        file.seek(body)
        if marker[1] == 0xDA:
            break
    # Telephones append their own blocks after the end marker; a thumbnail's marker lies before the data.
    file.seek(max(body, size - 1024 * 1024))
    if b"\xff\xd9" not in file.read():
        return Inspection(JPEG, problems=("truncated",))
    if not dimensions or 0 in dimensions:
        return Inspection(JPEG, problems=("unreadable",))
    file.seek(0)
    taken = is_taken_by_a_camera(file.read(64 * 1024))
    return Inspection(JPEG, pages=1, page_sizes=(dimensions,), photographed=taken)


def _png(file: BinaryIO, size: int) -> Inspection:
    file.seek(8)
    dimensions: tuple[float, float] | None = None
    while len(header := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", header)
        if kind == b"IHDR":
            dimensions = struct.unpack(">II", file.read(8).ljust(8, b"\0"))
            file.seek(-8, os.SEEK_CUR)
        if file.tell() + length + 4 > size:
            break
        if kind == b"IEND":
            if not dimensions or 0 in dimensions:
                return Inspection(PNG, problems=("unreadable",))
            return Inspection(PNG, pages=1, page_sizes=(dimensions,))
        file.seek(length + 4, os.SEEK_CUR)
    return Inspection(PNG, problems=("truncated",))


def _tiff(file: BinaryIO, size: int) -> Inspection:
    """Walk the directories of a TIFF or BigTIFF: each is a page; every strip or tile must lie inside the file."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(f"{order}H", head[2:4])[0] == 43
    entry_size, pointer, counter = (20, "Q", "Q") if big else (12, "I", "H")
    try:
        offset = struct.unpack(f"{order}{pointer}", head[8:16] if big else head[4:8])[0]
        sizes: list[tuple[float, float]] = []
        seen = set()
        while offset and offset not in seen and len(sizes) < 1000:
            seen.add(offset)
            file.seek(offset)
            count = struct.unpack(f"{order}{counter}", file.read(struct.calcsize(counter)))[0]
            entries = file.read(min(count, 4096) * entry_size)
            tags = {
                struct.unpack(f"{order}H", entries[at : at + 2])[0]: entries[at : at + entry_size]
                for at in range(0, len(entries) - entry_size + 1, entry_size)
            }
            offset = struct.unpack(f"{order}{pointer}", file.read(struct.calcsize(pointer)))[0]
            sizes.append((_tag(tags[256], order, big), _tag(tags[257], order, big)))
            if _last_byte(file, tags, order, big) > size:
                return Inspection(TIFF, problems=("truncated",))
    except (struct.error, KeyError):
        return Inspection(TIFF, problems=("truncated",))
    except (OSError, ValueError, OverflowError):  # an offset of 64 bits that no file system reaches
        return Inspection(TIFF, problems=("unreadable",))
    if not sizes or any(0 in each for each in sizes):
        return Inspection(TIFF, problems=("unreadable",))
    return Inspection(TIFF, pages=len(sizes), page_sizes=tuple(sizes[:500]))


def _last_byte(file: BinaryIO, tags: dict[int, bytes], order: str, big: bool) -> int:
    offsets, counts = (tags.get(273) or tags.get(324)), (tags.get(279) or tags.get(325))
    if not offsets or not counts:
        return 0
    starts, lengths = _values(file, offsets, order, big), _values(file, counts, order, big)
    return max((start + length for start, length in zip(starts, lengths, strict=False)), default=0)


def _tag(entry: bytes, order: str, big: bool) -> int:
    kind = struct.unpack(f"{order}H", entry[2:4])[0]
    start = 12 if big else 8
    form = {3: "H", 4: "I", 16: "Q"}.get(kind, "I")
    return int(struct.unpack(f"{order}{form}", entry[start : start + struct.calcsize(form)])[0])


def _values(file: BinaryIO, entry: bytes, order: str, big: bool) -> list[int]:
    kind = struct.unpack(f"{order}H", entry[2:4])[0]
    form = {3: "H", 4: "I", 16: "Q"}.get(kind, "I")
    count = min(struct.unpack(f"{order}{'Q' if big else 'I'}", entry[4 : 12 if big else 8])[0], 100_000)
    inline = entry[12:20] if big else entry[8:12]
    width = count * struct.calcsize(form)
    if width <= len(inline):
        return list(struct.unpack(f"{order}{count}{form}", inline[:width]))
    here = file.tell()
    file.seek(struct.unpack(f"{order}{'Q' if big else 'I'}", inline)[0])
    values = struct.unpack(f"{order}{count}{form}", file.read(width))
    file.seek(here)
    return list(values)


def _opens_dxf(opening: bytes) -> bool:
    if opening.startswith(b"AutoCAD Binary DXF\r\n\x1a"):
        return True
    lines = [line.strip() for line in opening.split(b"\n", 40)[:40]]
    while len(lines) >= 2 and lines[0] == b"999":  # comments
        lines = lines[2:]
    return lines[:2] == [b"0", b"SECTION"]


def _dxf(file: BinaryIO, size: int) -> Inspection:
    file.seek(max(0, size - 64))
    whole = b"EOF" in file.read()
    return Inspection(DXF, problems=() if whole else ("truncated",))
