"""One dossier played from deposit to delivery, through the acts themselves, by every real role.

The story is the same in tests, in the demonstration and in `journey`: only the hands differ (who signs, who pays).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol, Self

from rokhas.accounts.models import Person
from rokhas.documents.actions import store
from rokhas.dossiers.actions import decision, desk, editing, filing, opinions, planning, points
from rokhas.dossiers.models import (
    Conclusion,
    Consultation,
    Dossier,
    Finding,
    OfficialPaper,
    PaperKind,
    Task,
    Verdict,
)
from rokhas.dossiers.queries.planning import rules_of_land
from rokhas.dossiers.workflow.completeness import completeness
from rokhas.journal.outbox import drain
from rokhas.journeys import buildings, enquiry, visits
from rokhas.journeys.answers import Meant, answers_for, answers_of_class
from rokhas.journeys.cast import Cast
from rokhas.journeys.lands import stated
from rokhas.journeys.timed import Step, Timed
from rokhas.kernel.actor import Actor
from rokhas.payments.models import Order
from rokhas.payments.queries import order_for
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.queries import current_key, procedure_of, reasons_for
from rokhas.procedures.schema import CITED, Document, Kind

Draw = Callable[[Document, Dossier], tuple[bytes, str]]
# What officers write in the blanks of a coded reason: figures and marks of a plan, which read alike in both languages.
FILLED = {"valeur": "1,40", "limite": "1,20", "document": "CNIE", CITED: "Texte de la démonstration"}


class Hands(Protocol):
    """What people do outside the platform."""

    def sign(self, person: Person, purpose: str, *subjects: str, at: datetime | None) -> None:
        """Sign with one's own key, through the agent."""

    def pay(self, order: Order, person: Person, at: datetime | None) -> None:
        """Pay on the treasury's page."""

    def draw(self, document: Document, dossier: Dossier) -> tuple[bytes, str]:
        """The file of a required document: its bytes and its name."""


