"""Files between two moments of a signature: prepared and waiting for the holder, or sealed and not yet in the register.

Under `ROKHAS_VAR/signing`, whole or absent, on the disk before we go on.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

PREPARED, SEALED = "prepared", "sealed"


def keep(jti: str, step: str, content: bytes) -> bytes:
    """Keep a file once; returns what is kept, which is another's when it came first (two workers sealing together)."""
    path = _path(jti, step)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        content = path.read_bytes()
    fresh.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return content


def find(jti: str, step: str) -> bytes | None:
    try:
        return _path(jti, step).read_bytes()
    except FileNotFoundError:
        return None


def discard(jti: str, *steps: str) -> None:
    for step in steps or (PREPARED, SEALED):
        _path(jti, step).unlink(missing_ok=True)


def sweep(before: datetime, is_needed: Callable[[str], bool]) -> int:
    """Remove files older than `before` (aware) that no job needs: what a process left when it died. Returns how many."""
    removed = 0
    folder = _path("-", PREPARED).parent
    for file in folder.iterdir() if folder.is_dir() else ():
        old = datetime.fromtimestamp(file.stat().st_mtime, UTC) < before
        if old and not is_needed(file.name.partition(".")[0]):
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def _path(jti: str, step: str) -> Path:
    return Path(settings.ROKHAS_VAR) / "signing" / f"{jti}.{step}.pdf"
