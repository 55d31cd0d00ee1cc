"""`bin/rokhas bench lifecycle|pages`: the published figures of cost, measured on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from rokhas.kernel.words import BadUsage, Figure, Refusal, Word

CANNOT_START = 2


def sizes(text: str) -> list[int]:
    """`10000,100000`: whole numbers above nothing. Raises ValueError."""
    found = [int(each) for each in text.split(",")]
    if min(found) < 1:
        raise ValueError(text)
    return found


class Command(Word):
    help = (
        "Measure what the life of a dossier, or the pages of a large register, cost on PostgreSQL, in a database made for it "
        "and erased afterwards: on the server of DATABASE_URL (mode demo or test), or on a private one. Exit 1 when a target "
        "does not hold."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="bench", required=True, metavar="lifecycle|pages")
        life = kinds.add_parser(
            "lifecycle", help="the life of a dossier through its acts, beside the bare cost of its documents"
        )
        life.add_argument("--lives", type=int, default=10, help="how many lives are measured (default 10)")
        life.add_argument(
            "--dossiers", type=int, default=0, help="how many others the register holds (default 0)"
        )
        pages = kinds.add_parser("pages", help="what everyone opens all day, beside a page of three queries")
        pages.add_argument(
            "--sizes",
            type=sizes,
            default=[10_000, 100_000],
            help="dossiers in the register at each turn (default 10000,100000)",
        )

    def handle(self, *args: Any, bench: str, **options: Any) -> None:
        if settings.ROKHAS_MODE not in {"demo", "test"}:
            raise Refusal(
                "A bench is run in demo or test mode only: set ROKHAS_MODE=demo, or unset DATABASE_URL.",
                code="not-a-demonstration",
            )
        if bench == "pages":
            asked = ["--sizes", ",".join(map(str, options["sizes"]))]
        else:
            asked = ["--lives", str(options["lives"]), "--dossiers", str(options["dossiers"])]
        environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
        measured = subprocess.run(
            [sys.executable, "-m", "benchmarks", bench, *asked],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if measured.returncode == CANNOT_START:
            raise BadUsage("The bench could not start; its reason is above.")
        if measured.returncode:
            raise Refusal("The bench broke; its reason is above.", code="bench-broke")
        self.figures([Figure(**each) for each in json.loads(measured.stdout)["figures"]])
