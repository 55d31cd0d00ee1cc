"""The CPU that an act took, by share and by process."""

from __future__ import annotations

import functools
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")


class Shares:
    """CPU seconds of this thread by share: the time of a share leaves out what was spent in another inside it."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inside: list[str] = []
        self._since = time.thread_time()

    @contextmanager
    def of(self, share: str) -> Iterator[None]:
        self._pass()
        self._inside.append(share)
        try:
            yield
        finally:
            self._pass()
            self._inside.pop()

    def _pass(self) -> None:
        now = time.thread_time()
        if self._inside:
            self.seconds[self._inside[-1]] += now - self._since
        self._since = now

    def over(
        self, work: Callable[..., Any], share: str, calls: list[Any] | None = None
    ) -> Callable[..., Any]:
        """The same function, its time put on a share and its arguments kept in `calls`."""

        @functools.wraps(work)
        def timed(*args: Any, **kwargs: Any) -> Any:
            if calls is not None:
                calls.append((args, kwargs))
            with self.of(share):
                return work(*args, **kwargs)

        return timed

    @contextmanager
    def watching(self, *places: tuple[Any, str, str], sql: bool = True) -> Iterator[None]:
        """Time functions where they live, each `(module or class, name, share)`, and every statement as `sql`."""
        with ExitStack() as stack:
            for owner, name, share in places:
                stack.enter_context(mock.patch.object(owner, name, self.over(getattr(owner, name), share)))
            if sql:
                stack.enter_context(connection.execute_wrapper(self._statement))
            yield

    def _statement(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self._pass()
        self._inside.append("sql")
        try:
            return execute(*asked)
        finally:
            self._pass()
            self._inside.pop()


class Unwatched(Shares):
    """What is asked is kept, and no clock is read: whoever is watched pays for it, at each statement."""

    @contextmanager
    def of(self, share: str) -> Iterator[None]:
        yield

    @contextmanager
    def watching(self, *places: tuple[Any, str, str], sql: bool = True) -> Iterator[None]:
        yield


def postgres_seconds() -> float:
    """CPU seconds that the server of this connection has used since its start, 0 when it runs on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    try:
        if "postgres" not in Path(f"/proc/{backend}/comm").read_text():
            return 0.0
        postmaster = _parent(backend)
    except FileNotFoundError:
        return 0.0
    return sum(map(_used, [postmaster, *_children(postmaster)])) + _used(postmaster, reaped=True)


def helpers_seconds() -> float:
    """CPU seconds of the warm children of this process, such as the press; the database's are not ours."""
    return sum(map(_used, (pid for pid in _children(os.getpid()) if "postgres" not in _name(pid))))


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if _parent(int(folder.name)) == parent:
                    found.append(int(folder.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _parent(pid: int) -> int:
    return int(_fields(pid)[1])


def _used(pid: int, *, reaped: bool = False) -> float:
    try:
        fields = _fields(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    first = 13 if reaped else 11
    return (int(fields[first]) + int(fields[first + 1])) / TICK
