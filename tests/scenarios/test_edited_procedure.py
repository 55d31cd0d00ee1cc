"""A chain of steps changed on the platform: one added, one removed, the others following them; then a dossier lives on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from rokhas.dossiers.models import Ending
from rokhas.journal.chain import breaks
from rokhas.kernel.actor import SYSTEM, Actor, Held
from rokhas.procedures import queries
from rokhas.procedures.actions import add, begin, move, publish, remove, set_terms, submit, write
from rokhas.procedures.actions.drafts import at, mark_of
from rokhas.procedures.checks import mistakes_of
from rokhas.procedures.errors import MistakesLeft
from rokhas.procedures.models import NextVersion, ProcedureVersion
from rokhas.procedures.schema.shapes import Place, Plain
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

CODE = "refurbishment-permit"
VISA: dict[str, Plain] = {
    "code": "prefecture_view",
    "kind": "opinion",
    "names": {"fr": "Avis de la préfecture", "ar": "رأي العمالة"},
    "when": ["found_admissible"],
    "by": ["prefecture"],
    "roles": ["commission_member"],
    "after": ["admissibility"],
    "within": {
        "quantity": 5,
        "unit": "working_days",
        "law": {"text": "décret 2-26-900", "certainty": "unsure"},
    },
    "silence": {"effect": "escalate"},
}


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    """Versions written here share their names from one test to the next."""
    queries.procedure_of.cache_clear()
    yield
    queries.procedure_of.cache_clear()


def writer(word: str) -> Actor:
    person, _ = get_user_model().objects.get_or_create(email=f"{word}@demo.example")
    return Actor(person.pk, frozenset({Held("content_editor", 1)}))


class Chain:
    """The next version of a procedure in the hands of one editor: its steps by code."""

    def __init__(self, code: str) -> None:
        self.by = writer("nadia")
        self.draft = begin(ProcedureVersion.objects.get(pk=f"{code}.v1"), by=self.by)

    def place(self, code: str, section: str = "steps") -> tuple[str, int]:
        self.draft = NextVersion.objects.get(pk=self.draft.pk)
        return section, [each["code"] for each in self.draft.value[section]].index(code)

    def say(self, code: str, **given: Any) -> None:
        place = self.place(code)
        seen = mark_of(at(self.draft.value, place), tuple(given))
        self.draft = write(self.draft, place, given, seen=seen, by=self.by)

    def take_out(self, code: str, section: str = "steps") -> None:
        place = self.place(code, section)
        self.draft = remove(self.draft, place, seen=mark_of(at(self.draft.value, place)), by=self.by)

    def raise_to(self, code: str, above: str) -> None:
        while self.place(code)[1] > self.place(above)[1]:
            place = self.place(code)
            self.draft = move(self.draft, place, seen=mark_of(at(self.draft.value, place)), by=self.by)

    @property
    def wrong(self) -> set[Place]:
        return {path for path, _sentence in mistakes_of(self.draft.value)}


def test_a_step_is_added_another_removed_and_a_dossier_lives_on_the_new_chain(
    db: None, authority: TestAuthority
) -> None:
    soon = SYSTEM.today() + timedelta(days=10)
    chain = Chain(CODE)
    chain.draft = add(chain.draft, ("steps",), VISA, by=chain.by)
    chain.raise_to("prefecture_view", "examination")
    chain.say("examination", after=["prefecture_view"])
    chain.take_out("fees")
    # What came after the step that was taken out is told where it says so, and nothing wrong is published.
    place = chain.place("decision")
    assert any(path[:3] == (*place, "after") for path in chain.wrong)
    chain.draft = set_terms(
        chain.draft,
        seen=mark_of(chain.draft.terms),
        by=chain.by,
        effective_from=soon,
        reason="La préfecture est consultée ; la taxe n’est plus due.",
        law="décret 2-26-900",
        certainty="unsure",
    )
    with pytest.raises(MistakesLeft):
        submit(chain.draft, by=chain.by)
    chain.say("decision", after=["examination"])
    chain.take_out("restoration_tax", "fees")
    for path in sorted(chain.wrong, reverse=True):
        if path[0] == "documents":  # the receipt of a tax that is not asked any more
            chain.take_out(chain.draft.value["documents"][path[1]]["code"], "documents")
    assert chain.wrong == set()
    chain.draft = submit(chain.draft, by=chain.by)
    version = publish(chain.draft, revision=chain.draft.revision, by=writer("brahim"))

    moment = datetime.combine(soon, time(9), UTC)

    def minute_after() -> datetime:
        nonlocal moment
        moment += timedelta(minutes=1)
        return moment

    before = Scene.opens(procedure=CODE).deposited()
    scene = Scene(before.cast, before.hands, procedure=CODE, at=minute_after).deposited()
    assert (before.dossier.procedure_version_id, scene.dossier.procedure_version_id) == (
        f"{CODE}.v1",
        version.key,
    )
    while not scene.dossier.is_ended:
        scene.goes_on()
    assert scene.dossier.ending == Ending.DELIVERED
    lived = list(scene.dossier.tasks.order_by("pk").values_list("step_code", "office__kind"))
    assert ("prefecture_view", "prefecture") in lived
    codes = [code for code, _office in lived]
    assert codes.index("prefecture_view") < codes.index("examination") < codes.index("decision")
    assert "fees" not in codes
    while not before.dossier.is_ended:
        before.goes_on()
    assert not before.dossier.tasks.filter(step_code="prefecture_view").exists()
    assert before.dossier.tasks.filter(step_code="fees").exists()
    assert list(breaks({})) == []
