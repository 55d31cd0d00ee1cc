"""Write down the description of the interface, as the repository keeps it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from rokhas.api.api.description import FILE, written
from rokhas.kernel.words import Refusal, Word


class Command(Word):
    help = "Write the OpenAPI description of the programming interface in docs/api, or check that it is the one kept there."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "act", choices=["write", "check"], help="write: keep it. check: compare, change nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / FILE
        if options["act"] == "check":
            if not file.exists() or file.read_text(encoding="utf-8") != written():
                raise Refusal(
                    f"{FILE} is not the description of this code: read what changed, then `openapi write`.",
                    code="description-changed",
                )
            self.say(f"{FILE} describes this code.")
        else:
            file.write_text(written(), encoding="utf-8")
            self.say(f"{FILE} written.")
        self.answer({"file": FILE})
