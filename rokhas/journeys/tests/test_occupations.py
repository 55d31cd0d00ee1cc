"""Occupations that are played: one renewed, one ended by its holder, one whose second year is not paid."""

from __future__ import annotations

import pytest

from rokhas.dossiers.models import Dossier, Ending
from rokhas.journeys.country import moments
from rokhas.journeys.scenarios import TEMARA, occupied, scenarios
from rokhas.notices.models import Notice
from rokhas.occupations.models import Cessation, Occupation, YearlyFee
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

RENEWED, CEASED, UNPAID = range(3)


def played(which: int) -> Scene:
    told = list(occupied())[which]
    assert told.title not in {each.title for each in scenarios()}
    assert told.commune == TEMARA
    scene = Scene.opens(
        procedure=told.procedure, meant=told.meant, at=moments(told.days_ago), answers=told.answers
    )
    with TestAuthority.shared().plays():
        told.plot(scene)
    return scene


def test_a_terrace_is_renewed(db: None) -> None:
    first = played(RENEWED).dossier
    second = Dossier.objects.get(parent=first)
    assert second.ending == Ending.DELIVERED
    assert (second.lapse.since, second.lapse.on > first.lapse.on) == (first.lapse.on, True)
    assert Occupation.objects.filter(ended_on=None).count() == 2, "the first term runs to its last day"


def test_a_panel_is_taken_away(db: None) -> None:
    scene = played(CEASED)
    assert list(Cessation.objects.values_list("restored", flat=True)) == [False, True]
    assert Occupation.objects.get(dossier=scene.dossier).ending == "ceased"


@pytest.mark.long
def test_a_second_year_stays_unpaid(db: None) -> None:
    scene = played(UNPAID)
    fee = YearlyFee.objects.get(occupation__dossier=scene.dossier)
    assert fee.is_due
    assert fee.overdue_at is not None
    assert Notice.objects.filter(kind="occupation.fee_overdue").exists()
    assert Occupation.objects.get(dossier=scene.dossier).is_running
