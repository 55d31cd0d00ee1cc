"""Several programs in one process group: started, watched, started again when they die, stopped together.

No Django here: the demonstration, the journeys and the tests use it alike. Children never outlive their supervisor,
even one killed by SIGKILL.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PATIENCE = 8.0  # seconds a child has to stop by itself
RESTARTS, WINDOW = 5, 60.0  # more deaths than that in so many seconds: something is broken for good
START = 180.0  # seconds a child has to be ready, on a busy machine; one that dies is known at once
PULSE = 0.2

Answer = TypeVar("Answer")


class Collapsed(Exception):
    """A program does not start, or dies again and again: its name, why, and the last lines it wrote."""


class Stopped(Exception):
    """Somebody asked the whole to stop (Ctrl-C, SIGTERM, a closed terminal)."""


@dataclass(slots=True)
class Child:
    """One program: how it is started, where it writes, when it died lately."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = _spawn(self.command, self.environment, output)

    @property
    def status(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self.process.poll() if self.process else None

    def tail(self, lines: int = 8) -> str:
        written = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(f"    {line}" for line in written[-lines:])

    def obituary(self) -> str:
        """Why it ended, for a person."""
        status = self.status or 0
        cause = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit code {status}"
        return f"{self.name} stopped ({cause}).\n{self.tail()}".rstrip()


class Supervisor:
    """Use as a context manager: leaving it, for whatever reason, stops every child.

    `logs` is a folder for one file per child; `tell` receives a sentence when something worth knowing happens.
    """

    def __init__(self, logs: Path, tell: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self._logs, self._tell = logs, tell
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Supervisor:
        _prctl(PR_SET_CHILD_SUBREAPER, 1)  # what a killed child leaves behind becomes ours, and not init's
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        _prctl(PR_SET_CHILD_SUBREAPER, 0)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start one more program; it writes to `<logs>/<name>.log`, begun afresh."""
        log = self._logs / f"{name}.log"
        log.write_bytes(b"")
        child = Child(name, command, environment, log)
        child.start()
        self.children.append(child)
        return child

    def first_json(self, child: Child, seconds: float = START) -> dict[str, Any]:
        """The first line of JSON that a child prints: where it listens.

        Raises:
            Collapsed: it died, or said nothing in time.
        """
        return self._until(child, seconds, lambda: _first_json(child.log))

    def answering(self, child: Child, url: str, seconds: float = START) -> None:
        """Wait until a child answers over HTTP, whatever it answers short of a server error.

        Raises:
            Collapsed: it died, or did not answer in time.
        """
        self._until(child, seconds, lambda: _answers(url))

    def watch(self) -> None:
        """Start again whatever dies, until told to stop.

        Raises:
            Collapsed: a child died more than `RESTARTS` times in `WINDOW` seconds.
            Stopped: a signal asked for it.
        """
        while True:
            for child in self.children:
                if child.status is not None:
                    self._revive(child)
            time.sleep(PULSE)

    def stop(self) -> None:
        """Ask every child to end, then insist."""
        alive = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in alive:
            process.terminate()
        limit = time.monotonic() + PATIENCE
        for process in alive:
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._bury_orphans()

    def _revive(self, child: Child) -> None:
        now = time.monotonic()
        if len(child.deaths) == RESTARTS and now - child.deaths[0] < WINDOW:
            raise Collapsed(f"{child.name} keeps stopping. {child.obituary()}")
        self._tell(f"{child.obituary()}\n  Starting it again.")
        child.deaths.append(now)
        self._bury_orphans()
        child.start()

    def _bury_orphans(self) -> None:
        """End what children that died left behind: a server's own workers would keep its port."""
        known = {child.process.pid for child in self.children if child.process}
        for pid in _children_of(os.getpid()) - known:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _until(self, child: Child, seconds: float, ask: Callable[[], Answer | None]) -> Answer:
        limit = time.monotonic() + seconds
        while child.status is None:
            answer = ask()
            if answer is not None:
                return answer
            if time.monotonic() > limit:
                raise Collapsed(f"{child.name} is not ready after {seconds:g} seconds.\n{child.tail()}")
            time.sleep(PULSE / 4)
        raise Collapsed(child.obituary())


def is_free(port: int) -> bool:
    """Whether a server could listen on that port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def die_with_parent() -> None:
    """To be called in a new child: ask Linux to end it when its parent ends, however that happens."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value)


def _children_of(parent: int) -> set[int]:
    """The processes whose parent is that one, read from /proc; the name, in brackets, may hold anything."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text(errors="replace").rpartition(")")[2].split()[1]) == parent:
                found.add(int(path.parent.name))
    return found


def _spawn(
    command: Sequence[str], environment: Mapping[str, str], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
    )


def _first_json(log: Path) -> dict[str, Any] | None:
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("{") and line.endswith("}"):
            said: dict[str, Any] = json.loads(line)
            return said
    return None


def _answers(url: str) -> bool | None:
    try:
        with urlopen(url, timeout=5):  # noqa: S310 - the address of a child of ours
            return True
    except HTTPError as answer:
        return True if answer.code < 500 else None
    except (URLError, OSError):
        return None


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
