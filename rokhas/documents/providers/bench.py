"""Work that may hang, swell or crash, done in a process of its own: typesetting, and reading the files of strangers.

`Bench` is the platform's side: one warm child per server process and kind of work, killed when it is late, replaced after
some jobs. `serve` is the child's side. Frames on the pipes: the length of a JSON header on 4 bytes, the header, then the binary
parts whose lengths the header gives.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[3]

Answer = tuple[dict[str, Any], list[bytes]]
Work = Callable[[dict[str, Any], list[bytes]], Answer]


class Broke(Exception):
    """The child could not do the work: its own words, for the log. `seconds` is how long it was at it."""

    seconds = 0.0


class TookTooLong(Broke):
    """The child was killed at its time limit."""


class Bench:
    """A child process doing one kind of work, one job at a time.

    `module` is the child's module; `seconds` the time limit of one job; `memory` the limit of its address space in bytes; it is
    replaced after `jobs` jobs, so that nothing a job left behind lasts.
    """

    def __init__(self, module: str, *, seconds: float, memory: int, jobs: int = 200) -> None:
        self.module, self.seconds, self.memory, self.jobs = module, seconds, memory, jobs
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._done = 0

    def ask(self, job: dict[str, Any], parts: Sequence[bytes] = ()) -> Answer:
        """Have one job done; waits while another thread's is. The answer's `seconds` is how long it took, without the wait.

        Raises:
            TookTooLong: the limit has passed and the child was killed.
            Broke: the child refused, died, or ran out of memory.
        """
        with self._lock:
            child, started = self._ready(), time.monotonic()
            try:
                answer, returned = self._exchange(child, job, parts)
            except BaseException as error:
                if isinstance(error, Broke):
                    error.seconds = time.monotonic() - started
                self._stop()
                raise
            self._done += 1
            answer["seconds"] = time.monotonic() - started
        if "broke" in answer:
            broke = Broke(answer["broke"])
            broke.seconds = answer["seconds"]
            raise broke
        return answer, returned

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a fork: the child belongs to the parent
            self._child, self._owner = None, os.getpid()
        if self._child and (self._done >= self.jobs or self._child.poll() is not None):
            self._stop(patience=2)
        if not self._child:
            self._done = 0
            self._child = subprocess.Popen(
                [sys.executable, "-m", self.module, str(self.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd=ROOT,
                env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "RAYON_NUM_THREADS": "1"},
            )
        return self._child

    def _exchange(
        self, child: subprocess.Popen[bytes], job: dict[str, Any], parts: Sequence[bytes]
    ) -> Answer:
        limit = time.monotonic() + self.seconds
        # Written by a thread: a child that no longer reads must not hold us past the limit.
        outgoing = threading.Thread(
            target=_send_all, args=(_pipe(child.stdin), frame(job, parts)), daemon=True
        )
        outgoing.start()
        head = json.loads(_receive(child, struct.unpack(">I", _receive(child, 4, limit))[0], limit))
        return head["answer"], [_receive(child, length, limit) for length in head["parts"]]

    def _stop(self, patience: float = 0) -> None:
        """End the child; with `patience` it may tidy up after itself first, as it does when its pipe closes."""
        child, self._child = self._child, None
        if not child:
            return
        if child.stdin:
            with suppress(OSError):
                child.stdin.close()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout:
            child.stdout.close()


def frame(head: dict[str, Any], parts: Sequence[bytes]) -> bytes:
    text = json.dumps({"answer": head, "parts": [len(part) for part in parts]}).encode()
    return b"".join([struct.pack(">I", len(text)), text, *parts])


def serve(work: Work, *, warm: Callable[[], object] | None = None) -> None:
    """The child's life: limit its memory, then answer each frame until the pipe closes."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # a Ctrl-C is meant for the server; this process ends with its pipe
    incoming, outgoing = sys.stdin.buffer, sys.stdout.fileno()
    if warm:
        warm()
    while size := incoming.read(4):
        head = json.loads(incoming.read(struct.unpack(">I", size)[0]))
        parts = [incoming.read(length) for length in head["parts"]]
        try:
            answer, returned = work(head["answer"], parts)
        except MemoryError:
            answer, returned = {"broke": "out of memory"}, []
        except Exception as error:  # noqa: BLE001 - whatever a stranger's file provokes is an answer, not a crash
            answer, returned = {"broke": f"{type(error).__name__}: {error}"}, []
        left = memoryview(frame(answer, returned))
        while left:
            left = left[os.write(outgoing, left) :]


def _send_all(pipe: IO[bytes], content: bytes) -> None:
    left = memoryview(content)
    try:
        while left:
            left = left[pipe.write(left) :]
    except (OSError, ValueError):
        pass  # the reader's side says what happened


def _receive(child: subprocess.Popen[bytes], length: int, limit: float) -> bytes:
    source, content = _pipe(child.stdout).fileno(), bytearray()
    while len(content) < length:
        ready, _, _ = select.select([source], [], [], max(0, limit - time.monotonic()))
        if not ready:
            raise TookTooLong("killed at its time limit")
        block = os.read(source, min(1 << 20, length - len(content)))
        if not block:
            raise Broke(f"the process ended by itself with {child.wait()}")
        content += block
    return bytes(content)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise Broke("the process was started without its pipes")
    return pipe
