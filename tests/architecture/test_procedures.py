"""Every procedure file is walked to its ends, in pure form: whatever people decide, somebody acts next or the dossier is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations
from pathlib import Path

import pytest

from rokhas.accounts.models import Role
from rokhas.dossiers.policy import WITHOUT_WORK
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.predicates import REGISTRY, holding
from rokhas.procedures.schema import Kind, Procedure, Step
from rokhas.testing.definitions import TINY_FILE
from rokhas.web.queries.home import WAYS
from tests.architecture.sources import read

SENSES = ("favourable", "minor_reserves", "changes_asked", "unfavourable")
FILES = [*packaged_files(), TINY_FILE]
# One of the two holds of every set of answers.
OPPOSITES = ({"on_several_communes", "in_one_commune"},)


@dataclass(frozen=True)
class Walk:
    """Where a dossier stands: what holds of its answers, what the desk found, what was concluded, what is behind it."""

    answers: frozenset[str]
    intake: str = ""
    conclusion: str = ""
    done: tuple[str, ...] = ()

    @property
    def holding(self) -> frozenset[str]:
        case = {"intake": self.intake, "conclusion": self.conclusion}
        return self.answers | (holding(case) - holding({}))

    def after(self, step: Step) -> list[Walk]:
        """Everything that answering a step may lead to."""
        then = replace(self, done=(*self.done, step.code))
        if step.kind is Kind.CHECK and not self.intake:
            return [replace(then, intake=found) for found in ("admissible", "inadmissible")]
        if step.kind is Kind.CONCLUSION:
            return [replace(then, conclusion=sense) for sense in step.senses]
        return [then]


def walks(procedure: Procedure) -> Iterator[tuple[Walk, list[Step]]]:
    """Every way through a procedure: where it ends, and the steps in order."""
    for answers in _answers(procedure):
        waiting: list[tuple[Walk, list[Step]]] = [(Walk(answers), [])]
        while waiting:
            walk, path = waiting.pop()
            ready = procedure.ready(frozenset(), frozenset(walk.done), walk.holding)
            if not ready:
                yield walk, path
                continue
            assert len(path) < len(procedure.steps), "a step came twice"
            waiting += [(then, [*path, ready[0]]) for then in walk.after(ready[0])]


def _answers(procedure: Procedure) -> Iterator[frozenset[str]]:
    """For each class, a dossier of it, with and without each condition of the steps that depends on the answers."""
    of_the_case = {
        predicate
        for predicate in REGISTRY
        if predicate in holding({"intake": "admissible"}) ^ holding({})
        or predicate in holding({"intake": "inadmissible"}) ^ holding({})
        or any(predicate in holding({"conclusion": sense}) ^ holding({}) for sense in SENSES)
    }
    asked = sorted({when for step in procedure.steps for when in step.when} - of_the_case)
    subsets = chain.from_iterable(combinations(asked, size) for size in range(len(asked) + 1))
    possible = [
        set(subset)
        for subset in subsets
        if all(len(pair.intersection(subset)) == 1 for pair in OPPOSITES if pair <= set(asked))
    ]
    classes = [frozenset(item.any_of[:1]) for item in procedure.classes] or [frozenset()]
    return (frozenset(subset | made) for subset in possible for made in classes)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_way_through_a_procedure_comes_to_an_end(file: Path) -> None:
    """Delivered, refused, or back in the applicant's hands: never a last step after which nobody is asked."""
    procedure = read(file)
    ends = {}
    for walk, path in walks(procedure):
        last = path[-1]
        ends[walk] = last
        delivered = last.kind is Kind.DELIVERY
        refused = last.kind is Kind.SIGNATURE and last.paper == "refusal"
        goes_back = last.kind is Kind.DECLARATION and not last.by
        assert delivered or refused or goes_back, f"{' → '.join(walk.done)} leads nowhere"
    assert any(last.kind is Kind.DELIVERY for last in ends.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_step_of_a_procedure_is_reached(file: Path) -> None:
    procedure = read(file)
    reached = {step.code for _, path in walks(procedure) for step in path}
    assert reached == {step.code for step in procedure.steps}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_signed_before_it_was_studied(file: Path) -> None:
    """On every way to a permit, every step it comes after is behind it, and fees come before the signature."""
    for walk, path in walks(read(file)):
        codes = [step.code for step in path]
        for step in path:
            before = [code for code in step.after if code in codes]
            assert all(codes.index(code) < codes.index(step.code) for code in before), walk.done
        permit = next((step.code for step in path if step.paper == "permit"), None)
        paid = [step.code for step in path if step.kind is Kind.PAYMENT]
        assert permit is None or all(codes.index(fee) < codes.index(permit) for fee in paid), walk.done


def test_silence_grants_only_what_the_urban_agency_must_have_agreed_to() -> None:
    """The certificate of silence speaks of its favourable opinion: on every way to a decision, it is asked for."""
    granting = [
        each for each in map(read, FILES) if any(limit.code == "tacit_permit" for limit in each.limits)
    ]
    assert len(granting) > 5
    for procedure in granting:
        for walk, path in walks(procedure):
            limited = procedure.limit("tacit_permit", procedure.classify(walk.answers).code)
            if walk.intake == "admissible" and limited:
                assert any("urban_agency" in step.conforming for step in path), walk.done


def test_the_building_permit_is_walked_in_both_classes() -> None:
    """Four conclusions and one inadmissibility for each."""
    first, second = (read(file) for file in packaged_files() if file.stem.startswith("building-permit."))
    assert len(list(walks(first))) == 2 * (len(SENSES) + 1)
    assert len(list(walks(second))) == 2 * len(list(walks(first))), "and on one commune or on several"


def test_whoever_a_procedure_gives_work_to_has_a_work_list_in_their_navigation() -> None:
    """And whoever none gives work to has pages on their home instead; a manager has both."""
    working = {role for file in FILES for step in read(file).steps for role in step.roles}
    assert working & WITHOUT_WORK == set()
    assert WAYS.keys() == WITHOUT_WORK | {Role.OFFICE_MANAGER}
