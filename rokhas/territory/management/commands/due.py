"""`bin/rokhas due --from DATE --working-days N [--json]`: the day a delay ends, and why that day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management.base import CommandParser

from rokhas.kernel.calendar import Unit
from rokhas.kernel.words import BadUsage, Word
from rokhas.territory import queries

_UNITS: tuple[Unit, ...] = ("working_days", "days", "months", "years")
_LONGEST = {"working_days": 2500, "days": 3650, "months": 120, "years": 10}


class Command(Word):
    help = "Say on which day a legal delay ends: the day of receipt is not counted, the last one counted is the due day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            dest="start",
            required=True,
            type=date.fromisoformat,
            metavar="DATE",
            help="day of receipt, YYYY-MM-DD",
        )
        length = parser.add_mutually_exclusive_group(required=True)
        for unit in _UNITS:
            length.add_argument(
                f"--{unit.replace('_', '-')}", dest=unit, type=int, metavar="N", help=f"length in {unit}"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        unit = next(unit for unit in _UNITS if options[unit] is not None)
        quantity: int = options[unit]
        start: date = options["start"]
        if not 0 <= quantity <= _LONGEST[unit]:
            raise BadUsage(f"--{unit.replace('_', '-')} takes a number from 0 to {_LONGEST[unit]}.")
        if not 1950 <= start.year <= 2060:
            raise BadUsage("--from takes a date from 1950 to 2060: holidays are not known beyond.")
        horizon = start + timedelta(days=_LONGEST["days"] + 366)
        due = queries.calendar(start, horizon).due(start, quantity, unit)
        names = queries.names_of_holidays(start, due.on)
        skipped = [
            {"day": one.day, "reason": one.reason, "name": names.get(one.day, "")} for one in due.skipped
        ]
        self.say(f"{due.on:%Y-%m-%d}")
        if due.moved_from:
            self.say(f"moved from {due.moved_from:%Y-%m-%d}, a closed day (unsure)")
        for one in skipped:
            self.say(f"  not counted: {one['day']:%Y-%m-%d} {one['reason']} {one['name']}".rstrip())
        self.answer(
            {
                "from": start,
                "quantity": quantity,
                "unit": unit,
                "due": due.on,
                "moved_from": due.moved_from,
                "not_counted": skipped,
            }
        )
