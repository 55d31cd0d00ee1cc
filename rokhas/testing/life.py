"""The whole life of a dossier, act by act as the pages call them, each act's statements written down.

The benches play it on PostgreSQL, the tests hold it to its ceilings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

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
from rokhas.testing.scene import Scene, one_page

FILES = 3  # of a deposit, whose statements are counted; the others that the procedure asks are given beside
# Transaction control is not counted: it depends on who opened the transaction, not on what is asked.
BRACKETS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET CONSTRAINTS")


class Statements:
    """The statements of this connection while it is open."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __enter__(self) -> Statements:
        self._wrapper = connection.execute_wrapper(self._hear)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._wrapper.__exit__(*failure)

    def __len__(self) -> int:
        return len(self.said)

    def _hear(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).startswith(BRACKETS):
            self.said.append(str(sql))
        return execute(sql, params, many, context)


@dataclass
class Life:
    """`acts` and `prepared` are (name, statements), `worker` the statements of `delivered` events; `listed` what each act said.

    The offices are open and staffed before it begins. `actors` are those who act, with their mandates read beforehand, as the
    pages have them.
    """

    scene: Scene
    acts: list[tuple[str, int]] = field(default_factory=list)
    prepared: list[tuple[str, int]] = field(default_factory=list)
    listed: dict[str, list[str]] = field(default_factory=dict)
    worker: int = 0
    delivered: int = 0

    def __post_init__(self) -> None:
        self.scene.staff()
        self.actors = {word: self.scene.actor(word) for word in self.scene.cast.people}

    def live(self) -> Life:
        """Play it whole; the deposit is of three files, the others it asks for are as small as files are."""
        self._deposit()
        self._study()
        self._decide()
        self.scene.dossier.refresh_from_db()
        assert self.scene.dossier.ending == "delivered", self.scene.dossier.ending
        return self

    def over(self, most: int) -> str:
        """The statements of the acts that ask more than `most`, to be read in the report of a failure; empty when none does."""
        guilty = [name for name, count in (*self.acts, *self.prepared) if count > most]
        return "\n".join(f"{name}\n  " + "\n  ".join(self.listed[name]) for name in guilty)

    @property
    def statements(self) -> int:
        return sum(count for _name, count in self.acts)

    def _deposit(self) -> None:
        scene, architect = self.scene, self._by("architect")
        with self._act("open a draft, place the land, answer"):
            scene.draft()
        asked = completeness(scene.dossier, 1).documents
        for document in asked[:FILES]:
            content, name = scene.hands.draw(document, scene.dossier)
            with self._act("give a file"):
                file = store(content, name=name, media_type="application/pdf", by=architect)
                filing.add_piece(scene.dossier, document.code, file, by=architect)
        for document in asked[FILES:]:
            small = one_page(f"{document.code} {scene.dossier.pk}")
            file = store(small, name=f"{document.code}.pdf", media_type="application/pdf", by=architect)
            filing.add_piece(scene.dossier, document.code, file, by=architect)
        self._sign("architect", "manifest", scene.dossier.pk)
        with self._act("lodge"):
            scene.dossier = filing.lodge(scene.dossier, by=architect)
        self._deliver()

    def _study(self) -> None:
        scene = self.scene
        check, findings = scene.task(Kind.CHECK), scene.findings()
        with self._act("declare admissible"):
            desk.declare_admissible(check, by=self._by("front-desk"), findings=findings)
        if scene.grand:
            dispatch = scene.task(Kind.DISPATCH)
            with self._act("dispatch"):
                desk.dispatch(dispatch, by=self._by("secretary"))
        for task in scene.dossier.tasks.open().filter(kind=Kind.OPINION).select_related("office"):
            assert task.office is not None
            word = task.office.kind.replace("_", "-")
            with self._act("prepare an opinion"):
                opinions.prepare_opinion(task, by=self._by(word), verdict=Verdict.FAVOURABLE)
            self._sign(word, "opinion", task.pk)
        conclusion = scene.task(Kind.CONCLUSION)
        with self._act("conclude"):
            decision.conclude(conclusion, by=self._by("secretary"), sense=Conclusion.Sense.FAVOURABLE)
        minutes = scene.task(Kind.MINUTES)
        for word in ("secretary", "chair"):
            self._sign(word, "minutes", minutes.pk)

    def _decide(self) -> None:
        scene = self.scene
        order = order_for(f"dossiers.dossier:{scene.dossier.pk}")
        assert order is not None
        with self._act("settle"):
            scene.hands.pay(order, scene.cast.people["architect"], None)
        self._deliver()
        scene.read("president")
        self._sign("president", "decision", scene.task(Kind.SIGNATURE).pk)

    def _by(self, word: str) -> Actor:
        return self.actors[word]

    @contextmanager
    def _act(self, name: str) -> Iterator[None]:
        with Statements() as asked:
            yield
        self.acts.append((name, len(asked)))
        self.listed[name] = asked.said

    def _sign(self, word: str, purpose: str, subject: int) -> None:
        """The signature is the act; what is prepared for it before changes nothing, and is held to the same ceiling."""
        person, authority = self.scene.cast.people[word], self.scene.hands.authority
        by = actor_of(person)
        certificate = active_certificate(person.pk, by.now()) or authority.equip(person)
        with Statements() as asked:
            envelopes = prepare(purpose, [str(subject)], by=by, certificate=certificate)
        name = f"prepare {purpose} for {word}"
        self.prepared.append((name, len(asked)))
        self.listed[name] = asked.said
        results = authority.sign(certificate, envelopes)
        with self._act(f"{purpose} signed by {word}"):
            (outcome,) = finish(results, by=by)
        assert outcome.signature is not None, outcome.refusal
        self._deliver()

    def _deliver(self) -> None:
        with Statements() as asked:
            self.delivered += outbox.drain()
        self.worker += len(asked)
