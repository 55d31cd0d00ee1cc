"""`bin/rokhas demo` as a newcomer sees it: it starts, answers, starts again quickly, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from rokhas.journeys.supervisor import is_free
from rokhas.testing.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.journey


@pytest.fixture
def around(tmp_path: Path) -> dict[str, str]:
    """The surroundings of somebody who has just cloned the project."""
    return _surroundings(tmp_path)


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The surroundings of the tests that may find the country of the one before: it is loaded once."""
    return _surroundings(tmp_path_factory.mktemp("settled"))


def test_the_demonstration_starts_answers_and_stops(settled: dict[str, str]) -> None:
    port = free_port()
    with _demo(settled, port) as (process, first):
        assert first["url"] == f"http://127.0.0.1:{port}"
        with urlopen(first["url"]) as page:
            assert page.status == 200
        group = _group(process.pid)
        assert len(group) > 5
        refused = subprocess.run(_command(port), env=settled, capture_output=True, text=True, check=False)
        assert refused.returncode == 1
        assert "already running" in refused.stderr
    assert not _group(process.pid)
    with _demo(settled, port) as (_, second):
        assert second == first


def test_a_taken_port_is_a_sentence(around: dict[str, str]) -> None:
    port = free_port()
    server = subprocess.Popen(
        ["python3", "-m", "http.server", "--bind", "127.0.0.1", str(port)], stderr=subprocess.DEVNULL
    )
    try:
        while is_free(port):
            time.sleep(0.05)
        refused = subprocess.run(_command(port), env=around, capture_output=True, text=True, check=False)
    finally:
        server.kill()
        server.wait()
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} is taken: choose another with --port.\n"


def test_a_loading_that_was_killed_begins_again(around: dict[str, str]) -> None:
    """A country that is half there would pass for whole."""
    begun = subprocess.Popen(
        _command(free_port()),
        env=around,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert begun.stderr
    for line in begun.stderr:
        if line.startswith("  dossier 2:"):
            break
    begun.kill()
    begun.wait()
    again = subprocess.Popen(
        _command(free_port()),
        env=around,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert again.stderr
    said = []
    for line in again.stderr:
        said.append(line.strip())
        if "dossier 1:" in line:
            break
    again.terminate()
    again.communicate(timeout=30)
    assert said[0] == "The loading of the demonstration was interrupted: it begins again."
    assert said[-1].startswith("dossier 1:")


def test_nothing_outlives_a_demonstration_that_is_killed(settled: dict[str, str]) -> None:
    with _demo(settled, free_port()) as (process, _):
        process.kill()
        process.wait()
        limit = time.monotonic() + 10
        while _group(process.pid) and time.monotonic() < limit:
            time.sleep(0.1)
        assert not _group(process.pid)


def _surroundings(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ROKHAS_MODE"}}
    return {**kept, "ROKHAS_VAR": str(folder / "var")}


def _command(port: int) -> list[str]:
    return [str(ROOT / "bin" / "rokhas"), "demo", "--json", "--country", "small", "--port", str(port)]


@contextmanager
def _demo(around: dict[str, str], port: int) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A demonstration in a process group of its own, and what it answered; ended with SIGTERM."""
    process = subprocess.Popen(
        _command(port), env=around, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout
    try:
        yield process, _first_document(process.stdout)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _first_document(stream: Any) -> dict[str, Any]:
    lines = ""
    for line in stream:
        lines += line
        if line == "}\n":
            break
    document: dict[str, Any] = json.loads(lines)
    return document


def _group(leader: int) -> set[int]:
    """The processes of a group that still run."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, group = path.read_text(errors="replace").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == leader and state != "Z":
            found.add(int(path.parent.name))
    return found
