"""The door of a country: whoever holds a shared lock on it is inside, and it closes when nobody is (`country`).

The standard library alone: the suite opens the country of its browser lane while other lanes run; otherwise the first test does.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLOSING = 30  # seconds for its processes to stop


def begin(door: Path, around: Mapping[str, str]) -> None:
    """Start the country, unless another process has; it works in the surroundings given, in a state folder of its own."""
    with door.with_suffix(".begun").open("a+") as begun:
        fcntl.flock(begun, fcntl.LOCK_EX)
        if os.fstat(begun.fileno()).st_size:  # written by the process that held the lock before us
            return
        begun.write("begun\n")
        folder = door.with_suffix(".var")
        folder.mkdir()
        if migrated := around.get("ROKHAS_TEST_FILE"):  # the suite has migrated one for all its lanes
            shutil.copyfile(migrated, folder / "rokhas.sqlite3")
        kept = {name: value for name, value in around.items() if name != "DATABASE_URL"}
        surroundings = kept | {
            "ROKHAS_MODE": "demo",
            "ROKHAS_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "rokhas.config.settings",
        }
        with door.with_suffix(".log").open("wb") as log:
            subprocess.Popen(
                [sys.executable, "-m", "tests.browser.country", str(door)],
                cwd=ROOT,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


@contextmanager
def inside(folder: Path, around: Mapping[str, str]) -> Iterator[None]:
    """Be in the country of that folder, which opens meanwhile; the last to leave sees it close."""
    door = folder / "country"
    with door.open("a") as ours:
        fcntl.flock(ours, fcntl.LOCK_SH)
        begin(door, around)
        yield
    said, limit = door.with_suffix(".json"), time.monotonic() + CLOSING
    while said.exists() and not has_ended(json.loads(said.read_text())["pid"]) and time.monotonic() < limit:
        time.sleep(0.2)


def has_ended(pid: int) -> bool:
    """Gone, or waiting for the process that started it to take notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
