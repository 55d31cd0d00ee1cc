"""Turn the ring of keys that seals personal data: a new key, everything sealed again with it, the old ones forgotten."""

from typing import Any

from django.core.management.base import CommandParser

from rokhas.kernel import personal
from rokhas.kernel.words import Refusal, Word


class Command(Word):
    help = "Look at the keys that seal personal data, add one, seal everything again with it, forget the old ones."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "act",
            choices=["status", "add-key", "reseal", "retire"],
            help="status: how many keys, and what older ones still seal. add-key: a new key seals from now on; the others still "
            "open. reseal: seal again, with the newest, what the others sealed; may be stopped and taken up. retire: forget the "
            "others, refused while they seal anything.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        act = {"status": self.status, "add-key": self.add_key, "reseal": self.reseal, "retire": self.retire}
        act[options["act"]]()

    def status(self) -> None:
        behind = {str(column): column.behind() for column in personal.columns()}
        self.answer({"keys": personal.count_keys(), "behind": behind})
        self.say(f"{personal.count_keys()} key(s) in the ring.")
        for column, rows in behind.items():
            self.say(f"{column}: {rows} row(s) sealed by an older key")

    def add_key(self) -> None:
        try:
            personal.add_key()
        except OSError as error:
            raise Refusal(
                f"The ring of keys cannot be written: {error.strerror}.", code="ring-not-writable"
            ) from error
        self.answer({"keys": personal.count_keys()})
        self.say(
            "A new key seals from now on. Copy the ring to every machine, then: bin/rokhas sealing reseal"
        )

    def reseal(self) -> None:
        done = {}
        for column in personal.columns():
            self.progress(str(column))
            done[str(column)] = column.reseal()
        self.answer({"resealed": done})
        self.say(f"{sum(done.values())} row(s) sealed again with the newest key.")

    def retire(self) -> None:
        behind = sum(column.behind() for column in personal.columns())
        if behind:
            raise Refusal(
                f"{behind} row(s) are still sealed by an older key: bin/rokhas sealing reseal",
                code="still-sealed",
            )
        try:
            forgotten = personal.retire_keys()
        except OSError as error:
            raise Refusal(
                f"The ring of keys cannot be written: {error.strerror}.", code="ring-not-writable"
            ) from error
        self.answer({"forgotten": forgotten, "keys": personal.count_keys()})
        self.say(f"{forgotten} key(s) forgotten. Keep them with the backups that they open.")
