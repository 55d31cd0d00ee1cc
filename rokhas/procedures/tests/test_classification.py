"""Large or small: whatever is answered, a dossier is of exactly one class, and it is the one that the criteria say.

The criteria are said again here, from the annexes of the RGC of 2013 and apart from the predicates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from rokhas.procedures.actions import DEFINITIONS, packaged_files
from rokhas.procedures.predicates import holding
from rokhas.procedures.schema import FormField, Procedure, read_procedure

MANY = 1500
CLASSED = [procedure for file in packaged_files() if (procedure := read_procedure(file)).classes]
EDGES = ("0", "1", "5.50", "5.51", "11.50", "11.51", "15.50", "15.51", "20", "21", "500", "500.01", "4000")


def answered(procedure: Procedure, chance: random.Random) -> dict[str, Any]:
    """Answers as they may be stored: some left out, some empty, numbers around every threshold."""
    found = {field.code: _answer(field, chance) for field in procedure.fields if chance.random() < 0.8}
    return {code: value for code, value in found.items() if value is not None}


def _answer(field: FormField, chance: random.Random) -> Any:
    if field.choices:
        return chance.choice([*(choice.code for choice in field.choices), "", None])
    if field.type in {"integer", "decimal"}:
        return chance.choice([*EDGES, "", None])
    if field.type == "boolean":
        return chance.choice([True, False, None])
    return None


def many(procedure: Procedure) -> Iterator[dict[str, Any]]:
    chance = random.Random(f"{procedure.code} {procedure.version}")
    for _ in range(MANY):
        given = answered(procedure, chance)
        yield given | {"traits": procedure.traits(given), "unit_is_urban": chance.choice([True, False, None])}


def is_large(given: dict[str, Any]) -> bool:
    """RGC 2013, annexes 2 and 3, criterion by criterion."""
    floor, height = _number(given, "floor_surface"), _number(given, "height")
    destination = given.get("destination")
    trade_floor, trade_height = _number(given, "trade_floor"), _number(given, "trade_height")
    work_floor, work_height = _number(given, "industry_floor"), _number(given, "industry_height")
    trades, works = (
        destination == "commercial" or trade_floor > 0,
        destination == "industrial" or work_floor > 0,
    )
    if destination == "commercial":
        trade_floor, trade_height = max(trade_floor, floor), max(trade_height, height)
    if destination == "industrial":
        work_floor, work_height = max(work_floor, floor), max(work_height, height)
    beyond = work_floor > 500 or work_height > Decimal("5.50")
    return (
        bool(given.get("for_public_body"))
        or bool(given.get("opens_to_public"))
        or (trades and (trade_floor > 500 or trade_height > Decimal("5.50")))
        or (works and (given.get("industry_class") != "class_3" or beyond))
        or height > Decimal("15.50")
        or (height > Decimal("11.50") and given.get("subdivision_status") != "received")
        or _number(given, "dwellings") > 20
    )


def _number(given: dict[str, Any], code: str) -> Decimal:
    return Decimal(given.get(code) or 0)


@pytest.mark.parametrize("procedure", CLASSED, ids=lambda each: f"{each.code}.v{each.version}")
def test_every_set_of_answers_has_exactly_one_class(procedure: Procedure) -> None:
    seen = set()
    for given in many(procedure):
        found = procedure.classify(holding(given))
        assert found.project_class is not None
        fitting = [each for each in procedure.classes if not each.any_of or set(each.any_of) & holding(given)]
        assert fitting[0] == found.project_class
        seen.add(found.code)
    assert seen == {each.code for each in procedure.classes}, "a class that nothing leads to"


@pytest.mark.parametrize("name", ["building-permit.v1", "building-permit.v2", "heightening-permit.v1"])
def test_what_is_built_is_large_by_the_criteria_alone(name: str) -> None:
    procedure = read_procedure(DEFINITIONS / f"{name}.yaml")
    for given in many(procedure):
        assert (procedure.classify(holding(given)).code == "grand") is is_large(given), given


@pytest.mark.parametrize("code", ["modification-permit", "fit-out-permit"])
def test_a_modification_inside_the_envelope_is_always_small(code: str) -> None:
    procedure = read_procedure(DEFINITIONS / f"{code}.v1.yaml")
    for given in many(procedure):
        large = is_large(given) and given.get("envelope") != "kept"
        assert (procedure.classify(holding(given)).code == "grand") is large, given


def test_the_governor_signs_where_the_land_is_on_several_communes() -> None:
    divided = {"subdivision-permit.v1", "housing-group-permit.v1", "land-division-permit.v1"}
    built = {"building-permit.v2", "heightening-permit.v1", "modification-permit.v1", "fit-out-permit.v1"}
    for name in divided | built:
        procedure = read_procedure(DEFINITIONS / f"{name}.yaml")
        for answer, office in (("several", "prefecture"), ("single", "commune")):
            held = holding({"several_communes": answer, "intake": "admissible", "conclusion": "favourable"})
            (signed,) = [step for step in procedure.steps_for(held) if step.paper == "permit"]
            assert signed.by == (office,), f"{name}: {answer}"
            inferred = signed.by_law is not None and signed.by_law.certainty == "unsure"
            assert inferred is (name in built and answer == "several"), "only the division of land has a text"
            assert {"commune"} == {kind for step in procedure.steps for kind in step.in_each}, name
