"""One command starts them all, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sandboxes.tests.conftest import send


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    command = [sys.executable, "-m", "sandboxes", "all", "--folder", str(folder)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert child.stdout
    return child, json.loads(child.stdout.readline())


def _gone(pids: list[int]) -> bool:
    until = time.monotonic() + 8
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_all_start_on_ports_they_keep_and_end_together(tmp_path: Path, end: signal.Signals) -> None:
    child, first = _start(tmp_path)
    assert set(first) == {"authority", "treasury", "sms", "mail"}
    assert send("GET", first["authority"]["url"] + "/chain.pem").status == 200
    assert send("GET", first["sms"]["url"] + "/messages.json").json() == {"messages": []}
    assert send("GET", first["mail"]["url"] + "/messages.json").json() == {"messages": []}
    assert Path(first["treasury"]["secret_file"]).exists()
    child.send_signal(end)
    assert child.wait(10) == (0 if end is signal.SIGTERM else -signal.SIGKILL)
    pids = [each["pid"] for each in first.values()]
    assert _gone(pids)
    child, second = _start(tmp_path)
    child.terminate()
    assert child.wait(10) == 0
    assert [each["url"] for each in first.values()] == [each["url"] for each in second.values()]


def test_a_port_already_taken_is_said_and_nothing_stays(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "sandboxes", "all", "--folder", str(tmp_path), "--sms-port", port]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert "sms stopped" in ended.stderr
    assert "in use" in ended.stderr


def test_a_child_follows_the_parent_that_asked_for_it(tmp_path: Path) -> None:
    command = f"{sys.executable} -m sandboxes sms --folder {tmp_path} --with-parent & wait"
    parent = subprocess.Popen(["/bin/sh", "-c", command], stdout=subprocess.PIPE)
    assert parent.stdout
    pid = json.loads(parent.stdout.readline())["pid"]
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert _gone([pid])
