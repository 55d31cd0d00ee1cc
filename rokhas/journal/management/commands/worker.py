"""Deliver events and attend to the clocks, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import CommandParser
from django.db import close_old_connections

from rokhas.journal.duties import attend
from rokhas.journal.outbox import drain
from rokhas.kernel.words import Word

# What is told leaves more to be told: so many rounds are made before the clocks, and the signal to stop, are looked at.
ROUNDS = 10


class Command(Word):
    help = "Deliver events to their subscribers and attend to the clocks, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--once", action="store_true", help="deliver what is due, attend once, then stop")
        parser.add_argument("--pause", type=float, default=0.5, help="seconds between two looks when idle")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            duties = attend()
            self.answer({"delivered": drain(), "duties": duties})
            return
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        self.progress("Worker ready.")
        while not stopping.is_set():
            attend()
            if not drain(rounds=ROUNDS):
                stopping.wait(options["pause"])
            close_old_connections()
