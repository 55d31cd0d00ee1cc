"""The letters whose notification stops the delays of a dossier until it is deposited anew: data of the platform, by family of
procedures, each with the text that says so and its certainty."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from rokhas.procedures.schema.parts import Law

FILE = Path(__file__).parent.parent / "data" / "stops.csv"


@cache
def stops() -> Mapping[tuple[str, str], Law]:
    """The text of each stop, by the paper that is notified and the family of the procedure."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (row.pop("paper"), row.pop("family")): Law.model_validate(row) for row in csv.DictReader(file)
        }


@cache
def stopping_papers() -> frozenset[str]:
    """The papers that stop a delay, in one family of procedures or the other."""
    return frozenset(paper for paper, _family in stops())


def stop_law(paper: str, family: str) -> Law | None:
    """The text by which a paper stops the delays of a procedure; None where none is known: it stops nothing then."""
    return stops().get((paper, family))
