"""pyHanko speaks asyncio; our acts do not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def complete(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that does not touch the database."""
    if not _is_running():
        return _own.kept.loop.run_until_complete(work)
    # A test that drives a browser already runs a loop in this thread.
    with ThreadPoolExecutor(1) as other:
        return other.submit(lambda: complete(work)).result()


class _Kept:
    """A loop that is closed with its thread."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        self.loop.close()


class _Own(threading.local):
    """One loop per thread: made and undone for each certificate, as `asyncio.run` does, it costs more than the work."""

    def __init__(self) -> None:
        self.kept = _Kept()


_own = _Own()


def _is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
