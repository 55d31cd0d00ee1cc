"""pyHanko speaks asyncio; our acts do not."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def complete(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that does not touch the database."""
    if not _is_running():
        return asyncio.run(work)
    # A test that drives a browser already runs a loop in this thread.
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()


def _is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
