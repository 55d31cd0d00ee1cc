"""`bin/rokhas professionals import FILE --body …`: take over the register that a body hands over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from rokhas.accounts.actions import check_register, import_register
from rokhas.accounts.schema import bodies
from rokhas.kernel.actor import system
from rokhas.kernel.words import Refusal, TargetMissed, Word


class Command(Word):
    help = (
        "Import the register of a body from a CSV file: number, name_fr, name_ar, since, and as needed kind, status, until, "
        "reason. The same file again changes nothing; a number that it does not name stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["import"], help="what to do")
        parser.add_argument("file", type=Path, help="the register, CSV in UTF-8")
        parser.add_argument("--body", required=True, choices=list(bodies()), help="the body that keeps it")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise Refusal(f"{options['file']} cannot be read: {error.strerror}.", code="no-file") from error
        by = system(datetime.now(UTC))
        report = check_register(options["body"], content, by=by)
        for line in report.wrong:
            self.progress(f"line {line.row}: {line.wrong}")
        if not options["dry_run"]:
            report = import_register(options["body"], content, by=by)
        written = "would be" if options["dry_run"] else "were"
        counts = report.counts
        self.say(
            f"{counts['new']} numbers {written} entered, {counts['changed']} changed, {counts['same']} left as they are; "
            f"{counts['wrong']} lines are wrong."
        )
        self.answer(
            {
                "body": options["body"],
                "dry_run": options["dry_run"],
                **counts,
                "lines": [
                    {"row": line.row, "number": line.number, "outcome": line.outcome, "wrong": line.wrong}
                    for line in report.lines
                ],
            }
        )
        if report.wrong:
            raise TargetMissed
