"""Prove that no fact was altered, removed, reordered or cut."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import CommandParser

from rokhas.journal import checkpoints
from rokhas.journal.chain import breaks, one_moment
from rokhas.journal.models import Delivery, Event
from rokhas.journal.outbox import revive
from rokhas.kernel.words import Refusal, TargetMissed, Word


@contextmanager
def readable() -> Iterator[None]:
    """A sequence of checkpoints that does not hold is refused in a sentence."""
    try:
        yield
    except checkpoints.Unreadable as error:
        raise Refusal(str(error), code="checkpoint-unreadable") from error


class Command(Word):
    help = "Verify the journal, write its signed checkpoint, or look at deliveries that failed."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "act",
            choices=["verify", "checkpoint", "dead", "revive"],
            help="verify: name every altered, removed, reordered or cut event. checkpoint: write the signed memory now. "
            "dead: list deliveries given up. revive: try them again.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["act"])()

    def verify(self) -> None:
        with readable():
            marks = checkpoints.marks()
        with one_moment():
            found = [*breaks(marks), *checkpoints.missing()]
            count = Event.objects.count()
        self.answer({"events": count, "breaks": [str(each) for each in found], "holds": not found})
        if found:
            for each in found:
                self.say(str(each))
            raise TargetMissed(f"{len(found)} place(s) of the journal do not hold.")
        self.say(f"The journal holds: {count} events, {len(marks)} streams remembered by signed checkpoints.")

    def checkpoint(self) -> None:
        with readable():
            path = checkpoints.write(datetime.now(UTC))
        self.answer({"checkpoint": str(path) if path else None})
        self.say(f"Written: {path}" if path else "Nothing moved since the last checkpoint.")

    def dead(self) -> None:
        rows = Delivery.objects.dead().select_related("event").order_by("id")
        self.answer(
            {"dead": [{"event": str(row.event), "handler": row.handler, "error": row.error} for row in rows]}
        )
        for row in rows:
            self.say(f"{row.event} → {row.handler}: {row.error}")
        self.say(f"{len(rows)} dead deliveries.")

    def revive(self) -> None:
        rows = list(Delivery.objects.dead())
        for row in rows:
            revive(row, datetime.now(UTC))
        self.answer({"revived": len(rows)})
        self.say(f"{len(rows)} deliveries will be tried again.")
