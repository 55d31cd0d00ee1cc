"""The sixty dossiers of the demonstration: all different, at every stage of every procedure, and each plot can be played."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from rokhas.dossiers.models import Task
from rokhas.enquiries.models import Enquiry
from rokhas.journeys.country import moments
from rokhas.journeys.requests import BY_PROCEDURE, request_under
from rokhas.journeys.scenarios import (
    ALONE,
    ANFA,
    AT_THE_DESK,
    COMMISSION,
    FIRST,
    TEMARA,
    across,
    on_two_communes,
    scenarios,
    under_enquiry,
)
from rokhas.kernel.actor import MOROCCO
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Kind, read_procedure
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority


def test_sixty_dossiers_show_every_stage_of_every_procedure() -> None:
    told = list(scenarios())
    assert len(told) == 60
    assert len({each.title for each in told}) == 60
    assert len({each.title_ar for each in told}) == 60
    shown = Counter((each.procedure, each.plot) for each in told)
    for plot in COMMISSION.values():
        assert shown["building-permit", plot]
    for plot in ALONE.values():
        assert shown["refurbishment-permit", plot]
        assert shown["simple-declaration", plot]
    assert {each.procedure for each in told} <= {file.name.partition(".")[0] for file in packaged_files()}


def test_the_first_are_in_one_town_and_the_others_in_all() -> None:
    told = list(scenarios())
    assert {each.commune for each in told[: len(FIRST)]} == {TEMARA}
    assert len({each.commune for each in told[len(FIRST) :]}) == 5


def test_each_other_procedure_is_shown_delivered_and_under_way() -> None:
    catalogue = [read_procedure(file) for file in packaged_files()]
    today = date(2026, 3, 2)
    told = list(across(catalogue, today))
    closed = {each.code for each in catalogue if not each.may_be_filed(today)}
    daily = {"building-permit", "refurbishment-permit", "simple-declaration"}
    assert Counter(each.procedure for each in told) == dict.fromkeys(
        {each.code for each in catalogue} - daily - closed, 2
    )
    assert len({each.title for each in (*told, *scenarios())}) == len(told) + 60
    assert {each.commune for each in told} == {TEMARA, ANFA}


def test_one_request_of_each_procedure_that_hears_the_quarter_is_under_enquiry(
    authority: TestAuthority, db: None
) -> None:
    catalogue = [read_procedure(file) for file in packaged_files()]
    told = list(under_enquiry(catalogue))
    assert {each.procedure for each in told} == {
        each.code for each in catalogue if any(step.enquiry for step in each.steps)
    }
    for each in told:
        scene = Scene.opens(
            procedure=each.procedure, meant=each.meant, answers=each.answers, class_code=each.class_code,
            at=moments(each.days_ago),
        )  # fmt: skip
        each.plot(scene)
        now = scene.at()
        assert now is not None
        assert now <= datetime.now(UTC)
        held = Enquiry.objects.get(dossier=scene.dossier)
        assert held.is_open(now.date())
        assert held.is_open(datetime.now(UTC).date()), "whoever opens the demonstration sees it open"
        assert held.oppositions.count() == 2


def test_what_is_asked_has_words_of_its_own_procedure() -> None:
    known = {file.name.partition(".")[0] for file in packaged_files()}
    assert BY_PROCEDURE.keys() <= known
    words = [request_under(read_procedure(file)) for file in packaged_files()]
    assert all(fr and ar for fr, ar in words)


@pytest.fixture
def authority() -> Iterator[TestAuthority]:
    with TestAuthority.shared().plays() as playing:
        yield playing


# What each leaves open; the dossiers that are over have nothing.
LEFT = {
    "to sign": {"decision"},
    "changes": {"redeposit"},
    "admitted": {"examination"},
    "deposited": {"admissibility"},
    "refused": set(),
    "inadmissible": {"completion"},
    "draft": set(),
    "at the desk": {"admissibility"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("stage", sorted(LEFT))
def test_a_plot_stops_where_it_says(stage: str, authority: TestAuthority) -> None:
    scene = Scene.opens(procedure="refurbishment-permit")
    (ALONE | AT_THE_DESK)[stage](scene)
    assert scene.open_steps == LEFT[stage]


@pytest.mark.django_db
def test_a_story_is_told_in_the_words_of_its_scenario(authority: TestAuthority) -> None:
    told = next(each for each in scenarios() if each.procedure == "simple-declaration")
    scene = Scene.opens(procedure=told.procedure, meant=told.meant, answers=told.answers)
    scene.draft()
    assert scene.dossier.title == told.title
    assert scene.dossier.answers["activity"] == told.answers["activity"]


def test_nobody_acts_at_night() -> None:
    tick = moments(40)
    told = [moment for moment in (tick() for _ in range(100)) if moment]
    hours = [moment.astimezone(MOROCCO).hour for moment in told]
    assert told == sorted(told)
    assert 9 <= min(hours) <= max(hours) < 17


def test_a_land_on_two_communes_waits_for_the_second(db: None, authority: TestAuthority) -> None:
    told = on_two_communes()
    scene = Scene.opens(
        procedure=told.procedure,
        grand=told.grand,
        meant=told.meant,
        answers=told.answers,
        at=moments(told.days_ago),
    )
    told.plot(scene)
    communes = Task.objects.filter(dossier=scene.dossier, kind=Kind.OPINION, office__kind="commune")
    assert [closed is None for closed in communes.order_by("pk").values_list("closed_at", flat=True)] == [
        False, True,
    ]  # fmt: skip
