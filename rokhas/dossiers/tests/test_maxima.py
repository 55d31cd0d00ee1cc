"""The legal maximum of a whole dossier passes: noted once, told before, on and after, and reported to the governor."""

from __future__ import annotations

from copy import copy
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.base import ModelState
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import limits, maxima
from rokhas.dossiers.actions.extensions import extend_maximum
from rokhas.dossiers.models import Dossier, Maximum, Task, TimeLimit
from rokhas.dossiers.queries.sight import late_tasks
from rokhas.journal.events import act
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import MOROCCO, Actor, Held, system
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind, Reminder
from rokhas.procedures.schema import reminders as schedules
from rokhas.territory.actions import decide_day, withdraw_day
from rokhas.territory.models import Holiday, Unit
from rokhas.territory.queries import closed_days
from rokhas.testing import days as naive
from rokhas.testing.lives import lived, then
from rokhas.testing.scene import Scene
from rokhas.testing.together import together

pytestmark = pytest.mark.django_db


@lived
def deposited() -> Scene:
    """An establishment of the second class; the desk has not read it yet."""
    return Scene.opens(procedure="classified-establishment", class_code="class_2").deposited()


@then(deposited)
def studied(deposited: Scene) -> Scene:
    """The services are heard: none of their steps has a delay."""
    scene = deposited.admit()
    assert not scene.dossier.tasks.open().exclude(due_on=None).exists()
    return scene


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def begun(scene: Scene) -> date:
    return scene.dossier.versions.latest("number").lodged_at.astimezone(MOROCCO).date()


def closed(scene: Scene) -> set[date]:
    return set(closed_days(begun(scene) - timedelta(days=9), begun(scene) + timedelta(days=250)))


def last_day(scene: Scene) -> date:
    return naive.limit(begun(scene), 60, "days", closed(scene))


def look(scene: Scene, day: date) -> object:
    return maxima.attend_maxima(system(noon(day)))


def facts(scene: Scene, *kinds: str) -> list[tuple[str, dict[str, object]]]:
    stream = Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}", kind__in=kinds)
    return [(event.kind, event.data) for event in stream.order_by("seq")]


