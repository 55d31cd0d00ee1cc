"""`bin/rokhas journey`: dossiers of procedures, from deposit to delivery, through the acts and with every real role."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from traceback import format_exc
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils.translation import override

from rokhas.documents.queries import open_file
from rokhas.dossiers.models import Ending, OfficialPaper
from rokhas.journeys import buildings, outside
from rokhas.journeys.cast import cast_for
from rokhas.journeys.hands import RealHands
from rokhas.journeys.story import Story
from rokhas.journeys.supervisor import Collapsed, Supervisor
from rokhas.kernel.calendar import Calendar
from rokhas.kernel.words import BadUsage, Refusal, TargetMissed, Word
from rokhas.procedures.actions import seed
from rokhas.procedures.queries import all_current, current
from rokhas.procedures.schema import Procedure, known_procedures
from rokhas.territory.errors import UnknownUnit
from rokhas.territory.models import Unit
from rokhas.territory.queries import competence

# Témara, in the prefecture of Skhirate-Témara: an urban commune with a one-stop desk.
COMMUNE = "04.501.01.07"
INSIDE = "ROKHAS_JOURNEY_INSIDE"
# What comes before a public enquiry and after it, closed days included.
AROUND = timedelta(days=20)
# What the life of a permit takes, then that of the one after it, closed days included.
LIVES = timedelta(days=60)
# The acts of a whole life, as one tells them to somebody who never saw a dossier.
DEEDS = {
    "draft": "answers every question of the form",
    "pieces": "gives the documents asked",
    "manifest": "signs the list of the plans",
    "lodge": "deposits, and gets a receipt",
    "admissibility": "finds the file complete",
    "dispatch": "sends it to the members",
    "visit fixed": "fixes the day of the visit, told to all",
    "visit": "visits the place and says what was seen",
    "opinion: favourable": "studies it and signs an opinion",
    "conclusion: favourable": "concludes favourably",
    "minutes": "signs the minutes",
    "payment": "pays at the treasury",
    "enquiry opened": "opens the public enquiry",
    "opposition": "opposes it, and gets a receipt",
    "opposition at the desk": "types what a neighbour says",
    "report of the enquiry": "answers each and signs the report",
    "permit": "opens the file and signs the permit",
    "acknowledgement": "signs the receipt of a declaration",
    "opening of works": "declares the works open",
    "book of the site": "writes in the book of the site",
    "end of works": "declares the works complete",
}


class Command(Word):
    help = (
        "Play dossiers of a procedure through the acts, with every real role, and print each step and the papers made. "
        "Prepares, migrates and starts the sandboxes by itself. Exits 1 when one does not come to its delivery, and names it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="the procedures, e.g. building-permit")
        parser.add_argument(
            "--all", action="store_true", help="every procedure in force, in each of its classes"
        )
        parser.add_argument(
            "--each-class", action="store_true", help="the procedures named, in each of their classes"
        )
        parser.add_argument(
            "--class",
            dest="class_code",
            metavar="CLASS",
            default="",
            help="the class of the dossier, e.g. grand (default: that of a small request)",
        )
        parser.add_argument(
            "--commune", default=COMMUNE, help=f"HCP code of the commune (default {COMMUNE}, Témara)"
        )
        parser.add_argument(
            "--lang", choices=["fr", "ar"], default="fr", help="language of the people (default fr)"
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
        if bool(options["codes"]) == options["all"]:
            raise BadUsage("Name one procedure or several, or ask for --all.")
        if options["class_code"] and (options["all"] or options["each_class"]):
            raise BadUsage("Either one --class, or each of them.")
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
        """Play them one after the other; one that breaks is told with the others, and does not stop them.

        Raises:
            TargetMissed: (exit 1) when one did not come to its delivery; what was played has been printed before.
        """
        seed()
        unit = _place(options["commune"])
        plays = self._plays(options)
        self._stand: dict[str, Story] = {}
        told: list[dict[str, Any]] = []
        failed: list[dict[str, str]] = []
        for number, (procedure, class_code) in enumerate(plays, start=1):
            if len(plays) > 1:
                self.progress(f"{number} of {len(plays)}: {_called(procedure.code, class_code)}")
            try:
                with override(options["lang"]):
                    told.append(self._one(procedure, class_code, unit, options))
            except Exception as error:  # noqa: BLE001 - whatever breaks a journey is what this word is asked to tell
                self.progress(format_exc())
                why = f"{type(error).__name__}: {error}".strip(": ")
                failed.append({"procedure": procedure.code, "class": class_code, "why": why})
        if len(plays) > 1:
            self._sum_up(told, failed)
        self.answer(told[0] if told and len(plays) == 1 else {"journeys": told, "failed": failed})
        if failed:
            raise TargetMissed(
                "\n".join(
                    f"failed: {_called(each['procedure'], each['class'])}: {each['why']}" for each in failed
                )
            )

    def _plays(self, options: dict[str, Any]) -> list[tuple[Procedure, str]]:
        """What is played: each procedure in the order of the catalogue, with a class of its own or none.

        Raises:
            BadUsage: no procedure has that code, or no such class.
        """
        in_force = {each.code: each for each in all_current(options["today"] or datetime.now(UTC).date())}
        known = {code: in_force[code] for code in known_procedures() if code in in_force}
        unknown = [code for code in options["codes"] if code not in known]
        if unknown:
            raise BadUsage(f"No procedure is called {unknown[0]!r}. In force: {', '.join(sorted(known))}.")
        wanted: str = options["class_code"]
        plays = []
        for code in options["codes"] or known:
            classes = [each.code for each in known[code].classes]
            if wanted and wanted not in classes:
                has = f"its classes are {', '.join(classes)}" if classes else "it has no class"
                raise BadUsage(f"{code} has no class {wanted!r}: {has}.")
            each_class = classes if options["all"] or options["each_class"] else []
            plays += [(known[code], class_code) for class_code in each_class or [wanted]]
        return plays

    def _one(
        self, procedure: Procedure, class_code: str, unit: Unit, options: dict[str, Any]
    ) -> dict[str, Any]:
        before = buildings.comes_after(procedure)
        parent = self._standing(before, unit, options, _long_ago(procedure)) if before else None
        if parent is not None:
            story = buildings.after(parent, procedure.code)
            story.class_code = class_code
        else:
            story = self._story(procedure, class_code, unit, options)
        self.say(f"{procedure.names.in_(options['lang'])} · {_called(procedure.code, class_code)}")
        self.say(f"in {unit.name_fr} ({unit.code})")
        try:
            buildings.build(story.delivered())
        finally:
            self._tell(story)
        if not before:
            self._stand.setdefault(procedure.code, story)
        assert story.dossier.ending == Ending.DELIVERED, f"it ended otherwise: {story.dossier.ending}"
        assert class_code in {"", story.dossier.class_code}, f"its class is {story.dossier.class_code}"
        papers = _copies(story, settings.ROKHAS_VAR / "journeys" / str(story.dossier.number))
        self.say(f"\n{story.dossier.number}: {story.dossier.ending}. Its papers:")
        for kind, path in papers:
            self.say(f"  {kind:16} {path}")
        self.say()
        return {
            "procedure": procedure.code,
            "class": story.dossier.class_code,
            "number": story.dossier.number,
            "tracking_code": story.dossier.tracking_code,
            "ending": story.dossier.ending,
            "steps": [asdict(step) for step in story.steps],
            "papers": [{"kind": kind, "path": str(path)} for kind, path in papers],
        }

    def _story(self, procedure: Procedure, class_code: str, unit: Unit, options: dict[str, Any]) -> Story:
        cast = cast_for(unit)
        for person in cast.people.values():
            person.language = options["lang"]
            person.save(update_fields=["language"])
        return Story(
            cast,
            RealHands(settings.ROKHAS_VAR / "agent"),
            procedure=procedure.code,
            class_code=class_code,
            at=_clock(options["today"] or _first_day(procedure, class_code)),
        )

    def _standing(self, code: str, unit: Unit, options: dict[str, Any], since: date | None = None) -> Story:
        """The story of the permit that a request comes after: one that was played before, or played now with its works.

        One that must be some time old is played from a past day, after the permit that it comes after itself.
        """
        name = f"{code} {since or ''}".strip()
        if name not in self._stand:
            played = options | {"today": since or options["today"]}
            procedure = current(code, played["today"] or datetime.now(UTC).date())
            before = buildings.comes_after(procedure) if since else ""
            if before:
                story = buildings.after(self._standing(before, unit, options, since), code)
            else:
                story = self._story(procedure, "", unit, played)
            self.say(f"{story.procedure}, which comes before")
            buildings.build(story.delivered())
            self._tell(story)
            self.say(f"\n{story.dossier.number}: {story.dossier.ending}.\n")
            self._stand[name] = story
        return self._stand[name]

    def _tell(self, story: Story) -> None:
        """Each act as a line: who did what, the paper made, the next limit, how long it took."""
        self.say(f"     {'who':52} {'does':36} {'next limit':10} {'ms':>8}  paper made")
        for number, step in enumerate(story.steps, start=1):
            does = DEEDS.get(step.what, step.what)
            self.say(f"{number:3}. {step.who:52} {does:36} {step.due:10} {step.ms:8.1f}  {step.document}")

    def _sum_up(self, told: list[dict[str, Any]], failed: list[dict[str, str]]) -> None:
        self.say(
            f"{'procedure':28} {'class':14} {'number':32} {'acts':>4} {'papers':>6} {'seconds':>7}  ending"
        )
        for each in told:
            seconds = sum(step["ms"] for step in each["steps"]) / 1000
            acts, papers = len(each["steps"]), len(each["papers"])
            self.say(
                f"{each['procedure']:28} {each['class'] or '—':14} {each['number']:32} {acts:4} {papers:6} {seconds:7.1f}"
                f"  {each['ending']}"
            )
        for lost in failed:
            self.say(f"{lost['procedure']:28} {lost['class'] or '—':14} FAILED: {lost['why']}")
        procedures = len({each["procedure"] for each in [*told, *failed]})
        self.say(
            f"\nPlayed: {len(told) + len(failed)} dossiers of {procedures} procedures. Failed: {len(failed)}."
        )


def _place(code: str) -> Unit:
    """The commune, or its first arrondissement where it is divided. Raises BadUsage when there is none of that code."""
    try:
        where = competence(code)
    except UnknownUnit as unknown:
        raise BadUsage(str(unknown)) from unknown
    return where.unit if where.is_deposit_place else where.arrondissements[0]


def _called(code: str, class_code: str) -> str:
    return f"{code}, class {class_code}" if class_code else code


def _first_day(procedure: Procedure, class_code: str) -> date | None:
    """A past day to begin on, where one may not file today or where a public enquiry is waited for; None to begin today."""
    opened = _open_day(procedure.code)
    if opened is not None:
        return opened
    today = datetime.now(UTC).date()
    lasting = [
        step.enquiry.lasts
        for step in procedure.steps
        if step.enquiry and (not class_code or not step.classes or class_code in step.classes)
    ]
    if not lasting:
        return None
    return today - AROUND - max(Calendar().add(today, each.quantity, each.unit) - today for each in lasting)


def _long_ago(procedure: Procedure) -> date | None:
    """The past day on which to begin what a request comes after, where its file lets time pass between; None to begin today."""
    delay = procedure.follows.after if procedure.follows else None
    if delay is None:
        return None
    today = datetime.now(UTC).date()
    return today - (Calendar().add(today, delay.quantity, delay.unit) - today) - LIVES


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
