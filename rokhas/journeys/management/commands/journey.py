"""`bin/rokhas journey`: one dossier of a procedure, from deposit to delivery, through the acts and with every real role."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils.translation import override

from rokhas.documents.queries import open_file
from rokhas.dossiers.models import OfficialPaper
from rokhas.journeys import outside
from rokhas.journeys.cast import cast_for
from rokhas.journeys.hands import RealHands
from rokhas.journeys.story import Story
from rokhas.journeys.supervisor import Collapsed, Supervisor
from rokhas.kernel.words import BadUsage, Refusal, Word
from rokhas.procedures.actions import seed
from rokhas.procedures.queries import all_current, current
from rokhas.territory.errors import UnknownUnit
from rokhas.territory.queries import competence

# Témara, in the prefecture of Skhirate-Témara: an urban commune with a one-stop desk.
COMMUNE = "04.501.01.07"
INSIDE = "ROKHAS_JOURNEY_INSIDE"


class Command(Word):
    help = (
        "Play one dossier of a procedure through the acts, with every real role, and print each step and the papers made. "
        "Prepares, migrates and starts the sandboxes by itself."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", nargs="?", help="the procedure, e.g. building-permit")
        parser.add_argument(
            "--all", action="store_true", help="every procedure in force, in each of its classes"
        )
        parser.add_argument(
            "--commune", default=COMMUNE, help=f"HCP code of the commune (default {COMMUNE}, Témara)"
        )
        parser.add_argument(
            "--lang", choices=["fr", "ar"], default="fr", help="language of the people (default fr)"
        )
        parser.add_argument(
            "--class", dest="grand", choices=["petit", "grand"], default="petit", help="size of the project"
        )
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day of the deposit, YYYY-MM-DD (default today)"
        )

    def handle(self, **options: Any) -> None:
        if settings.ROKHAS_MODE not in {"demo", "test"}:
            raise Refusal(
                "A journey is played in demo or test mode only, so that no real register ever receives a played permit: "
                "set ROKHAS_MODE=demo, or unset DATABASE_URL.",
                code="not-a-demonstration",
            )
        if not options["code"] and not options["all"]:
            raise BadUsage("Name a procedure, or ask for --all.")
        if os.environ.get(INSIDE):
            self._play(options)
        else:
            self._outside()

    def _outside(self) -> None:
        """Start the world outside, then play in a process that knows where it is."""
        origin = settings.PUBLIC_URL
        try:
            with Supervisor(settings.ROKHAS_VAR / "log", self.progress) as supervisor:
                self.progress(
                    "Starting the treasury, the certificate authority, the mail and the SMS gateway…"
                )
                sandboxes = outside.start_sandboxes(supervisor)
                self.progress("Preparing the database…")
                call_command("migrate", verbosity=0)
                agent = outside.start_agent(supervisor, origin)
                around = {
                    **outside.environment(),
                    **outside.addresses(supervisor.first_json(sandboxes)),
                    "ROKHAS_SIGNING_AGENT_URL": outside.agent_address(supervisor, agent),
                    INSIDE: "1",
                }
                played = subprocess.run(
                    outside.word(*sys.argv[1:]), env=around, check=False, stdin=subprocess.DEVNULL
                )
        except Collapsed as broken:
            raise Refusal(str(broken), code="program-stopped") from broken
        if played.returncode:
            sys.exit(played.returncode)

    def _play(self, options: dict[str, Any]) -> None:
        seed()
        today: date | None = options["today"]
        known = {procedure.code: procedure for procedure in all_current(today or datetime.now(UTC).date())}
        codes = sorted(known) if options["all"] else [options["code"]]
        if codes[0] not in known:
            raise BadUsage(f"No procedure is called {codes[0]!r}. In force: {', '.join(sorted(known))}.")
        told = []
        for code in codes:
            sizes = (
                [options["grand"]] if not options["all"] or not known[code].classes else ["petit", "grand"]
            )
            for size in sizes:
                with override(options["lang"]):
                    told.append(self._one(code, size, options))
        self.answer({"journeys": told} if options["all"] else told[0])

    def _one(self, code: str, size: str, options: dict[str, Any]) -> dict[str, Any]:
        try:
            where = competence(options["commune"])
        except UnknownUnit as unknown:
            raise BadUsage(str(unknown)) from unknown
        unit = where.unit if where.is_deposit_place else where.arrondissements[0]
        cast = cast_for(unit)
        for person in cast.people.values():
            person.language = options["lang"]
            person.save(update_fields=["language"])
        story = Story(
            cast,
            RealHands(settings.ROKHAS_VAR / "agent"),
            procedure=code,
            grand=size == "grand",
            at=_clock(options["today"] or _open_day(code)),
        )
        self.say(f"{code} ({size}) · {unit.name_fr} {unit.code}")
        story.delivered()
        folder = settings.ROKHAS_VAR / "journeys" / str(story.dossier.number)
        papers = _copies(story, folder)
        for number, step in enumerate(story.steps, start=1):
            self.say(
                f"{number:3}. {step.what:28} {step.who:44} {step.ms:8.1f} ms  {step.due:10}  {step.document}"
            )
        self.say(f"\n{story.dossier.number}: {story.dossier.ending}\n")
        for kind, path in papers:
            self.say(f"  {kind:10} {path}")
        self.say()
        return {
            "procedure": code,
            "class": story.dossier.class_code,
            "number": story.dossier.number,
            "tracking_code": story.dossier.tracking_code,
            "ending": story.dossier.ending,
            "steps": [asdict(step) for step in story.steps],
            "papers": [{"kind": kind, "path": str(path)} for kind, path in papers],
        }


def _open_day(code: str) -> date | None:
    """A day on which it may be filed, where a text lets it be filed in a period that is over; None where it may be today."""
    today = datetime.now(UTC).date()
    window = current(code, today).last_window(today)
    if window is None or window.holds(today):
        return None
    return window.closes - timedelta(days=30) if window.closes else window.opens


def _clock(today: date | None) -> Any:
    """Ten in the morning of that day, then a minute later at each act; now when no day is given."""
    if today is None:
        return lambda: None
    moment = datetime.combine(today, time(10), UTC)

    def tick() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=20)
        return moment

    return tick


def _copies(story: Story, folder: Path) -> list[tuple[str, Path]]:
    """The papers of the dossier, by kind, copied where a person can open them."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    papers = (
        OfficialPaper.objects.ready().filter(dossier=story.dossier).select_related("document").order_by("pk")
    )
    for paper in papers:
        assert paper.document is not None
        path = folder / paper.document.name
        with open_file(paper.document) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
        found.append((paper.kind, path))
    return found
