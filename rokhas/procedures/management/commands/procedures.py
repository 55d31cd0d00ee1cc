"""`bin/rokhas procedures seed`: publish the procedure files that come with the platform and have no row yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from rokhas.kernel.words import Word
from rokhas.procedures.actions import seed
from rokhas.procedures.models import ProcedureVersion


class Command(Word):
    help = "Publish the procedure files of the platform (seed), or list the published versions (list)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["seed", "list"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "seed":
            fresh = [version.key for version in seed()]
            self.say(
                f"Published: {', '.join(fresh)}." if fresh else "Every procedure file is published already."
            )
            self.answer({"published": fresh})
            return
        rows = list(
            ProcedureVersion.objects.order_by("code", "version").values("key", "sha256", "effective_from")
        )
        for row in rows:
            self.say(f"{row['key']}  in force from {row['effective_from']}  sha256 {row['sha256']}")
        self.answer({"versions": rows})
