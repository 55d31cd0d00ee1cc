"""Economic activities and the authorisation that each asks: type, activity, nature, title, with how sure each is."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from rokhas.procedures.schema.eligibility import ProcedureCode
from rokhas.procedures.schema.parts import Certainty, Code, Part, Text, Wording

DATA = Path(__file__).parent.parent / "data"


class Activity(Part):
    """A line of the catalogue of activities.

    `branch` is what it stands under, the widest first: the authorisation, the trade, its nature. `procedure` is one of
    the catalogue of procedures, `variant` its part of it (`class 2`, `terrace`…). `certainty` is that of the title,
    `procedure_certainty` that it asks this procedure; `source` says where both were read. `everyday` are the words that people
    use for it (`hanout`, `قهوة`): they help to find it and are never shown. `retired`: it is not listed any more.
    """

    code: Code
    title: Wording
    authorisation: Wording
    trade: Wording
    nature: Wording
    procedure: ProcedureCode
    variant: str = ""
    opens_to_public: bool = False
    source: Text
    certainty: Certainty
    procedure_certainty: Certainty
    everyday: tuple[Text, ...] = ()
    retired: bool = False

    @property
    def branch(self) -> tuple[Wording, Wording, Wording]:
        return self.authorisation, self.trade, self.nature


@cache
def activities() -> dict[str, Activity]:
    """Every activity by code, in the order of the file; the codes are those that forms and addresses carry."""
    said: dict[str, tuple[str, ...]] = {}
    for row in _rows("everyday_words.csv"):
        for code in row["activities"].split():
            said[code] = (*said.get(code, ()), row["words"])
    found = [_activity(row, said.get(row["code"], ())) for row in _rows("activities.csv")]
    return {activity.code: activity for activity in found}


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _activity(row: dict[str, str], everyday: tuple[str, ...]) -> Activity:
    return Activity(
        code=row["code"].lower().replace("-", "_"),
        authorisation=Wording(fr=row["type"], ar=row["type_ar"]),
        trade=Wording(fr=row["activity"], ar=row["activity_ar"]),
        nature=Wording(fr=row["nature"], ar=row["nature_ar"]),
        title=Wording(fr=row["title_fr"], ar=row["title_ar"]),
        procedure=row["procedure"],
        variant=row["variant"],
        opens_to_public=row["open_to_public"] == "yes",
        source=row["source"],
        certainty=row["certainty"],  # type: ignore[arg-type]
        procedure_certainty=row["procedure_certainty"],  # type: ignore[arg-type]
        everyday=everyday,
    )
