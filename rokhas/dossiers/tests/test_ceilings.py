"""What a life asks of the database: at most 25 statements in an act, 300 in the acts of a life, whatever the dossier.

The statements that open and close transactions are not counted: a test's own transaction turns an act's into a savepoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rokhas.accounts.queries import actor_of
from rokhas.documents.actions import store
from rokhas.dossiers.actions import decision, desk, filing, opinions
from rokhas.dossiers.models import Conclusion, Verdict
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.journal import outbox
from rokhas.kernel.actor import Actor
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.signing.actions import finish, prepare
from rokhas.signing.queries import active_certificate
from rokhas.testing.scene import Scene

ACT, LIFE, FILES, DELIVERED = 25, 300, 3, 10
BRACKETS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@dataclass
class Meter:
    """Plays the acts of a life as the pages do, mandates already read, and writes down what each asked."""

    scene: Scene
    acts: list[tuple[str, int]] = field(default_factory=list)
    worker: int = 0
    delivered: int = 0
    listed: dict[str, list[str]] = field(default_factory=dict)

    @contextmanager
    def act(self, name: str) -> Iterator[None]:
        with CaptureQueriesContext(connection) as asked:
            yield
        self.listed[name] = _said(asked)
        self.acts.append((name, len(self.listed[name])))

    def sign(self, word: str, purpose: str, subject: int) -> None:
        """The signature is the act; what is prepared for it before is asked under the same ceiling and changes nothing."""
        person = self.scene.cast.people[word]
        authority: Any = self.scene.hands.authority
        by = actor_of(person)
        certificate = active_certificate(person.pk, by.now()) or authority.equip(person)
        with CaptureQueriesContext(connection) as asked:
            envelopes = prepare(purpose, [str(subject)], by=by, certificate=certificate)
        assert len(_said(asked)) <= ACT, "\n".join(_said(asked))
        results = authority.sign(certificate, envelopes)
        with self.act(f"{purpose} signed by {word}"):
            (outcome,) = finish(results, by=by)
        assert outcome.signature is not None, outcome.refusal
        self.deliver()

    def deliver(self) -> None:
        with CaptureQueriesContext(connection) as asked:
            self.delivered += outbox.drain()
        self.worker += len(_said(asked))

    def over(self) -> str:
        """The statements of the acts that ask too much, to be read in the report of a failure."""
        guilty = [name for name, count in self.acts if count > ACT]
        return "\n".join(f"{name}\n  " + "\n  ".join(self.listed[name]) for name in guilty)


def _said(asked: CaptureQueriesContext) -> list[str]:
    return [query["sql"][:160] for query in asked.captured_queries if not query["sql"].startswith(BRACKETS)]


def deposit(meter: Meter, by: Callable[[str], Actor]) -> None:
    """A draft, its answers, its files, the list of its plans, the deposit: the first number of a series."""
    scene, architect = meter.scene, by("architect")
    with meter.act("open a draft, place the land, answer"):
        scene.draft()
    asked = completeness(scene.dossier, 1).documents
    for document in asked[:FILES]:
        content, name = scene.hands.draw(document, scene.dossier)
        with meter.act("give a file"):
            file = store(content, name=name, media_type="application/pdf", by=architect)
            filing.add_piece(scene.dossier, document.code, file, by=architect)
    for document in asked[FILES:]:
        scene.give(document, architect)
    meter.sign("architect", "manifest", scene.dossier.pk)
    with meter.act("lodge"):
        scene.dossier = filing.lodge(scene.dossier, by=architect)
    meter.deliver()


def study(meter: Meter, by: Callable[[str], Actor]) -> None:
    """The desk's check, the members' opinions, the conclusion, the minutes: the chair's signature places the order."""
    scene = meter.scene
    check, findings = scene.task(Kind.CHECK), scene.findings()
    with meter.act("declare admissible"):
        desk.declare_admissible(check, by=by("front-desk"), findings=findings)
    if scene.grand:
        dispatch = scene.task(Kind.DISPATCH)
        with meter.act("dispatch"):
            desk.dispatch(dispatch, by=by("secretary"))
    for task in scene.dossier.tasks.open().filter(kind=Kind.OPINION).select_related("office"):
        assert task.office is not None
        word = task.office.kind.replace("_", "-")
        with meter.act("prepare an opinion"):
            opinions.prepare_opinion(task, by=by(word), verdict=Verdict.FAVOURABLE)
        meter.sign(word, "opinion", task.pk)
    conclusion = scene.task(Kind.CONCLUSION)
    with meter.act("conclude"):
        decision.conclude(conclusion, by=by("secretary"), sense=Conclusion.Sense.FAVOURABLE)
    minutes = scene.task(Kind.MINUTES)
    for word in ("secretary", "chair"):
        meter.sign(word, "minutes", minutes.pk)


def decide(meter: Meter) -> None:
    """The payment, then the permit, delivered."""
    scene = meter.scene
    order = order_for(f"dossiers.dossier:{scene.dossier.pk}")
    assert order is not None
    with meter.act("settle"):
        scene.hands.pay(order, scene.cast.people["architect"], None)
    meter.deliver()
    scene.read("president")
    meter.sign("president", "decision", scene.task(Kind.SIGNATURE).pk)


@pytest.mark.parametrize("which", ["scene", "grand"])
def test_a_life_keeps_under_its_ceilings(db: None, which: str, request: pytest.FixtureRequest) -> None:
    scene: Scene = request.getfixturevalue(which)
    actors = {word: scene.actor(word) for word in scene.cast.people}
    meter = Meter(scene)
    deposit(meter, actors.__getitem__)
    study(meter, actors.__getitem__)
    decide(meter)
    scene.dossier.refresh_from_db()
    assert scene.dossier.ending == "delivered"
    assert [act for act in meter.acts if act[1] > ACT] == [], meter.over()
    assert sum(count for _name, count in meter.acts) <= LIFE, meter.acts
    assert meter.delivered > len(meter.acts)
    assert meter.worker <= DELIVERED * meter.delivered, f"{meter.worker} for {meter.delivered} deliveries"
