"""`bin/rokhas zoning import|list`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import override

from rokhas.kernel.words import BadUsage, Refusal, TargetMissed, Word
from rokhas.territory.models import Certainty, Unit
from rokhas.zoning.actions import Checked, check, load_layer, read_layer
from rokhas.zoning.models import Layer, PlanKind

_PLAN = ("plan", "kind", "name_fr", "name_ar", "approved_on", "ends_on", "certainty", "source", "fictional")


class Command(Word):
    help = (
        "Check the zoning of a planning document and load it as a layer, or list the layers that are loaded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True, metavar="{import,list}")
        load = words.add_parser(
            "import", help="check a GeoJSON or a zip of shapefiles, then load it whole or not at all"
        )
        load.add_argument("file", type=Path, help="see docs/how-to/load-a-zoning-layer.md")
        load.add_argument(
            "--commune", required=True, metavar="CODE", help="HCP code of the commune or arrondissement"
        )
        load.add_argument(
            "--plan", default="", metavar="CODE", help="the plan's own code, the same in each version"
        )
        load.add_argument("--kind", choices=PlanKind.values, default="", help="kind of the planning document")
        load.add_argument("--name-fr", default="", help="its name in French")
        load.add_argument("--name-ar", default="", help="its name in Arabic")
        load.add_argument(
            "--approved-on", type=date.fromisoformat, help="day of the approval; none: not approved"
        )
        load.add_argument("--ends-on", type=date.fromisoformat, help="last day of the public utility")
        load.add_argument("--certainty", choices=Certainty.values, default="", help="how sure the layer is")
        load.add_argument("--source", default="", help="who gave it")
        load.add_argument("--fictional", action="store_true", help="invented data: every page says so")
        load.add_argument("--check", action="store_true", help="only the report; load nothing")
        load.add_argument("--accept", action="store_true", help="load in spite of the warnings")
        load.add_argument(
            "--language", choices=["fr", "ar"], default="fr", help="language of the report (fr)"
        )
        words.add_parser("list", help="the layers in force")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["word"] == "list":
            self._list()
        else:
            self._import(options)

    def _import(self, options: dict[str, Any]) -> None:
        checked = _checked(options)
        with override(options["language"]):
            for finding in checked.findings:
                self.progress(f"{finding.line or '-'} {finding.name} [{finding.severity}] {finding.sentence}")
        loads = not options["check"] and not checked.errors and (options["accept"] or not checked.warnings)
        loaded = load_layer(checked, accept=options["accept"]) if loads else None
        self.answer(
            {
                "zones": len(checked.zones),
                "easements": len(checked.easements),
                "errors": len(checked.errors),
                "warnings": len(checked.warnings),
                "version": loaded.layer.version if loaded else None,
                "new": bool(loaded and loaded.is_new),
                "findings": [_told(finding) for finding in checked.findings],
            }
        )
        self.say(
            f"{len(checked.zones)} zones, {len(checked.easements)} easements; "
            f"{len(checked.errors)} errors, {len(checked.warnings)} warnings."
        )
        if loaded:
            done = "is loaded" if loaded.is_new else "was loaded already: nothing changed"
            self.say(f"Version {loaded.layer.version} of {loaded.layer.plan} {done}.")
        elif checked.errors:
            raise TargetMissed("Correct these features and load the file again.")
        elif checked.warnings and not options["check"]:
            raise TargetMissed("Read the warnings, then load the file again with --accept.")

    def _list(self) -> None:
        rows = [
            {
                "commune": layer.unit_id,
                "plan": layer.plan,
                "version": layer.version,
                "kind": layer.kind,
                "name_fr": layer.name_fr,
                "name_ar": layer.name_ar,
                "approved_on": layer.approved_on,
                "ends_on": layer.ends_on,
                "certainty": layer.certainty,
                "fictional": layer.is_fictional,
            }
            for layer in Layer.objects.in_force()
        ]
        for row in rows:
            self.say("{commune:14} {plan:24} v{version} {kind:5} {name_fr} · {name_ar}".format(**row))
        self.answer({"layers": rows})


def _checked(options: dict[str, Any]) -> Checked:
    unit = Unit.objects.leaves().filter(pk=options["commune"]).first()
    if unit is None:
        raise Refusal("This is not the HCP code of a commune or of an arrondissement.", code="unknown-unit")
    try:
        content = options["file"].read_bytes()
    except OSError as error:
        raise BadUsage(f"{options['file']} cannot be read.") from error
    return check(read_layer(content), unit, **{name: options[name] for name in _PLAN})


def _told(finding: Any) -> dict[str, Any]:
    said = {}
    for language in ("fr", "ar"):
        with override(language):
            said[language] = finding.sentence
    return {
        "line": finding.line,
        "name": finding.name,
        "code": finding.code,
        "severity": finding.severity,
        **said,
    }
