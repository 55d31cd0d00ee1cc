"""Every sandbox as a child process of its own, on the ports of last time whenever they are free."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandboxes.process import say_ready
from sandboxes.web import LOOPBACK

NAMES = ("authority", "treasury", "sms", "mail")
PORTS = (*NAMES, "smtp")


class ChildFailed(Exception):
    """A sandbox that did not start; its own words are on standard error."""


def run(folder: Path, wanted: Mapping[str, int], secret_file: Path, stop: threading.Event) -> None:
    """Start them all, print `{"authority": {…}, "treasury": {…}, "sms": {…}, "mail": {…}}`, stop them when told.

    `wanted` gives ports by name (authority, treasury, sms, mail, smtp). Certificates keep the authority's address, so the ports
    taken are remembered in `ports.json`. Raises ChildFailed when one does not start, or ends by itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ports = _ports(folder / "ports.json", wanted)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for name in NAMES:  # one by one: those started before a failure are stopped below
            children += [_start(name, folder, ports, secret_file)]
        ready = [_ready(name, child) for name, child in zip(NAMES, children, strict=True)]
        (folder / "ports.json").write_text(json.dumps(_taken(ready)))
        say_ready({facts["name"]: facts for facts in ready})
        while not stop.wait(0.5):
            for name, child in zip(NAMES, children, strict=True):
                if child.poll() is not None:
                    raise ChildFailed(name)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            _await(child)


def _start(name: str, folder: Path, ports: Mapping[str, int], secret_file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sandboxes", name, "--folder", str(folder / name), "--with-parent"]
    command += ["--port", str(ports[name])]
    if name == "mail":
        command += ["--smtp-port", str(ports["smtp"])]
    if name == "treasury":
        command += ["--secret-file", str(secret_file)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def _ready(name: str, child: subprocess.Popen[bytes]) -> dict[str, Any]:
    line = child.stdout.readline() if child.stdout else b""
    if not line:
        raise ChildFailed(name)
    facts = json.loads(line)
    assert isinstance(facts, dict)
    return facts


def _await(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _ports(memory: Path, wanted: Mapping[str, int]) -> dict[str, int]:
    remembered = json.loads(memory.read_text()) if memory.exists() else {}
    ports: dict[str, int] = {}
    for name in PORTS:
        port = wanted.get(name) or remembered.get(name, 0)
        free = port and port not in ports.values() and _is_free(port)
        ports[name] = port if free or wanted.get(name) else 0  # the sandbox itself takes a free one
    return ports


def _taken(ready: list[dict[str, Any]]) -> dict[str, int]:
    """Where each listens, from what it says."""
    told = {facts["name"]: facts for facts in ready}
    return {name: urlsplit(told[name]["url"]).port or 0 for name in NAMES} | {
        "smtp": told["mail"]["smtp_port"]
    }


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
