"""The clocks of a permit of urbanism as the texts write them, followed through the acts (RGC-2013 art. 18, 19, 37, 38 and 49)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import clock, limits, maxima
from rokhas.dossiers.models import Conclusion, Dossier, PaperKind, Task, TimeLimit, Verdict
from rokhas.dossiers.queries import case, history
from rokhas.dossiers.queries.sight import late_tasks
from rokhas.dossiers.workflow.clocks import due
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import MOROCCO, Actor, Held, system
from rokhas.kernel.calendar import Calendar
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Kind, read_procedure
from rokhas.territory.actions import decide_day
from rokhas.territory.queries import closed_days
from rokhas.testing import days as naive
from rokhas.testing.scene import Scene

ONE = timedelta(days=1)
database = pytest.mark.django_db


def closed(day: date) -> frozenset[date]:
    return closed_days(day - timedelta(days=30), day + timedelta(days=250))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def lodged_on(scene: Scene) -> date:
    return scene.dossier.versions.latest("number").lodged_at.astimezone(MOROCCO).date()


def facts(scene: Scene, *kinds: str) -> list[Event]:
    stream = Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}", kind__in=kinds)
    return list(stream.order_by("seq"))


def escalated(scene: Scene, day: date) -> set[str]:
    """The steps that are escalated once the worker has looked that day, twice."""
    clock.attend_deadlines(system(noon(day)))
    clock.attend_deadlines(system(noon(day)))
    steps = [event.data["step"] for event in facts(scene, "task.escalated")]
    tasks = [event.data["task"] for event in facts(scene, "task.escalated")]
    assert len(tasks) == len(set(tasks)), "once each"
    return set(steps)


@database
def test_a_small_project_is_examined_in_the_session_and_late_the_day_after(
    admitted: Scene, settings: LazySettings
) -> None:
    session = lodged_on(admitted) + ONE
    while session.weekday() != settings.ROKHAS_SESSION_WEEKDAY:
        session += ONE
    while not naive.is_open(session, closed(session)):
        session += ONE
    members = admitted.dossier.tasks.filter(kind=Kind.OPINION)
    assert {task.step_code for task in members} == {"session"}
    assert {task.due_on for task in members} == {session}
    assert escalated(admitted, session) == set()
    assert escalated(admitted, session + ONE) == {"session"}
    assert len(facts(admitted, "task.escalated")) == len(members) == 3


@database
def test_a_large_project_is_dispatched_in_three_working_days_and_answered_in_fifteen(large: Scene) -> None:
    large.admit()
    sending = large.dossier.tasks.open().get(kind=Kind.DISPATCH)
    asked_on = sending.opened_at.astimezone(MOROCCO).date()
    assert sending.due_on == naive.limit(asked_on, 3, "working_days", closed(asked_on))
    assert escalated(large, sending.due_on) == set()
    assert escalated(large, sending.due_on + ONE) == {"dispatch"}
    large.dispatch()
    members = list(large.dossier.tasks.open().filter(kind=Kind.OPINION))
    sent_on = members[0].opened_at.astimezone(MOROCCO).date()
    (due_on,) = {task.due_on for task in members}
    assert due_on == naive.limit(sent_on, 15, "working_days", closed(sent_on))
    assert escalated(large, due_on) == {"dispatch"}
    large.opinion("commune")
    assert escalated(large, due_on + ONE) == {"dispatch", "opinions"}
    late = {event.data["task"] for event in facts(large, "task.escalated")} - {sending.pk}
    assert late == {task.pk for task in large.dossier.tasks.open()}, "who answered is not late"


@database
def test_the_governor_sees_every_kind_of_late_step_and_sets_a_day_to_it(admitted: Scene) -> None:
    """Whatever an office has to do in any procedure."""
    task = admitted.dossier.tasks.open().filter(kind=Kind.OPINION).earliest("pk")
    assert task.due_on is not None
    held = {
        step.kind
        for file in packaged_files()
        for step in read_procedure(file).steps
        if step.by and step.within
    }
    assert {Kind.DISPATCH, Kind.OPINION, Kind.SIGNATURE, Kind.MINUTES, Kind.DELIVERY} <= held
    today = task.due_on + ONE
    governor = admitted.cast.actor("governor", noon(today))
    until = naive.shifted(today, 1, closed(today))
    for number, kind in enumerate(sorted(held), start=1):
        Task.objects.filter(pk=task.pk).update(kind=kind)
        assert not late_tasks(governor, task.due_on).filter(pk=task.pk).exists()
        assert late_tasks(governor, today).filter(pk=task.pk).exists()
        limits.set_time_limit(task, by=governor, until=until)
        assert TimeLimit.objects.filter(task=task, until=until).count() == number


@database
def test_two_feasts_moved_while_clocks_run_one_ahead_and_one_afterwards(dispatched: Scene) -> None:
    dispatched.opinion("commune")
    answered = dispatched.dossier.tasks.get(step_code="opinions", office=dispatched.cast.offices["commune"])
    waiting = dispatched.dossier.tasks.open().get(office=dispatched.cast.offices["prefecture"])
    start, was = waiting.starts_on, waiting.due_on
    assert was is not None
    assert answered.due_on == was
    before = closed(start)
    middle = naive.shifted(start, 7, before)
    ahead, behind = naive.shifted(middle, 3, before), naive.shifted(start, 2, before)
    administrator = Actor(None, frozenset({Held("platform_administrator", 0)}), at=noon(middle))
    seen, known = was, before
    for day in (ahead, behind):
        decide_day(
            day,
            by=administrator,
            closed=True,
            source="communiqué",
            certainty="constructed",
            name_fr="Fête",
            name_ar="عيد",
        )
        drain(noon(middle) + timedelta(minutes=1))
        known |= {day}
        waiting.refresh_from_db()
        assert waiting.due_on == naive.limit(start, 15, "working_days", known) > seen
        (moved,) = [e for e in facts(dispatched, "deadline.moved")
                    if (e.data["task"], e.data["changed"]) == (waiting.pk, day.isoformat())]  # fmt: skip
        assert (moved.data["was"], moved.data["due_on"]) == (str(seen), str(waiting.due_on))
        seen = waiting.due_on
    answered.refresh_from_db()
    assert answered.due_on == was
    assert answered.pk not in {event.data["task"] for event in facts(dispatched, "deadline.moved")}
    found = case.clock(dispatched.dossier, middle)
    assert found is not None
    assert found.due.on == naive.limit(lodged_on(dispatched), 30, "days", known)
    assert escalated(dispatched, seen) == set()
    assert escalated(dispatched, seen + ONE) == {"opinions"}


@database
def test_changes_asked_stop_the_clock_at_their_notification_and_a_new_deposit_starts_it_from_zero(
    client: Client, changes_asked: Scene
) -> None:
    scene, first = changes_asked, lodged_on(changes_asked)
    notified = scene.paper(PaperKind.CHANGES).notifications.earliest("available_at").available_at
    stopped = notified.astimezone(MOROCCO).date()
    for days in (0, 20, 90):
        day = stopped + timedelta(days=days)
        found = case.clock(scene.dossier, day)
        assert found is not None
        assert (found.start, found.stopped_on, found.is_late) == (first, stopped, False)
        assert maxima.attend_maxima(system(noon(day))) == 0
    assert facts(scene, "maximum.passed", "maximum.reminded") == []
    cited = history.stop_cited(scene.dossier, scene.dossier.papers.order_by("pk"))
    assert cited is not None
    assert cited.law.endswith("37")
    assert not cited.unsure
    client.force_login(scene.cast.people["architect"])
    assert cited.law in client.get(reverse("dossiers:dossier", args=[scene.dossier.number])).text
    again = naive.shifted(stopped + timedelta(days=90), 1, closed(stopped))
    scene.at = lambda: noon(again)
    scene.lodge_again()
    found = case.clock(scene.dossier, again)
    assert found is not None
    assert (found.start, found.stopped_on, found.used) == (again, None, 0)
    assert found.due.on == naive.limit(again, 15, "days", closed(again))
    asked = scene.dossier.tasks.open().get()
    assert asked.version == 2
    assert asked.starts_on == again
    assert maxima.attend_maxima(system(noon(found.due.on))) == 0
    assert maxima.attend_maxima(system(noon(found.due.on + ONE))) == 1


@database
def test_minor_reserves_are_answered_in_five_working_days_and_stop_no_clock(admitted: Scene) -> None:
    first = lodged_on(admitted)
    admitted.opinions(commune=Verdict.RESERVED).conclude(Conclusion.Sense.MINOR_RESERVES)
    admitted.sign_minutes().sign_letter()
    notified = admitted.paper(PaperKind.RESERVES).notifications.earliest("available_at").available_at
    told_on = notified.astimezone(MOROCCO).date()
    asked = admitted.dossier.tasks.open().get()
    assert (asked.kind, asked.office) == (Kind.DECLARATION, None)
    assert asked.due_on == naive.limit(told_on, 5, "working_days", closed(told_on))
    admitted.answer_reserves()
    dossier = Dossier.objects.get(pk=admitted.dossier.pk)
    assert dossier.version == 2
    found = case.clock(dossier, told_on)
    assert found is not None
    assert (found.start, found.stopped_on) == (first, None), "the answer starts nothing again"
    assert found.due.on == naive.limit(first, 15, "days", closed(first))


LAPSES = {
    "building-permit.v1": (set(), 1, "years", "les fondations sont commencées"),
    "subdivision-permit.v1": (set(), 3, "years", "les travaux d’équipement sont réalisés"),
    "housing-group-permit.v1": (set(), 3, "years", "les travaux d’équipement sont réalisés"),
    "refurbishment-permit.v1": (set(), 6, "months", None),
    "demolition-permit.v1": (set(), 6, "months", None),
    "demolition-permit.v1 public": ({"for_public_body"}, 12, "months", None),
}


@pytest.mark.parametrize("written", LAPSES)
def test_each_permit_lapses_after_its_own_delay_and_is_not_renewed(written: str) -> None:
    holding, quantity, unit, unless = LAPSES[written]
    (file,) = (file for file in packaged_files() if file.stem == written.partition(" ")[0])
    procedure = read_procedure(file)
    assert procedure.validity is not None
    assert not procedure.validity.renewable
    assert (procedure.validity.unless.fr if procedure.validity.unless else None) == unless
    delay = procedure.valid_for(holding)
    assert delay is not None
    assert delay.starts == "granted"
    assert delay.law.text
    for since in (date(2026, 8, 31), date(2027, 2, 28), date(2027, 12, 1)):
        known = frozenset({date(2027, 3, 1), date(2028, 12, 1)})
        assert due(delay, since, Calendar(known)).on == naive.limit(since, quantity, unit, known)
