"""The activities of every economic procedure are those of the one catalogue, in its own words."""

from __future__ import annotations

from functools import cache

import pytest

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.predicates import holding
from rokhas.procedures.schema import Procedure, read_procedure
from rokhas.procedures.schema.activities import activities

ECONOMIC = sorted({item.procedure for item in activities().values()})


@cache
def latest(code: str) -> Procedure:
    files = [file for file in packaged_files() if file.name.startswith(f"{code}.v")]
    return max((read_procedure(file) for file in files), key=lambda procedure: procedure.version)


@pytest.mark.parametrize("code", ECONOMIC)
def test_each_activity_is_offered_by_the_procedure_it_asks(code: str) -> None:
    asked = latest(code).meaning("activity")
    assert asked is not None
    offered = {choice.code: (choice.label, "open_to_public" in choice.traits) for choice in asked.choices}
    listed = {
        item.code: (item.title, item.opens_to_public)
        for item in activities().values()
        if item.procedure == code
    }
    assert offered == listed


@pytest.mark.parametrize("code", ECONOMIC)
def test_the_check_of_a_procedure_begins_by_its_activity(code: str) -> None:
    """So that the address of an activity answers it."""
    procedure = latest(code)
    assert procedure.eligibility is not None
    assert (procedure.eligibility.questions[0].code, procedure.eligibility.questions[0].of) == (
        "activity",
        "activity",
    )
    assert any(option.leads for option in procedure.options(procedure.eligibility.questions[0]))


def test_the_class_of_an_establishment_is_that_of_its_activity() -> None:
    procedure = latest("classified-establishment")
    for item in activities().values():
        if item.procedure == procedure.code:
            traits = procedure.traits({"activity": item.code})
            assert procedure.classify(holding({"traits": traits})).code == item.variant.replace(" ", "_")


def test_the_grant_of_an_establishment_follows_its_class() -> None:
    """The second class is authorised, the third declared."""
    procedure = latest("classified-establishment")
    granted = {
        code: step.paper for code in ("class_2", "class_3", None) if (step := procedure.grant_of(code))
    }
    assert granted == {"class_2": "permit", "class_3": "acknowledgement", None: "permit"}


def test_a_declaration_leads_every_other_activity_where_the_catalogue_does() -> None:
    procedure = latest("simple-declaration")
    assert procedure.eligibility is not None
    led = {
        option.code: procedure.eligibility.way(option.leads).procedure
        for option in procedure.eligibility.questions[0].choices
        if option.leads
    }
    assert led == {
        item.code: item.procedure for item in activities().values() if item.procedure != procedure.code
    }


@pytest.mark.parametrize("code", [code for code in ECONOMIC if code.startswith("domain-")])
def test_every_occupation_of_the_domain_owes_one_fee(code: str) -> None:
    """Whatever is chosen among its activities, and never two."""
    procedure = latest(code)
    asked = procedure.meaning("activity")
    assert asked is not None
    for choice in asked.choices:
        known = holding({"traits": procedure.traits({"activity": choice.code})})
        assert len(procedure.fees_for(known)) == 1, choice.code


def test_an_activity_stands_under_the_authorisation_it_asks() -> None:
    """The widest branch of the tree is a kind of authorisation: it never leads to another one."""
    led: dict[str, set[str]] = {}
    for item in activities().values():
        led.setdefault(item.branch[0].fr, set()).add(item.procedure)
    assert {branch: procedures for branch, procedures in led.items() if len(procedures) > 1} == {}


@pytest.mark.parametrize("code", ["domain-ordinary", "domain-construction"])
def test_an_occupation_lasts_what_was_asked_and_paid(code: str) -> None:
    """By quarters; a year at most."""
    procedure = latest(code)
    lasting = {n: procedure.valid_for(holding({"quarters": n})) for n in (1, 2, 3, 4)}
    assert {n: (delay.quantity, delay.unit) for n, delay in lasting.items() if delay} == {
        1: (3, "months"),
        2: (6, "months"),
        3: (9, "months"),
        4: (1, "years"),
    }
