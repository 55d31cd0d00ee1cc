"""Programs are started, watched, started again, and never outlive their supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rokhas.journeys.supervisor import Collapsed, Stopped, Supervisor, is_free
from rokhas.testing.ports import free_port

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
SERVE = "import sys, http.server as h; h.HTTPServer(('127.0.0.1', int(sys.argv[1])), h.SimpleHTTPRequestHandler).serve_forever()"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, told: list[str]) -> Iterator[Supervisor]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor(tmp_path, told.append) as supervisor:
        yield supervisor
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_a_child_says_where_it_listens(supervisor: Supervisor) -> None:
    script = (
        'print("starting"); print(\'{"url": "http://127.0.0.1:1"}\', flush=True); import time; time.sleep(60)'
    )
    child = supervisor.start("outside", [sys.executable, "-u", "-c", script], os.environ)
    assert supervisor.first_json(child) == {"url": "http://127.0.0.1:1"}


def test_waiting_for_a_child_that_dies_tells_why(supervisor: Supervisor) -> None:
    child = supervisor.start(
        "site", [sys.executable, "-c", "raise SystemExit('No such certificate')"], os.environ
    )
    with pytest.raises(Collapsed, match=r"site stopped.*\n.*No such certificate"):
        supervisor.answering(child, "http://127.0.0.1:9")


def test_waiting_has_a_limit(supervisor: Supervisor) -> None:
    child = supervisor.start("slow", SLEEP, os.environ)
    with pytest.raises(Collapsed, match=r"slow is not ready after 0.2 seconds"):
        supervisor.first_json(child, 0.2)


def test_a_server_is_ready_when_it_answers(supervisor: Supervisor) -> None:
    port = free_port()
    child = supervisor.start("site", [sys.executable, "-c", SERVE, str(port)], os.environ)
    supervisor.answering(child, f"http://127.0.0.1:{port}/nothing-here")
    assert not is_free(port)


def test_what_dies_is_started_again_and_the_reason_told(supervisor: Supervisor, told: list[str]) -> None:
    child = supervisor.start("worker", SLEEP, os.environ)
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, 1.0)
    with pytest.raises(Stopped):
        supervisor.watch()
    assert "worker stopped (signal SIGKILL)" in told[0]
    assert child.process.pid != first
    assert child.status is None


def test_what_a_killed_child_leaves_behind_is_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    """As a server's workers when the server is killed."""
    script = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    child = supervisor.start("server", [sys.executable, "-c", script], os.environ)
    while not child.log.read_text().endswith("\n"):
        time.sleep(0.02)
    grandchild = int(child.log.read_text())
    assert child.process
    child.process.kill()
    child.process.wait()
    assert _alive(grandchild)
    supervisor.stop()
    assert not _alive(grandchild)


def test_what_keeps_dying_stops_the_whole(supervisor: Supervisor) -> None:
    supervisor.start("worker", [sys.executable, "-c", "raise SystemExit('no database')"], os.environ)
    with pytest.raises(Collapsed, match=r"worker keeps stopping.*\n.*no database"):
        supervisor.watch()


def test_leaving_stops_every_child(tmp_path: Path) -> None:
    with Supervisor(tmp_path, print) as supervisor:
        child = supervisor.start("sleeper", SLEEP, os.environ)
    assert child.status == -signal.SIGTERM


def test_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, sys, time; from pathlib import Path; from rokhas.journeys.supervisor import Supervisor\n"
        "with Supervisor(Path(sys.argv[1]), print) as s:\n"
        "    child = s.start('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'], os.environ)\n"
        "    print(child.process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    limit = time.monotonic() + 5
    while _alive(child) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not _alive(child)


def _alive(pid: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def _ring(_number: int, _frame: object) -> None:
    raise Stopped
