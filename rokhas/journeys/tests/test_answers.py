"""A played dossier answers what its form asks, and is of the class that one wants to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from rokhas.accounts.models import Person
from rokhas.journeys.answers import answers_for, answers_of_class
from rokhas.journeys.cast import Cast
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.predicates import holding
from rokhas.procedures.schema import Procedure, read_procedure
from rokhas.territory.models import Unit
from rokhas.testing.definitions import tiny

CAST = Cast(Unit(), people={"applicant": Person(name_fr="Salma Tazi", name_ar="سلمى التازي")})


def class_of(procedure: Procedure, given: dict[str, object]) -> str | None:
    return procedure.classify(holding({**given, "traits": procedure.traits(given)})).code


@pytest.mark.parametrize("file", packaged_files(), ids=lambda file: file.stem)
def test_answers_are_found_for_every_class_of_a_procedure(file: Path) -> None:
    procedure = read_procedure(file)
    for each in procedure.classes:
        given = answers_of_class(procedure, CAST, each.code)
        assert class_of(procedure, given) == each.code
        asked = procedure.fields_for(holding({**given, "traits": procedure.traits(given)}))
        assert {field.code for field in asked if field.required} <= given.keys()


def test_a_class_that_no_answer_makes_is_said_so() -> None:
    with pytest.raises(LookupError, match="tiny-declaration of the class grand"):
        answers_of_class(tiny(), CAST, "grand")


def test_an_answer_chosen_already_is_kept_and_what_it_asks_is_answered() -> None:
    procedure = next(each for each in map(read_procedure, packaged_files()) if each.code == "building-permit")
    given = answers_for(procedure, CAST, grand=True, fixed={"applicant_kind": "company"})
    assert given["applicant_kind"] == "company"
    assert given["representative_name"]
