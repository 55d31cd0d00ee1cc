"""An act asks the database a fixed, small number of questions: at most 25, whatever the dossier.

Accepting a signature is an act of `signing` around one of the dossier: job, certificate, both held and read again, the facts of
both. It has a ceiling of its own, and so has the last one of the minutes, which also computes the fees and places the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rokhas.accounts.queries import actor_of
from rokhas.dossiers.actions import decision, desk, filing, opinions
from rokhas.dossiers.actions.fees import acknowledge_payment
from rokhas.dossiers.models import Conclusion, Counter, Verdict
from rokhas.kernel.actor import system
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.signing.actions import finish, prepare, seal
from rokhas.signing.queries import active_certificate
from rokhas.testing.scene import Scene

CEILING, SIGNATURE, FEES = 25, 35, 50
BRACKETS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@contextmanager
def at_most(ceiling: int) -> Iterator[None]:
    """Count the questions and not the brackets around them: the tests' own transaction turns an act's into a savepoint."""
    with CaptureQueriesContext(connection) as asked:
        yield
    said = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(BRACKETS)]
    listed = "\n".join(f"{number:3} {sql[:160]}" for number, sql in enumerate(said, 1))
    assert len(said) <= ceiling, f"{len(said)} statements, at most {ceiling}:\n{listed}"


def signed(scene: Scene, word: str, purpose: str, subject: int, ceiling: int = SIGNATURE) -> None:
    """Sign as people do; what is counted is the moment the signature is accepted and its act done."""
    person = scene.cast.people[word]
    authority: Any = scene.hands.authority
    certificate = active_certificate(person.pk, scene.actor(word).now()) or authority.equip(person)
    by = actor_of(person)
    results = authority.sign(certificate, prepare(purpose, [str(subject)], by=by, certificate=certificate))
    with at_most(ceiling):
        (outcome,) = finish(results, by=by)
    assert outcome.signature is not None, outcome.refusal
    seal(outcome.signature.pk)
    scene.deliver_post()


@pytest.mark.parametrize("which", ["scene", "grand"])
def test_an_act_costs_at_most_25_statements(db: None, which: str, request: pytest.FixtureRequest) -> None:
    """Each act of a favourable life, the mandates already read, as the page does."""
    scene: Scene = request.getfixturevalue(which)
    scene.draft().give_pieces().sign_plans()
    by = {word: scene.actor(word) for word in scene.cast.people}
    series = {"prefix": scene.dossier.procedure.prefix, "unit": scene.cast.unit}
    Counter.objects.create(
        **series, year=by["architect"].today().year
    )  # the first number of a year costs two more
    with at_most(CEILING):
        filing.lodge(scene.dossier, by=by["architect"])
    scene.deliver_post()
    scene.dossier.refresh_from_db()
    findings = scene.findings()
    check = scene.task(Kind.CHECK)
    with at_most(CEILING):
        desk.declare_admissible(check, by=by["front-desk"], findings=findings)
    if scene.grand:
        send = scene.task(Kind.DISPATCH)
        with at_most(CEILING):
            desk.dispatch(send, by=by["secretary"])
    for task in scene.dossier.tasks.open().filter(kind=Kind.OPINION).select_related("office"):
        assert task.office is not None
        word = task.office.kind.replace("_", "-")
        with at_most(CEILING):
            opinions.prepare_opinion(task, by=by[word], verdict=Verdict.FAVOURABLE)
        signed(scene, word, "opinion", task.pk)
    task = scene.task(Kind.CONCLUSION)
    with at_most(CEILING):
        decision.conclude(task, by=by["secretary"], sense=Conclusion.Sense.FAVOURABLE)
    minutes = scene.task(Kind.MINUTES)
    signed(scene, "secretary", "minutes", minutes.pk)
    signed(scene, "chair", "minutes", minutes.pk, FEES)
    order = order_for(f"dossiers.dossier:{scene.dossier.pk}")
    assert order is not None
    scene.hands.pay(order, scene.cast.people["architect"], None)
    order.refresh_from_db()
    with at_most(CEILING):
        acknowledge_payment(scene.dossier, order, by=system())
    scene.deliver_post()
    scene.read("president")
    signed(scene, "president", "decision", scene.task(Kind.SIGNATURE).pk)
    scene.dossier.refresh_from_db()
    assert scene.dossier.ending == "delivered"