def days_from(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def working_days(day: date, count: int, known: set[date]) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        count -= step.days if naive.is_open(day, known) else 0
    return day


def told_on(scene: Scene, due_on: date) -> dict[date, set[str]]:
    """Who is told on which day, counted on a wall calendar."""
    found: dict[date, set[str]] = {}
    for each in schedules.reminders_of(None):
        day = working_days(due_on, each.working_days, closed(scene))
        found.setdefault(day, set()).add(each.tells)
    return found


def test_day_by_day_each_is_told_once_and_the_end_is_noted_once(studied: Scene) -> None:
    due_on = last_day(studied)
    said: dict[date, set[str]] = {}
    passed = []
    look(studied, begun(studied))
    for day in days_from(due_on - timedelta(days=7), due_on + timedelta(days=12)):
        for _again in range(2):
            before = len(facts(studied, "maximum.reminded"))
            if look(studied, day):
                passed.append(day)
            for _kind, data in facts(studied, "maximum.reminded")[before:]:
                assert data["due_on"] == due_on.isoformat()
                said.setdefault(day, set()).add(str(data["told"]))
    assert passed == [due_on + timedelta(days=1)]
    assert said == told_on(studied, due_on)
    assert [data for _kind, data in facts(studied, "maximum.passed")] == [{"due_on": due_on.isoformat()}]


def test_after_days_without_a_worker_each_person_is_told_once(studied: Scene) -> None:
    look(studied, begun(studied))
    after = last_day(studied) + timedelta(days=40)
    assert look(studied, after) == 1
    assert look(studied, after) == 0
    told = [data["told"] for _kind, data in facts(studied, "maximum.reminded")]
    assert sorted(map(str, told)) == ["governor", "holder", "secretary"]
    drain(noon(after) + timedelta(minutes=1))
    read = Notice.objects.filter(kind__startswith="dossier.maximum_")
    cast = studied.cast.people
    assert cast["governor"].pk in {each.person_id for each in read if each.kind == "dossier.maximum_late"}
    assert cast["economic"].pk in {each.person_id for each in read}, "the desk has no secretary"
    holders = {each.person_id for each in read if each.kind == "dossier.maximum_passed"}
    assert holders
    assert studied.dossier.filer_id not in {each.person_id for each in read}


def watched_from(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """The migration runs that day, on a register that is in use."""
    migration = import_module("rokhas.dossiers.migrations.0026_maxima")

    class Moment(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Moment:
            return cls.combine(day, time(3), tz)

    monkeypatch.setattr(migration, "datetime", Moment)
    migration.take_up(apps, SimpleNamespace(connection=connection))


def test_a_register_in_use_sends_no_flood_of_what_passed_before(
    studied: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_on = last_day(studied)
    day = due_on + timedelta(days=40)
    watched_from(day, monkeypatch)
    assert Maximum.objects.get().since == day
    assert look(studied, day) == 1
    drain(noon(day) + timedelta(minutes=1))
    assert [data for _kind, data in facts(studied, "maximum.passed")] == [{"due_on": due_on.isoformat()}]
    assert facts(studied, "maximum.reminded", "maximum.moved") == []
    assert not Notice.objects.filter(kind__startswith="dossier.maximum_").exists()
    assert late_tasks(studied.cast.actor("governor", noon(day)), day).exists()
    assert look(studied, day + timedelta(days=1)) == 0
    assert facts(studied, "maximum.reminded") == []


def test_a_register_in_use_tells_what_is_ahead_of_that_day_alone(
    studied: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_on = last_day(studied)
    watched_from(due_on, monkeypatch)
    said: dict[date, set[str]] = {}
    for day in days_from(due_on, due_on + timedelta(days=12)):
        before = len(facts(studied, "maximum.reminded"))
        look(studied, day)
        for _kind, data in facts(studied, "maximum.reminded")[before:]:
            said.setdefault(day, set()).add(str(data["told"]))
    assert said == {day: who for day, who in told_on(studied, due_on).items() if day > due_on}
    assert len(facts(studied, "maximum.passed")) == 1


def test_what_is_deposited_on_that_day_is_watched_whole(
    studied: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched_from(begun(studied), monkeypatch)
    assert not Maximum.objects.exists()
    ended = begun(studied) + timedelta(days=1)
    Dossier.objects.filter(pk=studied.dossier.pk).update(ended_at=noon(ended), ending="withdrawn")
    watched_from(ended, monkeypatch)
    assert not Maximum.objects.exists(), "what has ended is not taken up"


def test_dossiers_without_a_legal_maximum_never_stand_before_those_that_have_one(
    studied: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maxima, "BATCH", 2)
    for number in (1, 2, 3):
        other = copy(studied.dossier)
        other._state = ModelState()
        other.pk, other.class_code = -number, "class_1"
        other.number, other.tracking_code = f"{studied.dossier.number}-{number}", f"CODE{number}"
        other.save(force_insert=True)
    assert studied.dossier.procedure.limit("legal_maximum", "class_1") is None
    day = last_day(studied) + timedelta(days=1)
    Maximum.objects.create(dossier_id=-1, since=day, due_on=day, look_on=day)  # as the migration takes it up
    assert look(studied, day) == 1
    assert Maximum.objects.get(dossier=studied.dossier).passed_at == noon(day)
    assert Maximum.objects.get(dossier=-1).look_on is None
    assert Maximum.objects.count() == 2


def test_the_governor_reads_it_among_what_is_late_and_sets_a_day(client: Client, studied: Scene) -> None:
    day = last_day(studied) + timedelta(days=1)
    governor = studied.cast.actor("governor", noon(day))
    assert not late_tasks(governor, day).exists()
    look(studied, day)
    late = late_tasks(governor, day)
    assert late.exists()
    assert not late.filter(office=None).exists()
    task = late[0]
    until = working_days(day, 1, closed(studied))
    limits.set_time_limit(task, by=governor, until=until)
    assert TimeLimit.objects.get().until == until
    client.force_login(studied.cast.people["governor"])
    page = client.get(reverse("work:late")).text
    assert (studied.dossier.number or "?") in page
    assert reverse("dossiers:time-limit", args=[task.pk]) in page
    history = reverse("dossiers:history", args=[studied.dossier.number])
    for language, said in (("fr", "sans décision"), ("ar", "دون قرار")):
        client.cookies["rokhas_language"] = language
        assert said in client.get(history).text
    with act():
        Dossier.objects.filter(pk=studied.dossier.pk).update(stayed_on=day)
    assert not late_tasks(governor, day).exists()


def test_an_extension_moves_it_and_its_reminders(studied: Scene) -> None:
    first = last_day(studied)
    look(studied, begun(studied))
    extend_maximum(studied.dossier, by=studied.cast.actor("economic"), cause="expertise", motive="Bruit.")
    extended = naive.limit(first, 30, "days", closed(studied))
    for day in days_from(first - timedelta(days=5), extended):
        assert look(studied, day) == 0
    assert {data["due_on"] for _kind, data in facts(studied, "maximum.reminded")} == {extended.isoformat()}
    assert look(studied, extended + timedelta(days=1)) == 1
    assert facts(studied, "maximum.moved") == []


def test_a_stay_stops_it_and_it_starts_again_whole(studied: Scene) -> None:
    first = last_day(studied)
    look(studied, begun(studied))
    with act():
        Dossier.objects.filter(pk=studied.dossier.pk).update(stayed_on=begun(studied))
    assert look(studied, first + timedelta(days=20)) == 0
    again = first + timedelta(days=21)
    with act():
        Dossier.objects.filter(pk=studied.dossier.pk).update(stayed_on=None, resumed_on=again)
    assert look(studied, again) == 0
    due_on = naive.limit(again, 60, "days", closed(studied))
    assert Maximum.objects.get().due_on == due_on
    assert look(studied, due_on) == 0
    assert look(studied, due_on + timedelta(days=1)) == 1
    assert len(facts(studied, "maximum.passed")) == 1


def keeper(at: date) -> Actor:
    return Actor(None, frozenset({Held("platform_administrator", 0)}), at=noon(at))


def close(day: date, *, at: date, unit: Unit | None = None) -> Holiday:
    decision = decide_day(
        day,
        by=keeper(at),
        closed=True,
        source="BO 7300",
        certainty="constructed",
        name_fr="Jour chômé",
        name_ar="يوم عطلة",
        unit=unit,
    )
    drain(noon(at) + timedelta(minutes=1))
    return decision


def test_two_closed_days_decided_while_it_runs_move_it_and_the_history_says_which(studied: Scene) -> None:
    due_on, at = last_day(studied), begun(studied) + timedelta(days=20)
    look(studied, at)
    close(due_on, at=at)
    second = working_days(due_on, 1, closed(studied))
    assert last_day(studied) == second
    close(second, at=at)
    third = last_day(studied)
    moved = facts(studied, "maximum.moved")
    assert [(data["was"], data["until"], data["changed"]) for _kind, data in moved] == [
        (due_on.isoformat(), second.isoformat(), due_on.isoformat()),
        (second.isoformat(), third.isoformat(), second.isoformat()),
    ]
    assert look(studied, third) == 0
    assert look(studied, third + timedelta(days=1)) == 1


def test_a_dossier_late_until_its_last_day_was_closed_is_late_no_more_until_it_passes_again(
    studied: Scene,
) -> None:
    due_on = last_day(studied)
    after = due_on + timedelta(days=1)
    assert look(studied, after) == 1
    decision = close(due_on, at=after)
    assert len(facts(studied, "maximum.moved")) == 1, "the history says why the day is another one"
    kept = Maximum.objects.get()
    assert kept.due_on >= after
    assert kept.passed_at is None
    assert look(studied, kept.due_on) == 0
    withdraw_day(decision, by=Actor(None, frozenset({Held("platform_administrator", 0)}), at=noon(after)))
    drain(noon(after))
    assert look(studied, kept.due_on) == 0, "for the same last day it was said already"
    assert Maximum.objects.get().passed_at is not None
    told = facts(studied, "maximum.reminded")
    assert all(told.count(each) == 1 for each in told)
    close(due_on, at=kept.due_on)
    assert look(studied, kept.due_on + timedelta(days=15)) == 1
    assert len(facts(studied, "maximum.passed")) == 2


def test_nothing_is_said_of_a_dossier_that_has_ended(studied: Scene) -> None:
    look(studied, begun(studied))
    with act():
        Dossier.objects.filter(pk=studied.dossier.pk).update(
            ended_at=noon(begun(studied)), ending="withdrawn"
        )
    assert look(studied, last_day(studied) + timedelta(days=9)) == 0
    assert facts(studied, "maximum.passed", "maximum.reminded") == []
    assert Maximum.objects.get().look_on is None


def test_the_payment_that_is_awaited_is_not_the_lateness_of_an_office(studied: Scene) -> None:
    day = last_day(studied) + timedelta(days=1)
    look(studied, day)
    Task.objects.filter(dossier=studied.dossier).update(kind=Kind.PAYMENT)
    assert not late_tasks(studied.cast.actor("governor", noon(day)), day).exists()


def test_a_file_gives_reminders_of_its_own(studied: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    procedure = studied.dossier.procedure
    limit = procedure.limit("legal_maximum", "class_2")
    assert limit is not None
    own = limit.model_copy(
        update={"reminders": (Reminder(working_days=0, tells="governor", certainty="constructed"),)}
    )
    assert schedules.reminders_of(own) == own.reminders
    assert schedules.reminders_of(limit) == schedules.reminders_of(None)
    monkeypatch.setattr(type(procedure), "limit", lambda _self, _code, _class=None: own)
    for day in days_from(last_day(studied) - timedelta(days=5), last_day(studied) + timedelta(days=12)):
        look(studied, day)
    assert [data["told"] for _kind, data in facts(studied, "maximum.reminded")] == ["governor"]


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_note_it_once(transactional_db: None, authority: object) -> None:
    scene = Scene.opens(procedure="classified-establishment", class_code="class_2").deposited().admit()
    after = system(noon(last_day(scene) + timedelta(days=40)))
    assert together(*(lambda: maxima.attend_maxima(after) for _each in range(4))) == []
    assert len(facts(scene, "maximum.passed")) == 1
    assert len(facts(scene, "maximum.reminded")) == 3
