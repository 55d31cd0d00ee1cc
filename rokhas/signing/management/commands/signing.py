"""`bin/rokhas signing public-key`."""

from typing import Any

from django.core.management.base import CommandParser

from rokhas.kernel.words import Word
from rokhas.signing.providers import jobs


class Command(Word):
    help = "Print what a signing agent needs to trust this platform."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("public-key", help="the key that agents pin at install (PEM), under its name")

    def handle(self, **options: Any) -> None:
        pem = jobs.public_key_pem()
        self.say(pem.strip())
        self.answer({"kid": jobs.KID, "public_key": pem})
