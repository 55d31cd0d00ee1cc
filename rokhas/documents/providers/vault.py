"""Files on disk, addressed by their content: `sha256/ab/cd/abcd…`.

A file is complete and durable before anything may name it: temporary file, fsync, rename, fsync of the folder. What no row names
after seven days was left by a process that died in between, and is swept away.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

BLOCK = 256 * 1024


def folder() -> Path:
    return Path(settings.DOCUMENT_FOLDER)


def part_of(upload: UUID) -> Path:
    """Where a file that is still arriving grows."""
    return folder() / "uploads" / str(upload)


def open_part(upload: UUID) -> FileIO:
    """The growing file, made when missing, open for reading and writing without a buffer of ours."""
    path = part_of(upload)
    _make(path.parent)
    return FileIO(os.open(path, os.O_RDWR | os.O_CREAT, 0o640), "r+b")


def path_of(sha256: str) -> Path:
    return folder() / "sha256" / sha256[:2] / sha256[2:4] / sha256


def put(content: BinaryIO) -> tuple[str, int]:
    """Keep what the stream holds; returns its SHA-256 in hexadecimal and its size in bytes.

    Raises:
        OSError: the disk refuses; nothing is left behind.
    """
    incoming = folder() / "incoming"
    _make(incoming)
    descriptor, name = tempfile.mkstemp(dir=incoming)
    path = Path(name)
    try:
        running, size = hashlib.sha256(), 0
        with os.fdopen(descriptor, "wb") as file:
            while block := content.read(BLOCK):
                running.update(block)
                size += len(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        _settle(path, running.hexdigest())
    finally:
        with suppress(FileNotFoundError):
            path.unlink()
    return running.hexdigest(), size


def adopt(path: Path) -> tuple[str, int]:
    """Keep a file that is already on this disk, without copying it; `path` stays until its owner removes it."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
        os.fsync(file.fileno())
    second = folder() / "incoming" / f"{path.name}.kept"
    _make(second.parent)
    second.unlink(missing_ok=True)
    os.link(path, second)
    _settle(second, sha256)
    return sha256, size


def sweep(before: datetime, is_named: Callable[[str], bool]) -> list[str]:
    """Remove what is older than `before` and that no row names; returns the names of what went."""
    stray = list(_older(folder() / "incoming", before))
    for path in stray:
        path.unlink(missing_ok=True)
    orphans = (path for path in _older(folder() / "sha256", before) if not is_named(path.name))
    return [path.name for path in stray] + [path.name for path in orphans if _remove(path, before)]


def _settle(path: Path, sha256: str) -> None:
    target = path_of(sha256)
    _make(target.parent)
    path.chmod(0o440)
    # The same bytes kept again replace themselves: that makes them young again, so that no sweep takes them meanwhile.
    os.utime(path)
    path.replace(target)
    _sync_folder(target.parent)


def _remove(path: Path, before: datetime) -> bool:
    """Take an orphan away, unless the same bytes arrived while we looked: they are then put back."""
    aside = path.with_name(f".{path.name}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return False
    if aside.stat().st_mtime >= before.timestamp():
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
        return False
    aside.unlink()
    return True


def _older(root: Path, before: datetime) -> Iterator[Path]:
    for parent, _folders, names in os.walk(root):
        for name in names:
            path = Path(parent) / name
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    yield path


def _make(path: Path) -> None:
    """Make a folder and those above it, each surely written in its parent."""
    missing = [path, *path.parents]
    for parent in reversed(missing[: next(i for i, known in enumerate(missing) if known.is_dir())]):
        parent.mkdir(exist_ok=True, mode=0o750)
        _sync_folder(parent.parent)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
