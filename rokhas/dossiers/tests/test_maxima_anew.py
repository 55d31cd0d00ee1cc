"""A legal maximum that begins anew once it passed, is extended, cannot be counted, or lies across a day closed elsewhere."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models.base import ModelState

from rokhas.dossiers.actions import maxima, rulings
from rokhas.dossiers.actions.extensions import extend_maximum
from rokhas.dossiers.models import Dossier, Maximum, Ruling
from rokhas.dossiers.queries import case as cases
from rokhas.dossiers.queries.sight import late_tasks
from rokhas.dossiers.tests.test_contested import answered, filed, stayed, turned_back
from rokhas.dossiers.tests.test_maxima import (
    begun,
    closed,
    days_from,
    deposited,
    facts,
    last_day,
    look,
    noon,
    studied,
    told_on,
)
from rokhas.kernel.actor import Actor, system
from rokhas.testing import days as naive
from rokhas.testing.moments import changes_asked
from rokhas.testing.scene import Scene

__all__ = ["changes_asked", "deposited", "stayed", "studied", "turned_back"]

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
