"""What a city leaves to the presidents of its arrondissements: by procedure, by class, between two days."""

from __future__ import annotations

from datetime import date

import pytest

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Delegation, left_to_arrondissement, read_procedure
from rokhas.procedures.schema.delegations import delegations

LAW = {"text": "arrêté de délégation", "certainty": "constructed"}
PROCEDURES = {procedure.code: procedure for procedure in map(read_procedure, packaged_files())}


def given(**more: object) -> Delegation:
    written = {"commune": "06.141.01.0", "procedures": ["one"], "since": "2026-01-10", "law": LAW}
    return Delegation.model_validate(written | more)


@pytest.mark.parametrize(
    ("more", "asked", "holds"),
    [
        ({}, ("06.141.01.0", "one", "grand", date(2026, 1, 10)), True),
        ({}, ("06.141.01.0", "one", "grand", date(2026, 1, 9)), False),
        ({}, ("06.141.01.0", "other", "grand", date(2026, 1, 10)), False),
        ({}, ("04.441.01.0", "one", "grand", date(2026, 1, 10)), False),
        ({"classes": ["petit"]}, ("06.141.01.0", "one", "petit", date(2026, 1, 10)), True),
        ({"classes": ["petit"]}, ("06.141.01.0", "one", "grand", date(2026, 1, 10)), False),
        ({"until": "2026-02-01"}, ("06.141.01.0", "one", "", date(2026, 2, 1)), True),
        ({"until": "2026-02-01"}, ("06.141.01.0", "one", "", date(2026, 2, 2)), False),
    ],
)  # fmt: skip
def test_a_delegation_holds_for_what_it_names(
    more: dict[str, object], asked: tuple[str, str, str, date], holds: bool
) -> None:
    assert given(**more).holds(*asked) is holds


def test_the_data_name_procedures_and_classes_that_exist_and_say_how_sure_they_are() -> None:
    for each in delegations():
        assert each.law.certainty != "sourced", "no text was read: a person confirms it first"
        for code in each.procedures:
            assert set(each.classes) <= {item.code for item in PROCEDURES[code].classes}, code


def test_only_the_steps_of_the_commune_s_president_are_left() -> None:
    steps = PROCEDURES["building-permit"].steps
    left = {step.code: left_to_arrondissement(step) for step in steps}
    changed = {code for code, step in left.items() if step != PROCEDURES["building-permit"].step(code)}
    assert changed == {step.code for step in steps if step.by == ("commune",) and "president" in step.roles}
    assert {"decision", "delivery", "refusal_letter"} <= changed
    assert "fees" not in changed, "the commune alone is paid"
    decision = left["decision"]
    assert (decision.by, decision.choose) == (("arrondissement", "commune"), "first")
    assert decision.roles == ("arrondissement_president", "president")
    assert left_to_arrondissement(decision) == decision, "left twice, it is left once"
