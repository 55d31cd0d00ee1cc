"""Secrets that the platform draws itself: a file each, for its owner alone."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_once(path: Path, content: bytes) -> None:
    """Keep a secret where none is yet: whole or not at all, readable by its owner alone.

    Of two processes, or threads, that draw one at the same time, the first stands for both: read the file afterwards.

    Raises:
        OSError: the folder cannot be written, or the disk is full; neither an empty secret nor a draft of one is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(
        "wb", dir=path.parent, prefix=f".{path.name}."
    ) as fresh:  # a temporary file is its owner's alone
        fresh.write(content)
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, path)
