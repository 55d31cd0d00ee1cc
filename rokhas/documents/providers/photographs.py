"""Whether a JPEG was taken by a camera: its EXIF block (CIPA DC-008) tells exposure, aperture, speed; scanners have none."""

from __future__ import annotations

import struct

_EXIF_BLOCK = 0x8769
_TAKEN = {0x829A, 0x829D, 0x8827, 0x920A}  # exposure time, aperture, speed, focal length
_BLOCKS_READ = 64


def is_taken_by_a_camera(jpeg: bytes) -> bool:
    """`jpeg`: the first 64 KiB of the file are enough. False for what is malformed or says nothing."""
    try:
        return _says_so(_exif(jpeg))
    except (struct.error, IndexError):
        return False


def is_of_camera_size(width: int, height: int) -> bool:
    """Exactly 4:3 and five million pixels or more: sensors are so, sheets of paper are not."""
    long, short = max(width, height), min(width, height)
    return long * 3 == short * 4 and long * short >= 5_000_000


def _exif(jpeg: bytes) -> bytes:
    """The TIFF block inside the segment APP1, empty when there is none."""
    at = 2
    for _block in range(_BLOCKS_READ):
        marker, length = struct.unpack(">HH", jpeg[at : at + 4])
        if marker == 0xFFE1 and jpeg[at + 4 : at + 10] == b"Exif\0\0":
            return jpeg[at + 10 : at + 2 + length]
        if marker == 0xFFDA or marker >> 8 != 0xFF:
            break
        at += 2 + length
    return b""


def _says_so(tiff: bytes) -> bool:
    if tiff[:4] not in {b"II*\0", b"MM\0*"}:
        return False
    order = "<" if tiff[:2] == b"II" else ">"
    first = _entries(tiff, struct.unpack(f"{order}I", tiff[4:8])[0], order)
    if _EXIF_BLOCK not in first:
        return False
    return bool(_TAKEN & _entries(tiff, first[_EXIF_BLOCK], order).keys())


def _entries(tiff: bytes, at: int, order: str) -> dict[int, int]:
    """The tags of a directory, with their value or its address."""
    count = struct.unpack(f"{order}H", tiff[at : at + 2])[0]
    found = {}
    for serial in range(min(count, 200)):
        entry = tiff[at + 2 + 12 * serial : at + 14 + 12 * serial]
        tag, _kind, _count, value = struct.unpack(f"{order}HHII", entry)
        found[tag] = value
    return found
