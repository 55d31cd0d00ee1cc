"""`bin/rokhas simulate clock`: years of deadlines played and counted again, day by day, by something that shares no code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser

from rokhas.journeys import clocks, outside
from rokhas.journeys.cast import cast_for
from rokhas.journeys.clocks_by_acts import FIRST, simulate_by_acts
from rokhas.journeys.hands import RealHands
from rokhas.journeys.story import Story
from rokhas.journeys.supervisor import Collapsed, Supervisor
from rokhas.kernel.words import BadUsage, Figure, Refusal, Word
from rokhas.procedures.actions import seed as publish
from rokhas.procedures.queries import all_current
from rokhas.territory.models import Unit

# Témara, in the prefecture of Skhirate-Témara: an urban commune with a one-stop desk.
COMMUNE = "04.501.01.07"
# Where the acts are played: around them the world outside, inside them the acts.
PART = "ROKHAS_SIMULATION_PART"
AROUND, INSIDE = "around", "inside"


class Command(Word):
    help = (
        "Play the clocks of every procedure over years: restarts, feasts moved ahead and afterwards, days without a worker; some "
        "of them through the acts, in a database made for it and erased afterwards; and count each again day by day, from "
        "scratch. Exit 1 on any deadline missed, early or done twice."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="simulation", required=True, metavar="clock")
        clock = kinds.add_parser("clock", help="the delays of the procedures, against a naive count")
        clock.add_argument("--years", type=int, default=10, help="over how many years (default 10)")
        clock.add_argument("--dossiers", type=int, default=20_000, help="how many clocks (default 20000)")
        clock.add_argument(
            "--acts",
            type=int,
            default=300,
            help="how many dossiers through the acts themselves (default 300; 0: none)",
        )
        clock.add_argument("--seed", type=int, default=1, help="another seed, other clocks (default 1)")

    def handle(self, *, years: int, dossiers: int, acts: int, seed: int, **options: Any) -> None:
        if settings.ROKHAS_MODE not in {"demo", "test"}:
            raise Refusal(
                "A simulation is run in demo or test mode only: set ROKHAS_MODE=demo, or unset DATABASE_URL.",
                code="not-a-demonstration",
            )
        if years < 1 or dossiers < 1 or acts < 0:
            raise BadUsage(
                "--years and --dossiers are whole numbers above nothing, --acts is nothing or more."
            )
        part = os.environ.get(PART)
        if part == INSIDE:
            self._inside(acts, seed)
        elif part == AROUND:
            self._around()
        else:
            self._simulate(years, dossiers, acts, seed)

    def _simulate(self, years: int, dossiers: int, acts: int, seed: int) -> None:
        self.progress(f"{dossiers} clocks over {years} years, seed {seed}…")
        tally = clocks.simulate(years, dossiers, seed)
        found = figures(tally, dossiers, "")
        examples = [tally.example]
        if acts:
            self.progress(f"{acts} dossiers through the acts…")
            played = self._elsewhere(acts, seed)
            found += figures(played, acts, " (by acts)")
            found.append(Figure.at_least("legal maxima of whole dossiers (by acts)", played.maxima, "", 1))
            examples.append(played.example)
        for example in filter(None, examples):
            self.progress(example)
        self.figures(found)

    def _elsewhere(self, acts: int, seed: int) -> clocks.Tally:
        """Play through the acts on a state folder of their own, which nothing else reads."""
        with tempfile.TemporaryDirectory(prefix="rokhas-simulation-") as folder:
            environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            environment |= {"ROKHAS_MODE": "demo", "ROKHAS_VAR": folder, PART: AROUND}
            played = subprocess.run(
                outside.word("simulate", "clock", "--acts", str(acts), "--seed", str(seed)),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
                check=False,
            )
        if played.returncode:
            raise Refusal("The acts could not be played; the reason is above.", code="simulation-broke")
        told = json.loads(played.stdout)
        return clocks.Tally(**told | {"procedures": set(told["procedures"])})

    def _around(self) -> None:
        """The certificate authority and the time-stamps, then the acts in a process that knows where they are."""
        try:
            with Supervisor(settings.ROKHAS_VAR / "log", self.progress) as supervisor:
                sandboxes = outside.start_sandboxes(supervisor)
                call_command("migrate", verbosity=0)
                around = {
                    **outside.environment(),
                    **outside.addresses(supervisor.first_json(sandboxes)),
                    PART: INSIDE,
                }
                played = subprocess.run(
                    outside.word(*sys.argv[1:]), env=around, check=False, stdin=subprocess.DEVNULL
                )
        except Collapsed as broken:
            raise Refusal(str(broken), code="program-stopped") from broken
        if played.returncode:
            sys.exit(played.returncode)

    def _inside(self, acts: int, seed: int) -> None:
        publish()
        cast, hands = cast_for(Unit.objects.get(pk=COMMUNE)), RealHands(settings.ROKHAS_VAR / "agent")

        def tell(at: Callable[[], datetime | None], procedure: str, class_code: str) -> Story:
            return Story(cast, hands, procedure=procedure, class_code=class_code, at=at)

        tally = simulate_by_acts(tell, all_current(FIRST), acts, seed, self.progress)
        told = asdict(tally) | {"procedures": sorted(tally.procedures)}
        self.stdout.write(json.dumps(told))


def figures(tally: clocks.Tally, dossiers: int, how: str) -> list[Figure]:
    """What was played, and the differences: none is allowed."""
    return [
        Figure.exactly(f"clocks played{how}", tally.clocks, "", dossiers),
        Figure.at_least(f"procedures{how}", len(tally.procedures), "", 1),
        Figure.at_least(f"runnings, restarts included{how}", tally.runs, "", dossiers),
        Figure.at_least(f"limits that passed{how}", tally.passed, "", 1),
        Figure.at_least(f"reminders told{how}", tally.told, "", 1),
        Figure.exactly(f"wrong limits{how}", tally.wrong_limits, "", 0),
        Figure.exactly(f"missed effects{how}", tally.missed, "", 0),
        Figure.exactly(f"early effects{how}", tally.early, "", 0),
        Figure.exactly(f"late effects{how}", tally.late, "", 0),
        Figure.exactly(f"effects done twice{how}", tally.doubled, "", 0),
        Figure.exactly(f"limits on a closed day{how}", tally.closed_ends, "", 0),
    ]
