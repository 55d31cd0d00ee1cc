"""`bin/rokhas territory build|find|titles`."""

from __future__ import annotations

import filecmp
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import CommandParser

from rokhas.kernel.coordinates import Zone
from rokhas.kernel.words import BadUsage, Refusal, TargetMissed, Word
from rokhas.territory import queries
from rokhas.territory.actions import load_titles, read_titles
from rokhas.territory.management.commands import _sources
from rokhas.territory.models import Certainty, Kind

_DATA = Path(__file__).resolve().parents[2] / "data"
_MADE = ("units.csv", "boundaries.json.gz")


class Command(Word):
    help = "Build the vendored territory data, find a commune by name, code or point, or load and find land titles."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True, metavar="{build,find,titles}")
        build = words.add_parser(
            "build", help="make units.csv and boundaries.json.gz (needs the `territory` packages)"
        )
        build.add_argument(
            "--check", action="store_true", help="only compare with what is vendored; exit 1 when different"
        )
        find = words.add_parser("find", help="find units by name (Arabic, French), HCP code, or LON,LAT")
        find.add_argument("text", help="a name, a code, or a point such as -6.84,34.02 (after --)")
        find.add_argument(
            "--kind", choices=Kind.values, action="append", help="only this kind; may be repeated"
        )
        find.add_argument("--limit", type=int, default=10, help="how many at most (10)")
        titles = words.add_parser("titles", help="the register of land titles that the platform holds")
        _add_titles(titles.add_subparsers(dest="act", required=True, metavar="{import,find}"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["word"] == "build":
            self._build(check=options["check"])
        elif options["word"] == "titles":
            self._import(options) if options["act"] == "import" else self._find_titles(options["text"])
        else:
            self._find(options["text"], options["kind"], options["limit"])

    def _build(self, *, check: bool) -> None:
        self.progress("Joining, cleaning and simplifying the outlines…")
        with TemporaryDirectory() as folder:
            made = Path(folder)
            counts = _sources.build(made)
            changed = [name for name in _MADE if not _same(made / name, _DATA / name)]
            if check and changed:
                raise Refusal(
                    f"These files differ from their sources: {', '.join(changed)}.", code="stale-data"
                )
            for name in changed:
                (_DATA / name).write_bytes((made / name).read_bytes())
        self.say(
            f"{counts['units']} units, {counts['areas']} outlines; changed: {', '.join(changed) or 'nothing'}."
        )
        self.answer({**counts, "changed": changed})

    def _find(self, text: str, kinds: list[str] | None, limit: int) -> None:
        lon, comma, lat = text.partition(",")
        if comma and _is_number(lon) and _is_number(lat):
            unit = queries.at_point(float(lon), float(lat))
            found = [unit] if unit else []
        else:
            found = queries.find(text, kinds=kinds, limit=limit)
        if not found:
            raise Refusal("Nothing has this name, this code or this place.", code="not-found")
        for unit in found:
            inside = unit.parent.name_fr if unit.parent else ""
            self.say(
                f"{unit.code:14} {unit.kind:26} {unit.name_fr} · {unit.name_ar}{f' ({inside})' if inside else ''}"
            )
        rows = [
            {
                "code": unit.code,
                "kind": unit.kind,
                "name_fr": unit.name_fr,
                "name_ar": unit.name_ar,
                "parent": unit.parent_id,
                "population_2014": unit.population_2014,
                "population_2024": unit.population_2024,
            }
            for unit in found
        ]
        self.answer({"units": rows})

    def _import(self, options: dict[str, Any]) -> None:
        now = datetime.now(UTC)
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadUsage(f"{options['file']} is not a text file that can be read.") from error
        given = {name: options[name] for name in ("srs", "source", "as_of", "certainty")}
        load = load_titles(read_titles(text, at=now, **given), dry_run=options["dry_run"])
        for problem in load.problems:
            self.progress(str(problem))
        counts = {"new": load.new, "changed": load.changed, "unchanged": load.unchanged}
        self.answer(
            {
                **counts,
                "written": not load.problems and not options["dry_run"],
                "problems": [
                    {"line": one.line, "number": one.number, "code": one.code, "message": one.message}
                    for one in load.problems
                ],
            }
        )
        if load.problems:
            self.say(f"{len(load.problems)} problems; nothing is written.")
            raise TargetMissed("Correct these titles and load the file again.")
        said = "would be" if options["dry_run"] else "are"
        self.say(
            f"{load.new} titles {said} new, {load.changed} {said} changed, {load.unchanged} as they were."
        )

    def _find_titles(self, text: str) -> None:
        found = [place for place in queries.seek(text) if place.parcel]
        if not found:
            raise Refusal("This register holds no title there or of this number.", code="not-found")
        rows = []
        for place in found:
            parcel, unit = place.parcel, place.unit
            assert parcel is not None
            self.say(
                f"{parcel.number.in_full:18} {parcel.unit:14} {parcel.area} m²  {unit.name_fr if unit else ''}"
                f"  {parcel.lat:.6f}, {parcel.lon:.6f}  ({parcel.certainty}; {parcel.source}, {parcel.as_of})"
            )
            rows.append(
                {
                    "number": parcel.number.written,
                    "kind": parcel.number.kind,
                    "commune": parcel.unit,
                    "area": parcel.area,
                    "geometry": parcel.geometry,
                    "source": parcel.source,
                    "as_of": parcel.as_of,
                    "certainty": parcel.certainty,
                }
            )
        self.answer({"titles": rows})


def _add_titles(words: Any) -> None:
    load = words.add_parser("import", help="check a GeoJSON file of titles, then write all of them or none")
    load.add_argument("file", type=Path, help="a FeatureCollection; see docs/how-to/load-land-titles.md")
    load.add_argument(
        "--srs",
        choices=["degrees", *Zone],
        default="",
        help="system of the coordinates: degrees (WGS 84) or a Lambert zone; by default what the file says, else degrees",
    )
    load.add_argument("--source", default="", help="who gave the titles that do not say it themselves")
    load.add_argument("--as-of", type=date.fromisoformat, help="day as of which they are known (2026-01-31)")
    load.add_argument("--certainty", choices=Certainty.values, default="", help="how sure they are")
    load.add_argument("--dry-run", action="store_true", help="check and count; write nothing")
    find = words.add_parser(
        "find", help="where the register places a title number, or what it holds at a point"
    )
    find.add_argument(
        "text", help="`TF 12345/04`, or two coordinates (after -- when they begin with a minus)"
    )


def _same(made: Path, kept: Path) -> bool:
    return kept.exists() and filecmp.cmp(made, kept, shallow=False)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
