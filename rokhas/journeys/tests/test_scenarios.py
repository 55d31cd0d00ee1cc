"""The sixty dossiers of the demonstration: all different, at every stage of every procedure, and each plot can be played."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from rokhas.journeys.scenarios import ALONE, AT_THE_DESK, COMMISSION, FIRST, TEMARA, scenarios
from rokhas.procedures.actions import packaged_files
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
