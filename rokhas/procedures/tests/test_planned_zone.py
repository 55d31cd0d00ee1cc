"""In a rural commune the form asks where the land lies: the zones of law 12-90, art. 50 make an architect compulsory there."""

from __future__ import annotations

from typing import Any

import pytest

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.predicates import holding
from rokhas.procedures.schema import Procedure, read_procedure

ASKING = [
    procedure
    for procedure in map(read_procedure, packaged_files())
    if any(field.code == "planned_zone" for field in procedure.fields)
]


def holds(procedure: Procedure, **answers: Any) -> frozenset[str]:
    return holding({**answers, "traits": procedure.traits(answers)})


def test_the_files_that_ask_are_those_whose_architect_depends_on_the_place() -> None:
    assert {each.code for each in ASKING} == {
        "building-permit",
        "modification-permit",
        "heightening-permit",
        "fit-out-permit",
    }


@pytest.mark.parametrize("procedure", ASKING, ids=lambda each: each.code)
@pytest.mark.parametrize("zone", ["centre", "periphery", "special"])
def test_in_such_a_zone_an_architect_is_compulsory(procedure: Procedure, zone: str) -> None:
    rural = {"unit_is_urban": False}
    assert "architect" not in procedure.professionals_for(holds(procedure, **rural, planned_zone="outside"))
    assert "architect" in procedure.professionals_for(holds(procedure, **rural, planned_zone=zone))


@pytest.mark.parametrize("procedure", ASKING, ids=lambda each: each.code)
def test_it_is_asked_in_a_rural_commune_alone(procedure: Procedure) -> None:
    for urban, is_asked in ((True, False), (None, False), (False, True)):
        asked = {field.code for field in procedure.fields_for(holds(procedure, unit_is_urban=urban))}
        assert ("planned_zone" in asked) == is_asked
