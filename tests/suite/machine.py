"""What the suite needs of the machine: Chromium, and a home folder that can be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

APT = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
PACKAGES = ["chromium", "fonts-noto-core"]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


class Missing(Exception):
    """The machine lacks something that we cannot install: one line to type, and exit 2."""


def chromium() -> str:
    """The path of a Chromium, installed as root when there is none.

    Raises:
        Missing: no Chromium, and no right to install one.
    """
    found = os.environ.get("ROKHAS_CHROMIUM") or _on_path()
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"The browser lane needs Chromium: sudo {' '.join(APT)} {' '.join(PACKAGES)}")
    print("Installing Chromium…", file=sys.stderr, flush=True)
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], [*APT, *PACKAGES]):
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=surroundings
        )
        if done.returncode:
            said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-5:])
            raise Missing(f"Chromium could not be installed ({' '.join(command)}):\n{said}")
    found = _on_path()
    if not found:
        raise Missing("Chromium was installed but is not on PATH.")
    return found


def home(scratch: Path) -> str:
    """A home folder that can be written: the user's, or one made for this run."""
    mine = os.environ.get("HOME", "")
    if mine and os.access(mine, os.W_OK):
        return mine
    own = scratch / "home"
    own.mkdir()
    return str(own)


def _on_path() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)
