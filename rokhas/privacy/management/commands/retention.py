"""How long each kind of datum is kept, and forgetting what is due now."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import override

from rokhas.kernel.actor import system
from rokhas.kernel.words import Word
from rokhas.privacy.actions import enforce
from rokhas.privacy.queries import kept
from rokhas.privacy.schema import catalogue


class Command(Word):
    help = "List how long each kind of personal datum is kept, or erase now what was kept long enough (the worker does daily)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("act", choices=["list", "enforce"])

    def handle(self, *, act: str, **options: Any) -> None:
        self.enforce() if act == "enforce" else self.list()

    def list(self) -> None:
        with override(None):
            rows = [
                {"code": kind.code, "name": kind.names.fr, "kept": kept(kind), "certainty": kind.certainty}
                for kind in catalogue().kinds
            ]
        self.answer({"kinds": rows})
        for row in rows:
            self.say(f"{row['code']}: {row['kept']} ({row['certainty']})")

    def enforce(self) -> None:
        forgotten = enforce(by=system())
        self.answer({"erased": forgotten})
        for code, count in forgotten.items():
            self.say(f"{code}: {count} erased")
