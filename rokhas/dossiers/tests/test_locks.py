"""Two people, or a person and the clock, act on one dossier at once: one of them is right, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection, transaction

from rokhas.accounts.actions import end_mandate
from rokhas.accounts.models import Mandate, Person
from rokhas.accounts.queries import as_of_now
from rokhas.dossiers.actions import decision, desk, filing, opinions
from rokhas.dossiers.actions.clock import attend_deadlines, recount
from rokhas.dossiers.actions.delivery import deliver_permit
from rokhas.dossiers.actions.fees import acknowledge_payment
from rokhas.dossiers.actions.turn import hold, hold_task
from rokhas.dossiers.errors import NotADraft, TaskAlreadyClosed
from rokhas.dossiers.models import Conclusion, Consultation, Dossier, Ending, PaperKind, Task, Verdict
from rokhas.dossiers.tests.crowd import ready_to_lodge
from rokhas.dossiers.workflow.clocks import calendar_around
from rokhas.journal.chain import breaks
from rokhas.journal.events import act
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.payments.models import Order
from rokhas.payments.queries import order_for
from rokhas.procedures.schema import Kind
from rokhas.territory.models import Holiday
from rokhas.testing.scene import Scene
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
Sense = Conclusion.Sense
HANDS = 8


class Undone(Exception):
    """A request that failed after its act: its transaction is rolled back."""


def kinds(raised: list[BaseException]) -> list[type[BaseException]]:
    return [type(error) for error in raised]


def count(scene: Scene, kind: str) -> int:
    return Event.objects.filter(kind=kind, stream=f"dossiers.dossier:{scene.dossier.pk}").count()


def fresh(scene: Scene) -> Dossier:
    return Dossier.objects.get(pk=scene.dossier.pk)


def test_two_clicks_on_lodge_give_one_number(scene: Scene) -> None:
    by = scene.actor("architect")
    for draft in ready_to_lodge(scene, 5):
        given: list[str | None] = []

        def click(draft: Dossier = draft, given: list[str | None] = given) -> None:
            given.append(filing.lodge(Dossier.objects.get(pk=draft.pk), by=by).number)

        assert together(click, click, click) == []
        assert len(given) == 3
        assert len(set(given)) == 1
        assert draft.versions.count() == 1
        assert draft.tasks.count() == 1
    assert Event.objects.filter(kind="dossier.lodged").count() == 5


def test_whoever_looks_or_begins_something_else_does_not_wait_for_an_act(scene: Scene) -> None:
    """A row that only points at what an act holds is written meanwhile: who opened it, what the person does elsewhere."""
    by = scene.deposited().actor("architect")
    version = scene.dossier.procedure_version

    def impatient(act: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
            return act()

        return run

    with transaction.atomic():
        hold(scene.dossier.pk)
        Person.objects.select_for_update(no_key=True).get(
            pk=by.person_pk
        )  # as acts that take turns by person do
        looks = impatient(lambda: Consultation.note(scene.dossier, by.person_pk, "overview", by.now()))
        begins = impatient(lambda: filing.open_draft(version, by=by))
        assert together(looks, begins) == []


def test_numbers_have_no_gap_under_eight_hands(scene: Scene) -> None:
    """One in five deposits fails after its number was taken: the number serves the next one."""
    by, rounds = scene.actor("architect"), 5
    drafts = ready_to_lodge(scene, HANDS * rounds)

    def lodge(mine: list[Dossier]) -> Callable[[], None]:
        def each() -> None:
            for place, draft in enumerate(mine):
                try:
                    with transaction.atomic():
                        filing.lodge(draft, by=by)
                        if place == rounds // 2:
                            raise Undone
                except Undone:
                    pass

        return each

    assert together(*(lodge(drafts[hand::HANDS]) for hand in range(HANDS))) == []
    numbers = Dossier.objects.lodged().values_list("number", flat=True)
    serials = sorted(int(str(number).rpartition("-")[2]) for number in numbers)
    assert serials == list(range(1, HANDS * (rounds - 1) + 1))
    assert Dossier.objects.drafts().count() == HANDS + 1  # and the one that was copied
    assert list(breaks({})) == []


def test_the_secretary_concludes_once(scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.UNFAVOURABLE)
    task, by = scene.task(Kind.CONCLUSION), scene.actor("secretary")
    raised = together(
        lambda: decision.conclude(task, by=by, sense=Sense.FAVOURABLE),
        lambda: decision.conclude(task, by=by, sense=Sense.UNFAVOURABLE),
    )
    assert kinds(raised) == [TaskAlreadyClosed]
    assert scene.open_steps == {"minutes"}
    assert count(scene, "dossier.concluded") == 1
    assert Conclusion.objects.get().sense == Task.objects.get(pk=task.pk).outcome


@pytest.fixture
def paid(scene: Scene) -> Order:
    """An order that the treasury has settled; nobody has told the dossier yet."""
    scene.deposited().studied().conclude().sign_minutes()
    order = order_for(f"dossiers.dossier:{scene.dossier.pk}")
    assert order is not None
    scene.hands.pay(order, scene.cast.people["architect"], None)
    order.refresh_from_db()
    return order


def test_the_payment_is_heard_once_however_often_it_is_told(scene: Scene, paid: Order) -> None:
    hear = [lambda: acknowledge_payment(fresh(scene), paid, by=system())] * 3
    assert together(*hear) == []
    assert scene.open_steps == {"decision"}
    assert count(scene, "fees.paid") == 1


def test_a_payment_and_the_clock_at_once(scene: Scene, paid: Order) -> None:
    """Late by a minute: the payment counts, and the deadline is recorded once at most."""
    late = datetime.now(UTC) - timedelta(days=3)
    Task.objects.open().filter(kind=Kind.PAYMENT).update(due_on=late.date())
    clock = [lambda: attend_deadlines(system())] * 2
    assert together(lambda: acknowledge_payment(fresh(scene), paid, by=system()), *clock) == []
    assert scene.open_steps == {"decision"}
    assert count(scene, "fees.paid") == 1
    assert count(scene, "task.escalated") <= 1
    assert list(breaks({})) == []


def test_a_permit_sealed_twice_is_delivered_once(scene: Scene, paid: Order) -> None:
    scene.deliver_post()
    scene.read("president")
    scene.hands.sign(scene.cast.people["president"], "decision", str(scene.task(Kind.SIGNATURE).pk), at=None)
    paper = scene.paper(PaperKind.PERMIT)
    assert together(*[lambda: deliver_permit(paper, by=system())] * 3) == []
    scene.dossier.refresh_from_db()
    assert scene.dossier.ending == Ending.DELIVERED
    assert count(scene, "permit.delivered") == 1
    assert count(scene, "dossier.ended") == 1
    notified = Event.objects.filter(kind="paper.notified", data__paper=paper.pk)
    assert notified.count() == 1


def test_two_clocks_escalate_once(grand: Scene) -> None:
    grand.deposited().admit().dispatch()
    late = grand.dossier.tasks.open().filter(kind=Kind.OPINION).latest("due_on").due_on
    assert late is not None
    after = system(datetime.combine(late + timedelta(days=1), time(9), UTC))
    assert together(*[lambda: attend_deadlines(after)] * 4) == []
    assert count(grand, "task.escalated") == 3


def sign(task: Task, by: Actor, accepted: Callable[..., None]) -> None:
    """The act as `signing` does it: on the task it holds, with the mandates it has read again."""
    with act():
        accepted(hold_task(task.pk), by=as_of_now(by))


def test_a_member_signs_while_the_clock_lets_the_office_pass(grand: Scene) -> None:
    """Only one of them answers for the office."""
    grand.deposited().admit().dispatch()
    task = grand.dossier.tasks.open().get(office=grand.cast.offices["commune"])
    by = grand.actor("commune")
    opinions.prepare_opinion(task, by=by, verdict=Verdict.FAVOURABLE)
    raised = together(
        lambda: sign(task, by, opinions.issue_opinion), lambda: opinions.let_pass(task, by=system())
    )
    assert kinds(raised) == [TaskAlreadyClosed]
    task.refresh_from_db()
    assert task.outcome == task.opinion.verdict
    assert count(grand, "opinion.issued") + count(grand, "opinion.out_of_time") == 1


def changes_asked(scene: Scene) -> Task:
    """The applicant has been asked for changes, has replaced a plan and signed the list; returns the step that waits."""
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(Sense.CHANGES_ASKED).sign_minutes()
    scene.sign_letter()
    by = scene.actor("architect")
    scene.give(scene.dossier.procedure.document("PLANMASSE"), by)
    scene.sign("architect", "manifest", str(scene.dossier.pk))
    return scene.task(Kind.DECLARATION)


def test_two_clicks_on_a_re_deposit_make_one_version(scene: Scene) -> None:
    task, by = changes_asked(scene), scene.actor("architect")
    raised = together(*[lambda: filing.lodge_again(task, by=by)] * 2)
    assert kinds(raised) == [TaskAlreadyClosed]
    assert fresh(scene).version == 2
    assert scene.dossier.versions.count() == 2
    assert scene.open_steps == {"admissibility"}


def test_an_officer_who_looks_at_the_old_version_never_answers_for_the_new_one(scene: Scene) -> None:
    """The applicant re-deposits while the desk and a member press their old pages."""
    task = changes_asked(scene)
    check = scene.dossier.tasks.get(kind=Kind.CHECK, version=1)
    old = scene.dossier.tasks.get(kind=Kind.CONCLUSION, version=1)
    findings = scene.findings()
    raised = together(
        lambda: filing.lodge_again(task, by=scene.actor("architect")),
        lambda: desk.declare_admissible(check, by=scene.actor("front-desk"), findings=findings),
        lambda: decision.conclude(old, by=scene.actor("secretary"), sense=Sense.FAVOURABLE),
    )
    assert kinds(raised) == [TaskAlreadyClosed, TaskAlreadyClosed]
    assert fresh(scene).version == 2
    assert scene.open_steps == {"admissibility"}
    assert not scene.dossier.tasks.filter(version=2).exclude(closed_at=None).exists()


def test_what_is_typed_during_a_re_deposit_is_in_it_or_refused(scene: Scene) -> None:
    """Never in the dossier and out of what was frozen: officers read what was deposited."""
    task, by = changes_asked(scene), scene.actor("architect")
    raised = together(
        lambda: filing.lodge_again(task, by=by),
        lambda: filing.answer(fresh(scene), {"works_cost": "1700000"}, by=by),
    )
    assert kinds(raised) in ([], [NotADraft])
    dossier = fresh(scene)
    assert dossier.versions.get(number=2).answers == dossier.answers
    assert (dossier.answers["works_cost"] == "1700000") == (raised == [])


@pytest.mark.parametrize("word", ["front-desk", "commune", "secretary", "president"])
def test_a_mandate_that_ended_since_the_page_was_opened_gives_nothing(scene: Scene, word: str) -> None:
    """The actor still holds it in memory, as the page did."""
    scene.deposited()
    if word != "front-desk":
        scene.admit()
    if word in {"secretary", "president"}:
        scene.opinions()
    if word == "president":
        scene.conclude().sign_minutes().pay().read("president")
    by = scene.actor(word)
    yesterday = by.today() - timedelta(days=1)
    for mandate in Mandate.objects.filter(person=scene.cast.people[word]):
        end_mandate(mandate, by=system(), last_day=yesterday)
    before = set(scene.open_steps)
    acts: dict[str, Callable[[], object]] = {
        "front-desk": lambda: desk.declare_admissible(
            scene.task(Kind.CHECK), by=by, findings=scene.findings()
        ),
        "commune": lambda: opinions.prepare_opinion(
            scene.dossier.tasks.open().get(office=scene.cast.offices["commune"]),
            by=by,
            verdict=Verdict.FAVOURABLE,
        ),
        "secretary": lambda: decision.conclude(scene.task(Kind.CONCLUSION), by=by, sense=Sense.FAVOURABLE),
        "president": lambda: sign(scene.task(Kind.SIGNATURE), by, decision.sign_decision),
    }
    with pytest.raises(NotAllowed):
        acts[word]()
    assert scene.open_steps == before


def test_a_day_is_closed_while_a_member_signs(grand: Scene) -> None:
    """The limit of the answered step never moves after its answer, and those that wait move once."""
    grand.deposited().admit().dispatch()
    task = grand.dossier.tasks.open().get(office=grand.cast.offices["commune"])
    by = grand.actor("commune")
    opinions.prepare_opinion(task, by=by, verdict=Verdict.FAVOURABLE)
    day = task.starts_on + timedelta(days=1)
    while not calendar_around(day).is_working(day):
        day += timedelta(days=1)
    Holiday.objects.create(
        date=day, key="x", kind="exceptional", name_fr="x", name_ar="x", certainty="memory"
    )
    raised = together(
        lambda: sign(task, by, opinions.issue_opinion), *[lambda: recount(day, by=system())] * 2
    )
    assert raised == []
    stream = Event.objects.filter(stream=f"dossiers.dossier:{grand.dossier.pk}").order_by("seq")
    told = [(event.kind, event.data.get("task")) for event in stream]
    answered = told.index(("opinion.issued", task.pk))
    moved = [place for place, fact in enumerate(told) if fact == ("deadline.moved", task.pk)]
    assert len(moved) <= 1
    assert all(place < answered for place in moved)
    waiting = grand.dossier.tasks.open().filter(kind=Kind.OPINION)
    assert sum(kind == "deadline.moved" for kind, _task in told) - len(moved) == waiting.count() == 2
    assert list(breaks({})) == []
