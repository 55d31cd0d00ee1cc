"""`bin/rokhas check [FILE…]`: the mistakes of procedure files, by line; without a file, the package's and the installation's."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core import checks
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from rokhas.kernel.words import Refusal, Word
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.checks import mistakes_in_file

LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")


class Command(Word):
    help = "Explain every mistake in procedure files by line; without a file, check those of the platform and the installation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="procedure files (YAML)")
        parser.add_argument(
            "--deploy",
            action="store_true",
            help="check what a production needs as well, its database included",
        )
        parser.add_argument(
            "--fail-level",
            default="ERROR",
            choices=LEVELS,
            help="the least serious finding that fails (ERROR)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"] or packaged_files()
        mistakes = list(dict.fromkeys(mistake for file in files for mistake in mistakes_in_file(file)))
        for mistake in mistakes:
            self.say(str(mistake))
        self.answer(
            {"files": [str(file) for file in files], "mistakes": [asdict(mistake) for mistake in mistakes]}
        )
        if not options["files"]:
            self.check(
                include_deployment_checks=options["deploy"],
                fail_level=getattr(checks, options["fail_level"]),
                databases=["default"] if options["deploy"] else None,
            )
        if mistakes:
            raise Refusal(_("Mistakes found: %(n)s.") % {"n": len(mistakes)}, code="mistakes")
        self.say(_("Procedure files without a mistake: %(n)s.") % {"n": len(files)})
