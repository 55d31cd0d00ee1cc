"""A worker killed again and again at random moments, then left to finish. Started by tests as a program of its own.

The parent opens no connection: it forks a worker, kills it with SIGKILL, forks the next. The short delays stand for the real ones
(lease 90 s, limit of a hand-over 75 s) and keep their order.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import django
from django.conf import settings

if TYPE_CHECKING:
    from rokhas.kernel.actor import Actor
    from rokhas.post.models import Message

DEADLINE = 60.0


def main() -> None:
    given = json.load(sys.stdin)
    settings.DATABASES["default"]["NAME"] = given["database"]
    for name, value in given["settings"].items():
        setattr(settings, name, value)
    django.setup()
    _hasten()
    chance = random.Random(given["seed"])
    for _ in range(given["kills"]):
        worker = _fork()
        time.sleep(chance.uniform(0.03, given.get("longest_life", 0.3)))
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    _, status = os.waitpid(_fork(until_done=True), 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def _hasten() -> None:
    from rokhas.journal import outbox
    from rokhas.post import actions

    outbox.LEASE = timedelta(seconds=0.8)
    outbox.wait_after = lambda attempts: timedelta(seconds=0.1)
    outbox.LAST_ATTEMPT = 1000
    actions.HAND_OVER_LIMIT = timedelta(seconds=0.5)
    acknowledge = actions._sent

    def slowly(message: Message, taken: str, by: Actor) -> Message:
        time.sleep(0.02)  # the gateway has the message, the platform does not know it yet: where a kill hurts
        return acknowledge(message, taken, by)

    actions._sent = slowly


def _fork(*, until_done: bool = False) -> int:
    worker = os.fork()
    if worker:
        return worker
    try:
        _work(until_done)
    finally:
        os._exit(1)


def _work(until_done: bool) -> None:
    from rokhas.journal.models import Delivery
    from rokhas.journal.outbox import deliver

    stop = time.monotonic() + DEADLINE
    while time.monotonic() < stop:
        if not deliver():
            time.sleep(0.02)
        if until_done and not Delivery.objects.exists():
            os._exit(0)


if __name__ == "__main__":
    main()
