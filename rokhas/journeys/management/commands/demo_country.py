"""Load the demonstration country into the database: called by `demo`, which opens its doors after the first dossiers."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from rokhas.journeys import outside
from rokhas.journeys.country import go_on, load
from rokhas.journeys.hands import RealHands
from rokhas.kernel.words import Refusal, Word


class Command(Word):
    help = "Load the demonstration country (people, keys, dossiers). The sandboxes must be running: `demo` starts them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rest",
            action="store_true",
            help="what the first load left for later, delivering the post meanwhile, then become the worker",
        )

    def handle(self, *args: Any, rest: bool, **options: Any) -> None:
        if settings.ROKHAS_MODE != "demo" or not settings.AUTHORITY_URL:
            raise Refusal(
                "The demonstration country is loaded by `bin/rokhas demo`.", code="not-a-demonstration"
            )
        hands = RealHands(settings.ROKHAS_VAR / "agent")
        if rest:
            go_on(hands, self.progress)
            outside.country_notes().note("whole", outside.database())
            sys.stderr.flush()
            command = outside.word("worker")
            os.execv(command[0], command)  # noqa: S606 - the same program, with nothing between
        accounts = load(hands, self.progress)
        self.answer({"accounts": accounts})
        for account in accounts:
            self.say("  ".join(account.values()))
