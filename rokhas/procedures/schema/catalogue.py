"""Every procedure that exists, filed on the platform or not yet: its code, the prefix of its numbers, its names."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Literal

from rokhas.procedures.schema.eligibility import ProcedureCode
from rokhas.procedures.schema.parts import Part, Wording

FILE = Path(__file__).parent.parent / "data" / "catalogue.csv"


Theme = Literal["build", "land", "after", "existing", "rules", "activity", "domain"]
"""What people come to do: lists of procedures are read by it."""


class Known(Part):
    """A line of the catalogue."""

    code: ProcedureCode
    prefix: str
    theme: Theme
    names: Wording


@cache
def known_procedures() -> dict[str, Known]:
    """The catalogue by code, in the order of its file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Known.model_validate(
                {
                    "code": row["code"],
                    "prefix": row["prefix"],
                    "theme": row["theme"],
                    "names": Wording(fr=row["fr"], ar=row["ar"]),
                }
            )
            for row in csv.DictReader(file)
        }
