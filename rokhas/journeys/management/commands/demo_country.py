"""Load the demonstration country into the database: called by `demo`, once."""

from typing import Any

from django.conf import settings

from rokhas.journeys.country import load
from rokhas.journeys.hands import RealHands
from rokhas.kernel.words import Refusal, Word


class Command(Word):
    help = "Load the demonstration country (people, keys, dossiers). The sandboxes must be running: `demo` starts them."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ROKHAS_MODE != "demo" or not settings.AUTHORITY_URL:
            raise Refusal(
                "The demonstration country is loaded by `bin/rokhas demo`.", code="not-a-demonstration"
            )
        accounts = load(RealHands(settings.ROKHAS_VAR / "agent"), self.progress)
        self.answer({"accounts": accounts})
        for account in accounts:
            self.say("  ".join(account.values()))
