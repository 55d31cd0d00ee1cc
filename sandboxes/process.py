"""Running as a child of whoever started us: told when ready, stopped with it."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import Any


def stop_event(with_parent: bool) -> threading.Event:
    """Set on SIGTERM or SIGINT and, `with_parent`, when the parent process dies."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_watch, args=(os.getppid(), stop), daemon=True).start()
    return stop


def say_ready(facts: dict[str, Any]) -> None:
    """One JSON line on standard output, as soon as requests are answered."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _watch(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.wait(0.5):
        pass
    stop.set()
