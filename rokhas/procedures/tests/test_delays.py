"""A delay starts with a fact that somebody looks at, and only the limit that is attended to has reminders."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from rokhas.procedures.actions import DEFINITIONS
from rokhas.procedures.checks import mistakes_of
from rokhas.procedures.queries import written_value
from rokhas.procedures.schema import read_procedure
from rokhas.procedures.schema.shapes import Place

LAW = {"text": "aucun", "certainty": "constructed"}
DAYS = {"quantity": 3, "unit": "days", "starts": "opened", "law": LAW}
WORDS = {"fr": "a", "ar": "ب"}
REMINDERS = [{"working_days": day, "tells": "secretary", "certainty": "constructed"} for day in (-3, 0)]


def value_of(file: str = "classified-establishment.v1") -> dict[str, Any]:
    """What a file says, with every place where a delay may be written."""
    value = written_value(read_procedure(DEFINITIONS / f"{file}.yaml"))
    value["limits"] = [
        {
            "code": "legal_maximum",
            "names": WORDS,
            "delay": dict(DAYS),
            "reminders": REMINDERS,
            "extension": {
                "causes": [{"code": "cause", "names": WORDS}],
                "delay": dict(DAYS),
                "roles": ["secretary"],
            },
        },
        {"code": "tacit_permit", "names": WORDS, "delay": dict(DAYS)},
    ]
    value["validity"] = {"delay": dict(DAYS), "cases": [{"delay": dict(DAYS)}]}
    return value


def at(value: Any, place: Place) -> Any:
    for key in place:
        value = value[key]
    return value


def test_what_is_attended_to_is_no_mistake() -> None:
    assert mistakes_of(value_of()) == []


@pytest.mark.parametrize(
    "place",
    [
        ("limits", 0, "delay"),
        ("limits", 0, "extension", "delay"),
        ("limits", 1, "delay"),
        ("validity", "delay"),
        ("validity", "cases", 0, "delay"),
    ],
)
def test_the_end_of_an_enquiry_starts_no_delay_of_the_whole_dossier(place: Place) -> None:
    value = value_of()
    at(value, place)["starts"] = "enquiry_closed"
    [(path, sentence)] = mistakes_of(value)
    assert path == (*place, "starts")
    assert "enquiry_closed" in sentence


def test_the_end_of_an_enquiry_starts_the_delay_of_its_report_alone() -> None:
    value = value_of()
    rank = next(rank for rank, step in enumerate(value["steps"]) if step["kind"] == "enquiry")
    step = value["steps"][rank]
    step["enquiry"]["lasts"]["starts"] = "enquiry_closed"
    [(path, _sentence)] = mistakes_of(value)
    assert path == ("steps", rank, "enquiry", "lasts", "starts")
    step["enquiry"]["lasts"]["starts"], step["within"]["starts"] = "opened", "lodged"
    [(path, _sentence)] = mistakes_of(value)
    assert path == ("steps", rank, "within", "starts")


@pytest.mark.parametrize("key", ["within", "announced", "notice"])
def test_the_end_of_an_enquiry_starts_nothing_of_another_step(key: str) -> None:
    value = value_of("conformity-certificate.v1")
    rank = next(rank for rank, step in enumerate(value["steps"]) if step.get("notice"))
    step = value["steps"][rank]
    step[key] = DAYS | step.get(key, {}) | {"starts": "enquiry_closed"}
    assert ("steps", rank, key, "starts") in [path for path, _sentence in mistakes_of(value)]


def test_only_the_legal_maximum_has_reminders_of_its_own() -> None:
    value = value_of()
    value["limits"][1]["reminders"] = REMINDERS
    with override("en"):
        found = mistakes_of(value)
    sentence = "Only the legal maximum has reminders of its own: nobody attends to this limit."
    assert found == [(("limits", 1, "reminders", index), sentence) for index in (0, 1)]
