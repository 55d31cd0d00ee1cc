"""Every stop of a clock rests on a text: the letters that stop the delays of a dossier, by family of procedures."""

from __future__ import annotations

import pytest

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.checks import mistakes_in_file, stops
from rokhas.procedures.schema import Kind, read_procedure, remedies, stop_law, stopping_papers


def test_each_letter_that_is_answered_by_a_new_deposit_cites_its_text() -> None:
    assert stopping_papers() == {"changes", "inadmissibility"}
    found = set()
    for file in packaged_files():
        procedure = read_procedure(file)
        assert list(stops.stop_mistakes(procedure)) == []
        found |= {
            (step.paper, procedure.family) for step in procedure.steps if step.paper in stopping_papers()
        }
    assert len(found) == 4, "each family has procedures with each letter"
    for paper, family in found:
        law = stop_law(paper, family)
        assert law is not None
        assert (law.text, law.article) == ("RGC-2013", "37")
        assert (law.certainty == "sourced") == ((paper, family) == ("changes", "urban"))
        assert law.note
    assert stop_law("reserves", "urban") is None, "the answer to minor reserves stops nothing (RGC art. 38)"
    assert remedies().stay.longest.law.text


def test_a_stop_that_rests_on_nothing_is_a_mistake_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    (file,) = (file for file in packaged_files() if file.stem == "building-permit.v1")
    assert mistakes_in_file(file) == []
    monkeypatch.setattr(stops, "stop_law", lambda paper, family: None)
    letters = [
        step.paper
        for step in read_procedure(file).steps
        if step.kind is Kind.SIGNATURE and step.paper in stopping_papers()
    ]
    found = [mistake for mistake in mistakes_in_file(file) if "stops.csv" in mistake.sentence]
    assert len(found) == len(letters) == 2
    lines = file.read_text(encoding="utf-8").splitlines()
    assert {lines[mistake.line - 1].split()[-1] for mistake in found} == set(letters)