@dataclass
class Story:
    """`at` gives the moment of the next act; None is now. `class_code` is the class to play, whatever `grand`; empty, the one
    that the answers make. `parent` is the permit that it comes after: what it brings is not answered again."""

    cast: Cast
    hands: Hands
    procedure: str = "building-permit"
    grand: bool = False
    class_code: str = ""
    filer: str = "architect"
    answers: Mapping[str, Any] = field(default_factory=dict)
    meant: Meant = field(default_factory=dict)
    at: Callable[[], datetime | None] = lambda: None
    steps: list[Step] = field(default_factory=list)
    parent: Dossier | None = None
    dossier: Dossier = field(init=False)

    # The applicant and the architect

    def staff(self) -> ProcedureVersion:
        """Open the offices that the procedure of the day asks, with their people."""
        version = ProcedureVersion.objects.get(
            pk=current_key(self.procedure, self.actor("applicant").today())
        )
        self.cast.staff(procedure_of(version.pk))
        return version

    def draft(self, **answers: Any) -> Self:
        """Open, answer every question, place the land."""
        version = self.staff()
        procedure = procedure_of(version.pk)
        self.filer = "applicant"
        for each in procedure.professionals[:1]:
            assert each.body is not None
            self.filer = self.cast.professional(each.role, each.body)
        by = self.actor(self.filer)
        with self._step(self.filer, "draft"):
            self.dossier = buildings.begun(self, version, by)
            given = self._answers() | dict(self.answers) | answers
            self.dossier = filing.answer(self.dossier, given, by=by)
        return self

    def _answers(self) -> dict[str, Any]:
        procedure = self.dossier.procedure
        if self.class_code:
            return answers_of_class(procedure, self.cast, self.class_code, words=self.meant)
        given = answers_for(procedure, self.cast, grand=self.grand, words=self.meant, fixed=self.answers)
        return {code: value for code, value in given.items() if code not in self.dossier.answers}

    def give_pieces(self, *, without: Sequence[str] = ()) -> Self:
        """Give every main document still missing."""
        by = self.actor(self.filer)
        with self._step(self.filer, "pieces"):
            for document in completeness(self.dossier, editing.editable_version(self.dossier)).documents:
                if document.code not in without:
                    self.give(document, by)
        return self

    def give(self, document: Document, by: Actor) -> None:
        content, name = self.hands.draw(document, self.dossier)
        filing.add_piece(
            self.dossier, document.code, store(content, name=name, media_type="application/pdf", by=by), by=by
        )

    def sign_plans(self) -> Self:
        """Only where the procedure asks for plans."""
        if not self._plans:
            return self
        with self._step(self.filer, "manifest", PaperKind.MANIFEST):
            self.sign(self.filer, "manifest", str(self.dossier.pk))
        return self

    def lodge(self) -> Self:
        with self._step(self.filer, "lodge", PaperKind.RECEIPT):
            self.dossier = filing.lodge(self.dossier, by=self.actor(self.filer))
            self.deliver_post()
        return self

    def deposited(self, **answers: Any) -> Self:
        return self.draft(**answers).give_pieces().sign_plans().lodge()

    def lodge_again(self) -> Self:
        """A new version after changes or completion: a document replaced, the list of plans signed again where there is one."""
        by = self.actor(self.filer)
        task = self.task(Kind.DECLARATION)
        replaced = self._replaced()
        with self._step(self.filer, "lodge again", PaperKind.RECEIPT):
            for old in self.dossier.pieces.in_version(self.dossier.version + 1).filter(code=replaced.code):
                filing.remove_piece(old, by=by)
            self.give(replaced, by)
            for document in completeness(self.dossier, self.dossier.version + 1).documents:
                self.give(document, by)
            if self._plans:
                self.sign(self.filer, "manifest", str(self.dossier.pk))
            self.dossier = filing.lodge_again(task, by=self.actor(self.filer))
            self.deliver_post()
        return self

    def _replaced(self) -> Document:
        """What a new version changes: a plan, or else the last main document that was given."""
        asked = self.asked_main()
        return next((document for document in asked if document.plan), asked[-1])

    def asked_main(self) -> list[Document]:
        """The main documents that this dossier needs, in the order of the procedure."""
        return [each for each in desk.asked_documents(self.dossier) if each.kind == "main"]

    @property
    def _plans(self) -> bool:
        return any(document.plan for document in self.dossier.procedure.documents)

    def answer_reserves(self) -> Self:
        by = self.actor(self.filer)
        task = self.task(Kind.DECLARATION)
        with self._step(self.filer, "answer reserves"):
            self.give(self._replaced(), by)
            self.sign(self.filer, "manifest", str(self.dossier.pk))
            filing.answer_reserves(task, by=self.actor(self.filer))
        return self

    # The desk

    def admit(self) -> Self:
        task = self.task(Kind.CHECK)
        word = self.holder(task)
        with self._step(word, "admissibility"):
            desk.declare_admissible(task, by=self.actor(word), findings=self.findings())
        return self

    def find_inadmissible(self, document: str) -> Self:
        task = self.task(Kind.CHECK)
        word = self.holder(task)
        with self._step(word, "inadmissible"):
            desk.declare_inadmissible(task, by=self.actor(word), findings=self.findings(missing=document))
        return self

    def dispatch(self) -> Self:
        """Only where the procedure has this step for the class of the dossier."""
        task = self.dossier.tasks.open().filter(kind=Kind.DISPATCH).first()
        if task:
            word = self.holder(task)
            with self._step(word, "dispatch"):
                desk.dispatch(task, by=self.actor(word))
        return self

    def findings(self, missing: str = "") -> list[Finding]:
        found = []
        given = set(self.dossier.pieces.in_version(self.dossier.version).values_list("code", flat=True))
        for document in desk.asked_documents(self.dossier):
            state = (
                "missing" if document.code == missing else "present" if document.code in given else "awaited"
            )
            reason = None
            if state == "missing":
                reason = desk.inadmissibility_reason(self.dossier.procedure, document, "IRR-02")
            found.append(Finding(document=document.code, state=state, reason=reason))
        return found

    # The members

    def opinion(self, office_kind: str, verdict: Verdict = Verdict.FAVOURABLE) -> Self:
        """Study, prepare, sign, for the office of this kind that is asked first."""
        asked = self.dossier.tasks.open().filter(kind=Kind.OPINION, office__kind=office_kind)
        task = asked.earliest("pk")
        word = self.holder(task)
        with self._step(word, f"opinion: {verdict.value}", PaperKind.OPINION):
            for point in points.standing_points(task) if verdict == Verdict.FAVOURABLE else ():
                points.lift_point(point, by=self.actor(word))
            opinions.prepare_opinion(
                task, by=self.actor(word), verdict=verdict, reasons=self.some_reasons(office_kind, verdict)
            )
            self.sign(word, "opinion", str(task.pk))
            self.deliver_post()
        return self

    def opinions(self, **verdicts: Verdict) -> Self:
        """Every member that has not answered: favourable unless said otherwise, by kind of office."""
        for task in (
            self.dossier.tasks.open().filter(kind=Kind.OPINION).select_related("office").order_by("pk")
        ):
            assert task.office is not None
            self.opinion(task.office.kind, verdicts.get(task.office.kind, Verdict.FAVOURABLE))
        return self

    def some_reasons(self, office_kind: str, verdict: Verdict) -> list[dict[str, object]]:
        if verdict == Verdict.FAVOURABLE:
            return []
        offered = reasons_for(self.dossier.procedure, office_kind, opinions.KINDS[verdict])
        reason = offered[0]
        return [{"code": reason.code, "values": {blank: FILLED.get(blank, "R+1") for blank in reason.blanks}}]

    def lift_reserves(self) -> Self:
        for task in self.dossier.tasks.open().filter(kind=Kind.CHECK).select_related("office"):
            word = self.holder(task)
            with self._step(word, "reserves lifted"):
                opinions.lift_reserves(task, by=self.actor(word))
        return self

    # The commission and the decision

    def conclude(self, sense: Conclusion.Sense = Conclusion.Sense.FAVOURABLE, **more: Any) -> Self:
        task = self.task(Kind.CONCLUSION)
        word = self.holder(task)
        with self._step(word, f"conclusion: {sense.value}"):
            decision.conclude(task, by=self.actor(word), sense=sense, **more)
        return self

    def sign_minutes(self) -> Self:
        task = self.task(Kind.MINUTES)
        assert task.office is not None
        for word in [self.cast.holder(task.office, [role]) for role in task.step.signers]:
            with self._step(word, "minutes", PaperKind.MINUTES):
                self.sign(word, "minutes", str(task.pk))
                self.deliver_post()
        return self

    def sign_letter(self) -> Self:
        """The letter that the conclusion or the desk calls for."""
        task = self.task(Kind.SIGNATURE)
        word = self.holder(task)
        with self._step(word, "letter", str(task.step.paper)):
            self.read(word)
            self.sign(word, "decision", str(task.pk))
            self.deliver_post()
        return self

    def pay(self) -> Self:
        order = order_for(f"dossiers.dossier:{self.dossier.pk}")
        if order and order.is_open:
            with self._step(self.filer, "payment", PaperKind.QUITTANCE):
                self.hands.pay(order, self.cast.people[self.filer], self.at())
                self.deliver_post()
        return self

    def sign_permit(self) -> Self:
        """What the procedure grants: a permit, or the receipt of a declaration."""
        task = self.task(Kind.SIGNATURE)
        word = self.holder(task)
        with self._step(word, str(task.step.paper), str(task.step.paper)):
            self.write_note(task, word)
            self.read(word)
            self.sign(word, "decision", str(task.pk))
            self.deliver_post()
        return self

    def write_note(self, task: Task, word: str) -> Self:
        """Where the paper states the rules of a land: those of the zoning, or those that an officer would find."""
        if task.step.states is not None:
            rules = rules_of_land(self.dossier)
            planning.write_note(task, by=self.actor(word), content=stated(rules))
        return self

    def read(self, word: str) -> Self:
        """Open the whole file, as the page does when it is shown."""
        self.dossier.refresh_from_db()
        by = self.actor(word)
        assert by.person_id is not None
        Consultation.note(self.dossier, by.person_id, "file", by.now())
        return self

    def studied(self, **verdicts: Verdict) -> Self:
        return self.admit().dispatch().opinions(**verdicts)

    def delivered(self) -> Self:
        """The whole life, favourable from end to end, whatever the steps of the procedure."""
        self.deposited()
        while not self.dossier.is_ended:
            self.goes_on()
        return self

    def goes_on(self) -> Self:
        """Whoever is awaited answers, favourably."""
        awaited = self.dossier.tasks.open().earliest("pk")
        match awaited.is_kind:
            case Kind.CHECK:
                self.admit()
            case Kind.DISPATCH:
                self.dispatch()
            case Kind.VISIT:
                visits.hold(self)
            case Kind.OPINION:
                self.opinions()
            case Kind.CONCLUSION:
                self.conclude()
            case Kind.MINUTES:
                self.sign_minutes()
            case Kind.ENQUIRY:
                enquiry.hold(self)
            case Kind.PAYMENT:
                self.pay()
            case Kind.SIGNATURE:
                self.sign_permit()
            case other:
                raise AssertionError(f"nobody plays a step of kind {other}")
        awaited.refresh_from_db()
        assert not awaited.is_open, f"{awaited} was answered and is still open"
        self.dossier.refresh_from_db()
        return self

    def holder(self, task: Task) -> str:
        """Who acts for the office of a task, by the word of their part."""
        assert task.office is not None
        return self.cast.holder(task.office, task.roles.split())

    def wait_for(self, day: date) -> Self:
        """Nothing happens until ten in the morning of that day."""
        told, now = self.at, self.at() or datetime.now(UTC)
        gap = datetime.combine(day, time(10), UTC) - now
        if gap > timedelta(0):
            self.at = lambda: (told() or datetime.now(UTC)) + gap
        return self

    # Reading

    @property
    def open_steps(self) -> set[str]:
        return set(self.dossier.tasks.open().values_list("step_code", flat=True))

    def task(self, kind: Kind) -> Task:
        return self.dossier.tasks.open().filter(kind=kind).earliest("pk")

    def paper(self, kind: PaperKind) -> OfficialPaper:
        return (
            self.dossier.papers.select_related("document").filter(kind=kind, superseded_at=None).latest("pk")
        )

    def actor(self, word: str) -> Actor:
        return self.cast.actor(word, self.at())

    def sign(self, word: str, purpose: str, *subjects: str) -> None:
        self.hands.sign(self.cast.people[word], purpose, *subjects, at=self.at())
        self.deliver_post()

    def deliver_post(self) -> None:
        """The worker's part: everything that is due, at the moment of the story."""
        drain(self.at() or datetime.now(UTC))

    def _step(self, word: str, what: str, paper: str = "") -> Timed:
        return Timed(self, word, what, paper)
