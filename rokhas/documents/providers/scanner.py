"""The virus scanner: ClamAV's daemon over its own protocol (`clamd(8)`, INSTREAM), at `settings.CLAMD`; none when it is empty.

`unix:/run/clamav/clamd.ctl` or `tcp:host:3310`. The daemon's `StreamMaxLength` must reach the largest file (200 MB).
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from django.conf import settings

BLOCK = 256 * 1024
SECONDS = 60
LONGEST_ANSWER = 4096


class Unavailable(Exception):
    """The scanner did not answer, or not to the end: the file is neither clean nor infected."""


def is_set_up() -> bool:
    return bool(settings.CLAMD)


def virus_in(path: Path) -> str:
    """The name of what was found, empty when the file is clean.

    Raises:
        Unavailable: the scanner is down, too slow, or refuses so large a file.
    """
    try:
        with _connected() as line, path.open("rb") as file:
            line.sendall(b"zINSTREAM\0")
            while block := file.read(BLOCK):
                line.sendall(struct.pack(">I", len(block)) + block)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError as error:
        raise Unavailable(str(error)) from error
    _stream, _colon, verdict = answer.partition(": ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise Unavailable(answer or "no answer")


def _connected() -> socket.socket:
    kind, _colon, where = settings.CLAMD.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
        said += more
    return said.partition(b"\0")[0].decode(errors="replace").strip()
