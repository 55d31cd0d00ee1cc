"""`bin/rokhas territory build|find`."""

from __future__ import annotations

import filecmp
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import CommandParser

from rokhas.kernel.words import Refusal, Word
from rokhas.territory import queries
from rokhas.territory.management.commands import _sources
from rokhas.territory.models import Kind

_DATA = Path(__file__).resolve().parents[2] / "data"
_MADE = ("units.csv", "boundaries.json.gz")


class Command(Word):
    help = "Build the vendored territory data from its packages, or find a commune by name, code or point."

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True, metavar="{build,find}")
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

    def handle(self, *args: Any, **options: Any) -> None:
        if options["word"] == "build":
            self._build(check=options["check"])
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


def _same(made: Path, kept: Path) -> bool:
    return kept.exists() and filecmp.cmp(made, kept, shallow=False)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
