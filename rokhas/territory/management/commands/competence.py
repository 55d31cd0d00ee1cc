"""`bin/rokhas competence HCP [--census Y] [--json]`: who studies and who signs, as the platform would say."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from rokhas.kernel.words import Word
from rokhas.territory import queries
from rokhas.territory.models import Unit, UrbanAgency


class Command(Word):
    help = "Say which body studies a file in a commune or an arrondissement, who signs, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "code", metavar="HCP", help="HCP code of a commune or an arrondissement, e.g. 06.141.01.01"
        )
        parser.add_argument(
            "--census",
            type=int,
            metavar="YEAR",
            help="the census that counts (2014, 2024; a setting otherwise)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = queries.competence(options["code"], options["census"])
        self.say(found.reason)
        self.say(f"Body: {found.body}, at {found.seat.name} ({found.seat.code})")
        self.say(f"Law: {found.law.text}, art. {found.law.article} ({found.law.certainty})")
        self.say(f"Prefecture: {found.prefecture.name} ({found.prefecture.code})")
        if found.urban_agency:
            self.say(f"Urban agency: {found.urban_agency.name} ({found.urban_agency.certainty})")
        self.say(f"Signer: {found.signer} ({found.signer_law.certainty})")
        for unit in found.arrondissements:
            self.say(f"  choose: {unit.code} {unit.name}")
        self.answer(
            {
                "unit": _named(found.unit),
                "kind": found.unit.kind,
                "census": found.census,
                "population": found.population,
                "body": found.body,
                "seat": _named(found.seat),
                "reason": found.reason,
                "law": asdict(found.law),
                "urban_agency": _named(found.urban_agency) | {"certainty": found.urban_agency.certainty}
                if found.urban_agency
                else None,
                "prefecture": _named(found.prefecture),
                "commune": _named(found.commune),
                "signer": {"role": found.signer, **asdict(found.signer_law)},
                "arrondissements": [_named(unit) for unit in found.arrondissements],
            }
        )


def _named(row: Unit | UrbanAgency) -> dict[str, str]:
    return {"code": row.code, "name_fr": row.name_fr, "name_ar": row.name_ar}
