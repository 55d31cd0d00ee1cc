"""What the calendar moves and whom a limit is told to, on one large project that waits for its members."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Mandate, OfficeKind, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.actions import clock
from rokhas.dossiers.models import Task
from rokhas.dossiers.queries import deadlines
from rokhas.dossiers.queries.sight import late_tasks
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import Actor, system
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind
from rokhas.territory.actions import decide_day, withdraw_day
from rokhas.territory.models import Holiday, Unit
from rokhas.territory.queries import closed_days
from rokhas.testing import days as naive
from rokhas.testing.scene import Scene

pytestmark = pytest.mark.django_db
LATER = date(2030, 1, 1)
DAYS = {"fr": "Deuil", "ar": "حداد"}


@pytest.fixture
def administrator(dispatched: Scene) -> Actor:
    person = Person.objects.create(email="administrator@demo.example", is_fictional=True)
    office = dispatched.cast.offices[OfficeKind.COMMUNE]
    Mandate.objects.create(
        person=person, role=Role.PLATFORM_ADMINISTRATOR, office=office, starts_on=date(2020, 1, 1)
    )
    return actor_of(person)


def task_of(scene: Scene, kind: str) -> Task:
    return scene.dossier.tasks.get(kind=Kind.OPINION, office=scene.cast.offices[kind])


def counted(task: Task) -> date:
    closed = closed_days(task.starts_on, task.starts_on + timedelta(days=90))
    return naive.limit(task.starts_on, 15, "working_days", closed)


def noon(day: date | None) -> datetime:
    assert day is not None
    return datetime.combine(day, time(12), UTC)


def facts(scene: Scene, kind: str) -> list[Event]:
    return list(
        Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}", kind=kind).order_by("seq")
    )


def hear(until: datetime | None = None) -> None:
    drain(until or datetime.now(UTC))


def close(day: date, by: Actor, **more: object) -> Holiday:
    given = {"closed": True, "name_fr": DAYS["fr"], "name_ar": DAYS["ar"], "source": "communiqué"} | more
    return decide_day(day, by=by, **given)  # type: ignore[arg-type]


def a_working_day(task: Task) -> date:
    """One that the delay counts."""
    day = task.starts_on + timedelta(days=1)
    while not naive.is_open(day, closed_days(day, day)):
        day += timedelta(days=1)
    return day


def test_a_day_closed_afterwards_moves_what_is_open_and_says_why(
    dispatched: Scene, administrator: Actor
) -> None:
    answered, waiting = task_of(dispatched, "commune"), task_of(dispatched, "prefecture")
    dispatched.opinion("commune")
    day, was = a_working_day(waiting), waiting.due_on
    decision = close(day, administrator)
    hear()
    waiting.refresh_from_db()
    assert waiting.due_on == counted(waiting) > was  # type: ignore[operator]
    assert Task.objects.get(pk=answered.pk).due_on == was
    moved = facts(dispatched, "deadline.moved")
    assert {event.data["task"] for event in moved} == {
        each.pk for each in dispatched.dossier.tasks.open().filter(kind=Kind.OPINION)
    }
    assert {(event.data["was"], event.data["changed"]) for event in moved} == {(str(was), day.isoformat())}
    withdraw_day(decision, by=administrator)
    hear()
    waiting.refresh_from_db()
    assert waiting.due_on == was
    clock.recount(day, by=system())
    assert len(facts(dispatched, "deadline.moved")) == 4


def said_of(scene: Scene, kind: str, task: Task) -> list[str]:
    return [event.data["due_on"] for event in facts(scene, kind) if event.data["task"] == task.pk]


def test_a_step_whose_limit_lies_ahead_again_is_late_no_more_until_that_day_passes(
    dispatched: Scene, administrator: Actor
) -> None:
    task = task_of(dispatched, "prefecture")
    was = task.due_on
    assert was is not None
    after = was + timedelta(days=1)
    clock.attend_deadlines(system(noon(after + timedelta(days=2))))
    governor = dispatched.actor("governor")
    assert task in late_tasks(governor, after)
    told = said_of(dispatched, "deadline.reminded", task)

    close(was, replace(administrator, at=noon(after)))
    hear(noon(LATER))
    task.refresh_from_db()
    due_on = task.due_on
    assert due_on is not None
    assert due_on >= after
    assert task.escalated_at is None
    assert task not in late_tasks(governor, due_on)
    assert said_of(dispatched, "task.escalated", task) == [was.isoformat()], "it was said, and stays said"
    clock.attend_deadlines(system(noon(due_on)))
    assert said_of(dispatched, "task.escalated", task) == [was.isoformat()]

    for _worker in range(2):
        clock.attend_deadlines(system(noon(due_on + timedelta(days=4))))
    hear(noon(LATER))
    assert Task.objects.get(pk=task.pk).escalated_at is not None
    assert said_of(dispatched, "task.escalated", task) == [was.isoformat(), due_on.isoformat()]
    again = said_of(dispatched, "deadline.reminded", task)[len(told) :]
    assert again
    assert set(again) == {due_on.isoformat()}
    holder = deadlines.told(task, "holder", due_on)[0]
    passed = Notice.objects.filter(
        person=holder, kind="dossier.deadline_passed", about__endswith=f":{task.dossier_id}"
    )
    assert passed.count() == 2


def test_a_limit_that_moves_away_and_comes_back_passes_once(dispatched: Scene, administrator: Actor) -> None:
    task = task_of(dispatched, "prefecture")
    was = task.due_on
    assert was is not None
    after = was + timedelta(days=4)
    clock.attend_deadlines(system(noon(after)))
    told = said_of(dispatched, "deadline.reminded", task)
    by = replace(administrator, at=noon(was + timedelta(days=1)))
    decision = close(was, by)
    hear(noon(LATER))
    withdraw_day(decision, by=by)
    hear(noon(LATER))
    clock.attend_deadlines(system(noon(after)))
    task.refresh_from_db()
    assert task.due_on == was
    assert task.escalated_at is not None
    assert said_of(dispatched, "task.escalated", task) == [was.isoformat()]
    assert said_of(dispatched, "deadline.reminded", task) == told


def test_a_step_that_is_late_by_the_new_limit_too_stays_late(dispatched: Scene, administrator: Actor) -> None:
    task = task_of(dispatched, "prefecture")
    was = task.due_on
    assert was is not None
    clock.attend_deadlines(system(noon(was + timedelta(days=1))))
    close(was, replace(administrator, at=noon(was + timedelta(days=20))))
    hear(noon(LATER))
    task.refresh_from_db()
    assert task.due_on is not None
    assert task.due_on > was
    assert task.escalated_at is not None
    clock.attend_deadlines(system(noon(was + timedelta(days=20))))
    assert said_of(dispatched, "task.escalated", task) == [was.isoformat()]


def test_a_task_that_cannot_be_attended_to_hides_neither_the_limits_nor_the_reminders_of_the_others(
    dispatched: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, due_on = task_of(dispatched, "commune"), task_of(dispatched, "commune").due_on
    assert due_on
    attend, remind = clock.attend, clock.remind

    def attends(task: Task, *, by: Actor) -> bool:
        if task.pk == broken.pk:
            raise KeyError("a file that nobody can read")
        return attend(task, by=by)

    def reminds(pk: int, *, by: Actor) -> None:
        if pk == broken.pk:
            raise KeyError("a file that nobody can read")
        remind(pk, by=by)

    monkeypatch.setattr(clock, "attend", attends)
    monkeypatch.setattr(clock, "remind", reminds)
    assert clock.attend_deadlines(system(noon(due_on + timedelta(days=1)))) == 2
    told = {event.data["task"] for event in facts(dispatched, "deadline.reminded")}
    assert told
    assert broken.pk not in told
    assert "deadline of task" in caplog.text
    assert "reminder of task" in caplog.text


def test_no_effect_comes_early_when_the_calendar_has_just_changed(
    dispatched: Scene, administrator: Actor
) -> None:
    task = task_of(dispatched, "prefecture")
    was = task.due_on
    assert was is not None
    day = a_working_day(task)
    close(day, administrator)  # nobody has heard of it yet
    assert clock.attend_deadlines(system(noon(was + timedelta(days=1)))) == 0
    task.refresh_from_db()
    assert task.due_on == counted(task)
    assert {event.data["changed"] for event in facts(dispatched, "deadline.moved")} == {day.isoformat()}


def test_a_local_closure_moves_the_offices_of_the_place_alone(
    dispatched: Scene, administrator: Actor
) -> None:
    commune, agency = task_of(dispatched, "commune"), task_of(dispatched, "urban_agency")
    was = commune.due_on
    unit = Unit.objects.get(pk=dispatched.cast.offices["commune"].unit_id)
    close(a_working_day(commune), administrator, unit=unit)
    hear()
    assert Task.objects.get(pk=commune.pk).due_on > was  # type: ignore[operator]
    assert Task.objects.get(pk=agency.pk).due_on == was
    assert task_of(dispatched, "prefecture").due_on == was
    close(a_working_day(commune), administrator, unit=unit, office_kind="urban_agency")
    hear()
    assert Task.objects.get(pk=agency.pk).due_on > was  # type: ignore[operator]


def test_the_holder_then_the_secretary_then_the_governor_are_told_once(dispatched: Scene) -> None:
    task = task_of(dispatched, "prefecture")
    due_on = task.due_on
    assert due_on is not None
    closed = closed_days(due_on, due_on + timedelta(days=60)) | closed_days(task.starts_on, due_on)
    told, at = [], noon(due_on)
    for days in (-2, 0, 1, 2, 5):
        at = noon(naive.shifted(due_on, days, closed) if days else due_on)
        clock.attend_deadlines(system(at))
        clock.attend_deadlines(system(at))
        told = [(e.data["told"], e.data["days"]) for e in facts(dispatched, "deadline.reminded")
                if e.data["task"] == task.pk]  # fmt: skip
        assert told[-1][1] == days
    assert told == [("holder", -2), ("holder", 0), ("holder", 1), ("secretary", 2), ("governor", 5)]
    drain(at + timedelta(days=1))
    read = Notice.objects.filter(
        kind__in=["dossier.deadline_ahead", "dossier.deadline_passed", "dossier.late"]
    )
    kinds = {(notice.person_id, notice.kind) for notice in read}
    people = dispatched.cast.people
    assert (people["prefecture"].pk, "dossier.deadline_ahead") in kinds
    assert (people["secretary"].pk, "dossier.late") in kinds
    assert (people["governor"].pk, "dossier.late") in kinds
    assert (people["applicant"].pk, "dossier.late") not in kinds


def test_a_day_worked_after_all_brings_a_reminder_forward_once_the_limit_has_passed(
    dispatched: Scene, administrator: Actor
) -> None:
    """The governor is told five working days after the limit: a day given back within these five counts too."""
    task = task_of(dispatched, "prefecture")
    due_on = task.due_on
    assert due_on is not None
    day = naive.shifted(due_on, 3, closed_days(due_on, due_on + timedelta(days=60)))
    decision = close(day, administrator)
    hear()
    clock.attend_deadlines(system(noon(naive.shifted(due_on, 2, closed_days(due_on, day)))))
    task.refresh_from_db()
    later = task.remind_on
    withdraw_day(decision, by=administrator)
    hear()
    task.refresh_from_db()
    assert task.due_on == due_on
    assert task.remind_on == naive.shifted(due_on, 5, closed_days(due_on, due_on + timedelta(days=60)))
    assert task.remind_on < later  # type: ignore[operator]
    assert not facts(dispatched, "deadline.moved")


def test_after_days_without_a_worker_each_is_told_the_last_alone(dispatched: Scene) -> None:
    task = task_of(dispatched, "prefecture")
    assert task.due_on is not None
    clock.attend_deadlines(system(noon(task.due_on + timedelta(days=40))))
    told = [(e.data["told"], e.data["days"]) for e in facts(dispatched, "deadline.reminded")
            if e.data["task"] == task.pk]  # fmt: skip
    assert told == [("holder", 1), ("secretary", 2), ("governor", 5)]
    task.refresh_from_db()
    assert task.remind_on is None


def test_what_waits_for_the_applicant_is_told_to_the_applicant_alone(dispatched: Scene) -> None:
    task = Task(dossier=dispatched.dossier, office=None)
    today = datetime.now(UTC).date()
    assert deadlines.told(task, "holder", today) == [dispatched.dossier.filer]
    assert deadlines.told(task, "governor", today) == []


def test_the_administrator_closes_a_day_on_its_page_and_withdraws_it(
    client: Client, dispatched: Scene, administrator: Actor
) -> None:
    client.force_login(dispatched.cast.people["governor"])
    assert client.get(reverse("dossiers:closed-days")).status_code == 404
    client.force_login(Person.objects.get(pk=administrator.person_pk))
    day = a_working_day(task_of(dispatched, "commune"))
    typed = {"day": day.isoformat(), "state": "closed", "source": "communiqué", "certainty": "sourced"}
    refused = client.post(reverse("dossiers:closed-days"), typed)
    assert refused.status_code == 422
    typed |= {"name_fr": DAYS["fr"], "name_ar": DAYS["ar"]}
    assert client.post(reverse("dossiers:closed-days"), typed).status_code == 302
    assert client.post(reverse("dossiers:closed-days"), typed).status_code == 422  # already decided
    decision = Holiday.objects.get(date=day, withdrawn_at=None)
    assert DAYS["fr"] in client.get(f"{reverse('dossiers:closed-days')}?year={day.year}").text
    client.post(reverse("dossiers:closed-day-withdrawal", args=[decision.pk]))
    decision.refresh_from_db()
    assert decision.withdrawn_at is not None
