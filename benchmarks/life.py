"""One dossier from deposit to permit, act by act as the pages call them, each act's statements written down."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.meter import Statements
from rokhas.accounts.queries import actor_of
from rokhas.documents.actions import store
from rokhas.dossiers.actions import decision, desk, filing, opinions
from rokhas.dossiers.models import Conclusion, Dossier, Verdict
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.journal import outbox
from rokhas.kernel.actor import Actor
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Document, Kind
from rokhas.signing.actions import finish, prepare
from rokhas.signing.queries import active_certificate
from rokhas.testing.scene import Scene, TestHands, one_page

FILES, MEGABYTE = 3, 1_000_000


class Hands(TestHands):
    """The hands of a test, with files of one megabyte."""

    def draw(self, document: Document, dossier: Dossier) -> tuple[bytes, str]:
        content, name = super().draw(document, dossier)
        padding = secrets.token_hex(MEGABYTE // 2).encode()
        return content + b"%" + padding[: MEGABYTE - len(content) - 2] + b"\n", name


@dataclass
class Life:
    """`acts` are (name, statements); `worker` the statements of `delivered` events."""

    scene: Scene
    acts: list[tuple[str, int]] = field(default_factory=list)
    prepared: list[tuple[str, int]] = field(default_factory=list)
    worker: int = 0
    delivered: int = 0

    def live(self) -> Life:
        """Play it whole; the deposit is of three files, the others it asks for are as small as files are."""
        self._actors = {word: self.scene.actor(word) for word in self.scene.cast.people}
        self._deposit()
        self._study()
        self._decide()
        self.scene.dossier.refresh_from_db()
        assert self.scene.dossier.ending == "delivered", self.scene.dossier.ending
        return self

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
        return self._actors[word]

    @contextmanager
    def _act(self, name: str) -> Iterator[None]:
        with Statements() as asked:
            yield
        self.acts.append((name, len(asked)))

    def _sign(self, word: str, purpose: str, subject: int) -> None:
        """The signature is the act; what is prepared for it before changes nothing, and is held to the same ceiling."""
        person, authority = self.scene.cast.people[word], self.scene.hands.authority
        by = actor_of(person)
        certificate = active_certificate(person.pk, by.now()) or authority.equip(person)
        with Statements() as asked:
            envelopes = prepare(purpose, [str(subject)], by=by, certificate=certificate)
        self.prepared.append((f"prepare {purpose} for {word}", len(asked)))
        results = authority.sign(certificate, envelopes)
        with self._act(f"{purpose} signed by {word}"):
            (outcome,) = finish(results, by=by)
        assert outcome.signature is not None, outcome.refusal
        self._deliver()

    def _deliver(self) -> None:
        with Statements() as asked:
            self.delivered += outbox.drain()
        self.worker += len(asked)
