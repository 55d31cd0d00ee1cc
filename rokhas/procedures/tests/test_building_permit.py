"""The building permit's own file: its chain, its documents, its classes."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rokhas.procedures.checks import mistakes_in_file
from rokhas.procedures.predicates import Facts, holding
from rokhas.procedures.schema import Kind, read_procedure

HERE = Path(__file__).parents[1]
FILE = HERE / "definitions" / "building-permit.v2.yaml"
PERMIT = read_procedure(FILE)

HOUSE: dict[str, Any] = {
    "applicant_kind": "natural_person",
    "land_status": "registered",
    "subdivision_status": "received",
    "destination": "individual_house",
    "height": "11.50",
    "levels": 3,
    "dwellings": 1,
    "unit_is_urban": True,
}


def play(facts: dict[str, Any], conclusion: str = "favourable", intake: str = "admissible") -> list[set[str]]:
    """The steps opened, wave after wave, when every one is answered at once."""
    done: set[str] = set()
    waves: list[set[str]] = []
    while True:
        if "admissibility" in done:
            facts = facts | {"intake": intake}
        if "conclusion" in done:
            facts = facts | {"conclusion": conclusion}
        ready = {step.code for step in PERMIT.ready(set(), done, holding(facts))}
        if not ready:
            return waves
        waves.append(ready)
        done |= ready


def test_the_file_has_no_mistake() -> None:
    assert mistakes_in_file(FILE) == []


def test_a_petit_projet_is_examined_in_the_session() -> None:
    assert play(HOUSE) == [
        {"admissibility"}, {"session"}, {"conclusion"}, {"minutes"}, {"fees"}, {"decision"}, {"delivery"},
    ]  # fmt: skip


def test_a_grand_projet_is_dispatched_to_the_members_first() -> None:
    waves = play(HOUSE | {"height": "15.51"})
    assert waves[:3] == [{"admissibility"}, {"dispatch"}, {"opinions"}]
    assert waves[-2:] == [{"decision"}, {"delivery"}]


def test_reserves_are_lifted_before_anything_is_paid() -> None:
    waves = play(HOUSE, conclusion="minor_reserves")
    assert waves[4:8] == [{"reserves_letter"}, {"reserves_answer"}, {"reserves_lifting"}, {"fees"}]


@pytest.mark.parametrize(
    ("conclusion", "intake", "last"),
    [
        ("changes_asked", "admissible", {"redeposit"}),
        ("unfavourable", "admissible", {"refusal_letter"}),
        ("favourable", "inadmissible", {"completion"}),
    ],
)
def test_no_permit_is_reached_by_another_way(conclusion: str, intake: str, last: set[str]) -> None:
    waves = play(HOUSE, conclusion, intake)
    assert waves[-1] == last
    assert not {"fees", "decision", "delivery"} & set().union(*waves)


def test_nothing_opens_twice_and_nothing_opens_before_its_turn() -> None:
    now = holding(HOUSE | {"intake": "admissible"})
    assert PERMIT.ready({"session"}, {"admissibility"}, now) == ()
    assert [step.code for step in PERMIT.ready(set(), {"admissibility"}, now)] == ["session"]


def test_going_back_supersedes_the_step_and_all_that_follows() -> None:
    assert {step.code for step in PERMIT.from_("fees")} == {
        "fees", "decision", "delivery", "governor_decision", "governor_delivery",
    }  # fmt: skip
    assert {step.code for step in PERMIT.from_("admissibility")} == {step.code for step in PERMIT.steps}
    with pytest.raises(KeyError):
        PERMIT.from_("nowhere")


def test_the_delays_are_those_of_the_law() -> None:
    said = {
        step.code: (step.within.quantity, step.within.unit, step.within.law.article)
        for step in PERMIT.steps
        if step.within
    }
    assert said["dispatch"] == (3, "working_days", "18")
    assert said["opinions"] == (15, "working_days", "18")
    assert said["session"] == (0, "working_days", "19")
    assert said["minutes"] == (3, "working_days", "34")
    assert said["changes_letter"] == (2, "working_days", "37")
    assert said["reserves_answer"] == (5, "working_days", "38")


@pytest.mark.parametrize(("class_code", "legal", "reference"), [("grand", 30, 25), ("petit", 15, 10)])
def test_the_legal_maximum_and_the_reference_are_two_things(
    class_code: str, legal: int, reference: int
) -> None:
    maximum, target = PERMIT.limit("legal_maximum", class_code), PERMIT.limit("reference", class_code)
    assert maximum is not None
    assert target is not None
    assert (maximum.delay.quantity, target.delay.quantity) == (legal, reference)


def test_the_agency_must_agree_and_its_silence_is_never_consent() -> None:
    opinions = [step for step in PERMIT.steps if step.kind is Kind.OPINION]
    assert len(opinions) == 2
    for step in opinions:
        assert step.conforming == ("urban_agency",)
        assert step.silence is not None
        assert step.silence.effect == "escalate"
        assert set(step.by) == {"prefecture", "commune", "urban_agency"}


def codes(facts: dict[str, Any], kind: str) -> set[str]:
    return {document.code for document in PERMIT.documents_for(holding(facts)) if document.kind == kind}


def test_registered_land_asks_the_certificate_and_the_cadastral_plan() -> None:
    assert {"CERTPROP", "PLANCAD"} <= codes(HOUSE, "main")
    assert not {"TITRE", "PLANTOPO"} & codes(HOUSE, "main")


def test_unregistered_land_asks_the_deed_and_the_surveyor() -> None:
    land = HOUSE | {"land_status": "unregistered"}
    assert {"TITRE", "PLANTOPO"} <= codes(land, "main")
    assert not {"CERTPROP", "PLANCAD"} & codes(land, "main")


def test_a_company_shows_its_statutes_and_a_person_an_identity() -> None:
    assert "CNIE" in codes(HOUSE, "main")
    company = codes(HOUSE | {"applicant_kind": "company"}, "main")
    assert "STATUTS" in company
    assert "CNIE" not in company


def test_only_a_grand_projet_gives_a_descriptive_notice() -> None:
    assert "NOTICE" not in codes(HOUSE, "main")
    assert "NOTICE" in codes(HOUSE | {"height": 16}, "main")


def test_every_document_is_the_catalogues() -> None:
    """Labels, kinds and certainties are those of the data file, for the classes it names."""
    with (HERE / "data" / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["procedure"] == PERMIT.code]
    assert {row["document"] for row in rows} == {document.code for document in PERMIT.documents}
    for row in rows:
        document = PERMIT.document(row["document"])
        class_code = row["variant"].split()[0]
        source = next(item for item in document.sources if not item.classes or class_code in item.classes)
        assert (document.names.fr, document.names.ar, document.kind) == (
            row["label_fr"],
            row["label_ar"],
            row["kind"],
        )
        assert (source.text, source.certainty) == (row["source"], row["certainty"])
        assert source.kind_certainty == row["kind_certainty"]
        assert not document.classes or class_code in document.classes


def test_an_architect_is_compulsory_unless_the_place_is_known_to_be_rural() -> None:
    assert PERMIT.professionals_for(holding(HOUSE)) == ("architect",)
    assert PERMIT.professionals_for(holding(HOUSE | {"unit_is_urban": None})) == ("architect",)
    assert PERMIT.professionals_for(holding(HOUSE | {"unit_is_urban": False})) == ()
    assert PERMIT.professionals_for(holding(HOUSE | {"unit_is_urban": False, "for_public_body": True})) == (
        "architect",
    )


GRAND: list[tuple[dict[str, Any], str]] = [
    ({"for_public_body": True}, "for_public_body"),
    ({"opens_to_public": True}, "opens_to_public"),
    ({"trade_floor": "500.01", "trade_height": 4}, "large_trade"),
    ({"trade_floor": 60, "trade_height": "5.51"}, "large_trade"),
    ({"destination": "commercial", "height": "5.60", "floor_surface": 80}, "large_trade"),
    ({"destination": "industrial", "industry_class": "class_2", "height": 4}, "large_industry"),
    ({"destination": "industrial", "industry_class": "class_3", "height": 4, "floor_surface": 501}, "large_industry"),
    ({"destination": "industrial", "height": 4}, "large_industry"),
    ({"height": "15.51"}, "above_15_50_m"),
    ({"height": "15.50", "subdivision_status": "none"}, "above_11_50_m_outside_received_subdivision"),
    ({"height": "11.51", "subdivision_status": "restructured"}, "above_11_50_m_outside_received_subdivision"),
    ({"height": "12", "subdivision_status": "not_received"}, "above_11_50_m_outside_received_subdivision"),
    ({"dwellings": 21}, "more_than_20_dwellings"),
]  # fmt: skip

PETIT: list[dict[str, Any]] = [
    {},
    {"height": "15.50"},
    {"dwellings": 20},
    {"height": "11.50", "subdivision_status": "none"},
    {"trade_floor": 500, "trade_height": "5.50"},
    {"destination": "commercial", "height": "5.50", "floor_surface": 500},
    {"destination": "industrial", "industry_class": "class_3", "height": "5.50", "floor_surface": 500},
]


@pytest.mark.parametrize(("answers", "reason"), GRAND)
def test_what_makes_a_grand_projet(answers: dict[str, Any], reason: str) -> None:
    found = PERMIT.classify(holding(HOUSE | answers))
    assert (found.code, found.reasons) == ("grand", (reason,))


@pytest.mark.parametrize("answers", PETIT)
def test_everything_else_is_a_petit_projet(answers: dict[str, Any]) -> None:
    assert PERMIT.classify(holding(HOUSE | answers)).code == "petit"


def test_a_petit_projet_is_explained_too() -> None:
    assert "house_up_to_11_50_m" in PERMIT.classify(holding(HOUSE)).reasons


measures = st.one_of(
    st.none(), st.just(""), st.integers(-5, 40), st.decimals(-1, 900, places=2), st.text(max_size=4)
)
MEASURED = (
    "height", "dwellings", "trade_floor", "trade_height", "industry_floor", "industry_height", "floor_surface",
)  # fmt: skip
answers = st.fixed_dictionaries(
    {},
    optional={
        "destination": st.sampled_from(["individual_house", "collective_housing", "commercial", "industrial", "", None]),
        "subdivision_status": st.sampled_from(["none", "received", "not_received", "restructured", None]),
        "industry_class": st.sampled_from(["class_1", "class_2", "class_3", None]),
        "for_public_body": st.booleans(),
        "opens_to_public": st.booleans(),
**dict.fromkeys(MEASURED, measures),
    },
)  # fmt: skip


@given(answers)
def test_every_answer_set_gets_exactly_one_class(facts: Facts) -> None:
    found = PERMIT.classify(holding(facts))
    assert found.code in {"grand", "petit"}
    assert (found.code == "grand") == naive_grand(facts)


def naive_grand(facts: Facts) -> bool:
    """The criteria of the annexes again, read from the text by another hand: true of a grand projet."""

    def read(name: str) -> Decimal:
        try:
            value = Decimal(str(facts.get(name) or 0))
        except ArithmeticError:
            return Decimal(0)
        return value if value.is_finite() else Decimal(0)

    use, height = facts.get("destination"), read("height")

    def over(own: str, whole: str) -> bool:
        floors, heights = [read(f"{own}_floor")], [read(f"{own}_height")]
        if use == whole:
            floors.append(read("floor_surface"))
            heights.append(height)
        return max(floors) > 500 or max(heights) > Decimal("5.5")

    trades = use == "commercial" or read("trade_floor") > 0
    makes = use == "industrial" or read("industry_floor") > 0
    return (
        bool(facts.get("for_public_body"))
        or bool(facts.get("opens_to_public"))
        or (trades and over("trade", "commercial"))
        or (makes and (facts.get("industry_class") != "class_3" or over("industry", "industrial")))
        or height > Decimal("15.5")
        or (height > Decimal("11.5") and facts.get("subdivision_status") != "received")
        or read("dwellings") > 20
    )
