"""What a rule bounds, beside what was answered."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from rokhas.procedures.actions import DEFINITIONS
from rokhas.procedures.schema import Threshold, compared, read_procedure

RURAL = read_procedure(DEFINITIONS / "rural-derogation.v1.yaml")
WITHIN = {"land_area": "10000", "ground_surface": "200", "height": "8.50"}


def crossed(**answers: str) -> dict[str, Decimal]:
    found = compared(RURAL.thresholds, WITHIN | answers)
    return {each.threshold.code: each.by for each in found if each.exceeds}


@pytest.mark.parametrize(
    ("answers", "beyond"),
    [
        ({}, {}),
        ({"land_area": "9999.5", "ground_surface": "100"}, {"parcel": Decimal("0.5")}),
        ({"ground_surface": "200.01"}, {"coverage_share": Decimal("0.01")}),
        ({"height": "8.51"}, {"height": Decimal("0.01")}),
        ({"land_area": "40000", "ground_surface": "800"}, {}),
        ({"land_area": "60000", "ground_surface": "800.01"}, {"coverage": Decimal("0.01")}),
        ({"land_area": "60000", "ground_surface": "900"}, {"coverage": Decimal(100)}),
        (
            {"land_area": "4000", "ground_surface": "100"},
            {"parcel": Decimal(6000), "coverage_share": Decimal(20)},
        ),
    ],
)
def test_a_project_exceeds_what_it_exceeds_and_by_how_much(
    answers: dict[str, str], beyond: dict[str, Decimal]
) -> None:
    assert crossed(**answers) == beyond


def test_what_is_not_answered_is_not_compared() -> None:
    assert [each.threshold.code for each in compared(RURAL.thresholds, {"height": "9"})] == ["height"]
    assert compared(RURAL.thresholds, {"height": "haut", "ground_surface": ""}) == []


def test_every_threshold_says_its_text_and_how_sure_it_is() -> None:
    assert [(each.law.article, each.law.certainty) for each in RURAL.thresholds] == [("34-37", "sourced")] * 4


@pytest.mark.parametrize("bounds", [{}, {"at_least": 1, "at_most": 2}])
def test_a_threshold_has_one_bound(bounds: dict[str, int]) -> None:
    whole = RURAL.thresholds[0].model_dump(exclude={"at_least", "at_most"})
    with pytest.raises(ValidationError):
        Threshold.model_validate(whole | bounds)
