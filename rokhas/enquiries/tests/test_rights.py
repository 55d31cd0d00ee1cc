"""Every role against every rule of a public enquiry, cell by cell. Without a database: a rule asks none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rokhas.accounts.models import Role
from rokhas.dossiers.models import Dossier, Task
from rokhas.enquiries import policy
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.enquiries.tests.conftest import PROCEDURE
from rokhas.kernel.actor import STRANGER, Actor, Held
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Kind, read_procedure

FILER, SOMEBODY, HERE, ELSEWHERE = 1, 2, 10, 20
FILE = next(read_procedure(file) for file in packaged_files() if file.name.startswith(PROCEDURE))
STEP = next(step for step in FILE.steps if step.kind is Kind.ENQUIRY)
DOSSIER = Dossier(number="EC-2026-1-1", filer_id=FILER, desk_id=HERE)
vars(DOSSIER)["procedure"] = FILE
TASK = Task(
    dossier=DOSSIER,
    step_code=STEP.code,
    kind=STEP.kind,
    office_id=HERE,
    roles=f" {' '.join(STEP.roles)} ",
)
ENQUIRY = Enquiry(dossier=DOSSIER, task=TASK)
RULES: dict[str, Callable[[Actor], bool]] = {
    "open": lambda actor: policy.may_open_enquiry(actor, TASK),
    "report": lambda actor: policy.may_report(actor, TASK),
    "answer": lambda actor: policy.may_answer(actor, Opposition(enquiry=ENQUIRY)),
    "receive": lambda actor: policy.may_receive(actor, ENQUIRY),
    "names": lambda actor: policy.may_read_names(actor, ENQUIRY),
    "oppose": lambda actor: policy.may_oppose(actor, ENQUIRY),
}
# h: whoever holds the role in the office of the enquiry; e: in another office; f: the filer, holding it in another office.
EVERYBODY = dict.fromkeys(("open", "report", "answer", "receive", "names"), "") | {"oppose": "he"}
HOLDER = dict.fromkeys(("open", "report", "answer", "receive", "names"), "h") | {"oppose": "e"}
EXPECTED = {
    str(Role.ECONOMIC_OFFICER): HOLDER,
    str(Role.PLANNING_OFFICER): HOLDER,
    str(Role.FRONT_DESK): EVERYBODY | {"receive": "h", "names": "h", "oppose": "e"},
}


@pytest.mark.parametrize("role", Role.values)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: str) -> None:
    actors = {
        "h": Actor(SOMEBODY, frozenset({Held(role, HERE)})),
        "e": Actor(SOMEBODY, frozenset({Held(role, ELSEWHERE)})),
        "f": Actor(FILER, frozenset({Held(role, ELSEWHERE)})),
    }
    found = {
        name: "".join(letter for letter, actor in actors.items() if rule(actor))
        for name, rule in RULES.items()
    }
    assert found == EXPECTED.get(role, EVERYBODY)


def test_a_person_without_a_mandate_speaks_and_a_stranger_signs_in_first() -> None:
    assert [name for name, rule in RULES.items() if rule(Actor(SOMEBODY))] == ["oppose"]
    assert [name for name, rule in RULES.items() if rule(STRANGER)] == []


def test_whoever_holds_every_role_opens_no_enquiry_in_another_step() -> None:
    everything = Actor(SOMEBODY, frozenset(Held(role, HERE) for role in Role.values))
    other = next(step for step in FILE.steps if step.kind is Kind.OPINION)
    task = Task(dossier=DOSSIER, step_code=other.code, kind=other.kind, office_id=HERE, roles=TASK.roles)
    assert not policy.may_open_enquiry(everything, task)
    assert not policy.may_report(everything, task)
