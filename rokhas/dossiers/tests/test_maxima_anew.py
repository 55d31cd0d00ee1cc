"""A legal maximum that begins anew once it passed, is extended, cannot be counted, or lies across a day closed elsewhere."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models.base import ModelState
from django.utils import translation

from rokhas.dossiers.actions import clock, maxima, rulings
from rokhas.dossiers.actions.extensions import extend_maximum
from rokhas.dossiers.actions.turn import hold_open_task
from rokhas.dossiers.models import Dossier, Maximum, Ruling, Task
from rokhas.dossiers.notices.maxima import MAXIMA
from rokhas.dossiers.queries import case as cases
from rokhas.dossiers.queries.sight import late_tasks
from rokhas.dossiers.tests.test_contested import answered, filed, turned_back
from rokhas.dossiers.tests.test_maxima import (
    begun,
    close,
    closed,
    days_from,
    deposited,
    facts,
    keeper,
    last_day,
    look,
    noon,
    studied,
    told_on,
)
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import Actor, system
from rokhas.procedures.schema import reminders as schedules
from rokhas.territory.actions import withdraw_day
from rokhas.territory.models import Unit
from rokhas.testing import days as naive
from rokhas.testing.moments import changes_asked
from rokhas.testing.scene import Scene

__all__ = ["changes_asked", "deposited", "studied", "turned_back"]

pytestmark = pytest.mark.django_db


def passed(scene: Scene, by: Actor) -> None:
    """The legal maximum passed before, and is looked at again tomorrow."""
    maxima.attend_maxima(by)
    late = {"passed_at": by.now(), "look_on": by.today() + timedelta(days=1)}
    assert Maximum.objects.filter(dossier=scene.dossier).update(**late) == 1


def begins_anew(scene: Scene, by: Actor) -> None:
    """An office is awaited and is not late; the next round counts from today."""
    assert scene.dossier.tasks.open().exclude(office=None).exists()
    governor = scene.cast.actor("governor", by.now())
    assert not late_tasks(governor, by.today()).filter(dossier=scene.dossier).exists()
    assert maxima.attend_maxima(by) == 0
    kept = Maximum.objects.get(dossier=scene.dossier)
    assert (kept.since, kept.passed_at) == (by.today(), None)
    assert kept.due_on > by.today()


def test_a_dossier_deposited_again_is_late_no_more_at_once(changes_asked: Scene) -> None:
    by = system(changes_asked.actor("president").now())
    passed(changes_asked, by)
    changes_asked.lodge_again()
    begins_anew(changes_asked, by)


def test_a_dossier_whose_stay_ends_is_late_no_more_at_once(stayed: Scene) -> None:
    until = Ruling.objects.get(kind=Ruling.Kind.STAY).until
    assert until is not None
    passed(stayed, system(noon(until)))
    after = system(noon(until + timedelta(days=1)))
    assert rulings.attend_stays(after) == 1
    begins_anew(stayed, after)


def test_a_dossier_whose_inadmissibility_is_quashed_is_late_no_more_at_once(turned_back: Scene) -> None:
    by = system(turned_back.actor("secretary").now())
    passed(turned_back, by)
    filed(turned_back)
    answered(turned_back, "secretary")
    assert Dossier.objects.get(pk=turned_back.dossier.pk).resumed_on == by.today()
    begins_anew(turned_back, by)


def test_after_an_extension_the_offices_are_warned_before_the_limit_that_counts(studied: Scene) -> None:
    first = last_day(studied)
    look(studied, begun(studied))
    for day in days_from(first - timedelta(days=9), first - timedelta(days=1)):
        look(studied, day)
    assert [data["days"] for _kind, data in facts(studied, "maximum.reminded")] == [-2], (
        "one is warned already"
    )
    economic = studied.cast.actor("economic", noon(first - timedelta(days=1)))
    extend_maximum(studied.dossier, by=economic, cause="expertise", motive="Bruit.")
    extended = naive.limit(first, 30, "days", closed(studied))
    said: dict[date, set[str]] = {}
    for day in days_from(first, extended + timedelta(days=12)):
        before = len(facts(studied, "maximum.reminded"))
        look(studied, day)
        for _kind, data in facts(studied, "maximum.reminded")[before:]:
            said.setdefault(day, set()).add(str(data["told"]))
    assert said == told_on(studied, extended)


def test_a_dossier_that_cannot_be_counted_hides_no_other(
    studied: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad = copy(studied.dossier)
    bad._state = ModelState()
    bad.pk, bad.number, bad.tracking_code = -1, f"{bad.number}-1", "CODE1"
    bad.save(force_insert=True)
    counted = cases.clock

    def broken(dossier: Dossier, *given: Any) -> object:
        if dossier.pk == bad.pk:
            raise ValueError("no such day")
        return counted(dossier, *given)

    monkeypatch.setattr(cases, "clock", broken)
    day = last_day(studied) + timedelta(days=1)
    assert look(studied, day) == 1
    assert "dossier -1" in caplog.text
    assert "no such day" in caplog.text
    assert Maximum.objects.get(dossier=bad).look_on == day + timedelta(days=1)
    monkeypatch.setattr(cases, "clock", counted)
    assert look(studied, day) == 0, "it is tried again the day after"


def test_a_day_closed_elsewhere_counts_nothing_again(studied: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    first, at = last_day(studied), begun(studied) + timedelta(days=3)
    look(studied, at)
    looked_at = Maximum.objects.get().look_on
    place = studied.dossier.unit
    assert place is not None
    task = studied.dossier.tasks.open().filter(office__unit=place)[0]
    Task.objects.filter(pk=task.pk).update(due_on=first, starts_on=begun(studied))
    touched: list[object] = []
    maximum, step = maxima.attend_maximum, hold_open_task

    def counted(pk: int, **given: Any) -> bool:
        touched.append(("maximum", pk))
        return maximum(pk, **given)

    def held(pk: int, *given: Any) -> object:
        touched.append(("step", pk))
        return step(pk, *given)

    monkeypatch.setattr(maxima, "attend_maximum", counted)
    monkeypatch.setattr(clock, "hold_open_task", held)
    close(first, at=at, unit=Unit.objects.filter(kind=place.kind).exclude(parent=place.parent)[0])
    assert touched == []
    close(first, at=at + timedelta(days=1), unit=place)
    assert touched == [("step", task.pk), ("maximum", studied.dossier.pk)]
    moved = [(data["was"], data["changed"]) for _kind, data in facts(studied, "maximum.moved")]
    assert moved == [(first.isoformat(), first.isoformat())]
    assert Maximum.objects.get().look_on == looked_at, "what moves later is found on the day it is looked at"


def test_what_a_day_worked_after_all_brings_nearer_is_looked_at_sooner(studied: Scene) -> None:
    first, at = last_day(studied), begun(studied) + timedelta(days=3)
    decision = close(first, at=at)
    look(studied, at)
    after = Maximum.objects.get().due_on + timedelta(days=1)
    assert after > first + timedelta(days=1)
    Maximum.objects.update(reminded=len(schedules.reminders_of(None)), look_on=after)
    withdraw_day(decision, by=keeper(at))
    drain(noon(at) + timedelta(minutes=1))
    kept = Maximum.objects.get()
    assert (kept.due_on, kept.look_on) == (first, first + timedelta(days=1))


def test_the_last_day_counts_and_the_notice_says_so() -> None:
    body = next(each.body for each in MAXIMA if each.code == "dossier.maximum_ahead")
    for language, said, wrong in (("fr", "au plus tard ce jour", "avant"), ("ar", "على أبعد تقدير", "قبل")):
        with translation.override(language):
            assert said in str(body)
            assert wrong not in str(body)
