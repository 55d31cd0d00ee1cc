"""`bin/rokhas procedures seed`: publish the procedure files that have no row yet; `document` tells them all on one page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from rokhas.kernel.words import BadUsage, Refusal, Word
from rokhas.procedures.actions import packaged_files, seed
from rokhas.procedures.management.commands._document import FILE, document
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.schema import read_procedure


class Command(Word):
    help = (
        "Publish the procedure files of the platform (seed), list the published versions (list), or write docs/procedures.md: "
        "law, people, documents, steps, delays and what is not certain of every procedure file (document)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["seed", "list", "document"])
        parser.add_argument("--check", action="store_true", help="with document: compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"] and options["act"] != "document":
            raise BadUsage("--check goes with document.")
        match options["act"]:
            case "seed":
                self._seed()
            case "list":
                self._list()
            case _:
                self._document(check=options["check"])

    def _seed(self) -> None:
        fresh = [version.key for version in seed()]
        self.say(f"Published: {', '.join(fresh)}." if fresh else "Every procedure file is published already.")
        self.answer({"published": fresh})

    def _list(self) -> None:
        rows = list(
            ProcedureVersion.objects.order_by("code", "version").values("key", "sha256", "effective_from")
        )
        for row in rows:
            self.say(f"{row['key']}  in force from {row['effective_from']}  sha256 {row['sha256']}")
        self.answer({"versions": rows})

    def _document(self, *, check: bool) -> None:
        """Raises Refusal (exit 1) when it is asked to check and the page kept is not what the files give."""
        file = settings.BASE_DIR / FILE
        written = document(read_procedure(each) for each in packaged_files())
        if not check:
            file.write_text(written, encoding="utf-8")
            self.say(f"{FILE} written.")
        elif not file.exists() or file.read_text(encoding="utf-8") != written:
            raise Refusal(
                f"{FILE} is not what the procedure files say: read what changed, then `procedures document`.",
                code="document-changed",
            )
        else:
            self.say(f"{FILE} says what the procedure files say.")
        self.answer({"file": FILE})
