"""`bin/rokhas simulate clock`: years of deadlines played and counted again, day by day, by something that shares no code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from rokhas.journeys import clocks
from rokhas.kernel.words import BadUsage, Figure, Refusal, Word


class Command(Word):
    help = (
        "Play the clocks of every procedure over years: restarts, feasts moved ahead and afterwards, days without a worker; and "
        "count each again day by day, from scratch. Exit 1 on any deadline missed, early or done twice."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="simulation", required=True, metavar="clock")
        clock = kinds.add_parser("clock", help="the delays of the procedures, against a naive count")
        clock.add_argument("--years", type=int, default=10, help="over how many years (default 10)")
        clock.add_argument("--dossiers", type=int, default=20_000, help="how many clocks (default 20000)")
        clock.add_argument("--seed", type=int, default=1, help="another seed, other clocks (default 1)")

    def handle(self, *, years: int, dossiers: int, seed: int, **options: Any) -> None:
        if settings.ROKHAS_MODE not in {"demo", "test"}:
            raise Refusal(
                "A simulation is run in demo or test mode only: set ROKHAS_MODE=demo, or unset DATABASE_URL.",
                code="not-a-demonstration",
            )
        if years < 1 or dossiers < 1:
            raise BadUsage("--years and --dossiers are whole numbers above nothing.")
        self.progress(f"{dossiers} clocks over {years} years, seed {seed}…")
        tally = clocks.simulate(years, dossiers, seed)
        if tally.example:
            self.progress(tally.example)
        self.figures(figures(tally, dossiers))


def figures(tally: clocks.Tally, dossiers: int) -> list[Figure]:
    """What was played, and the differences: none is allowed."""
    return [
        Figure.exactly("clocks played", tally.clocks, "", dossiers),
        Figure.at_least("procedures", len(tally.procedures), "", 1),
        Figure.at_least("runnings, restarts included", tally.runs, "", dossiers),
        Figure.at_least("limits that passed", tally.passed, "", 1),
        Figure.at_least("reminders told", tally.told, "", 1),
        Figure.exactly("wrong limits", tally.wrong_limits, "", 0),
        Figure.exactly("missed effects", tally.missed, "", 0),
        Figure.exactly("early effects", tally.early, "", 0),
        Figure.exactly("late effects", tally.late, "", 0),
        Figure.exactly("effects done twice", tally.doubled, "", 0),
        Figure.exactly("limits on a closed day", tally.closed_ends, "", 0),
    ]
