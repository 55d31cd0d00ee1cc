"""A reading that depends on who asks, put into words once for each set of roles, says what its queryset says to each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import models
from django.http import HttpRequest

from rokhas.dossiers.models import Dossier, Message, Task
from rokhas.dossiers.queries import worklist
from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.fixed import ASKER, Fixed
from rokhas.notices.queries import unread_by
from rokhas.testing.scene import Scene
from rokhas.ui import waiting
from rokhas.work.models import SavedView
from rokhas.work.queries import lists, sharing

READINGS: list[Callable[[Actor], models.QuerySet[Any]]] = [
    Task.objects.awaiting,
    Message.objects.unread_by,
    lists.held_by_others,
    lists.closed_for,
    lambda actor: Dossier.objects.visible_to(actor),
    lambda actor: worklist.first(lists.to_do(actor)),
]


@pytest.fixture
def actors(admitted: Scene) -> list[Actor]:
    """People of several roles, then some who serve nowhere, in two offices, on another day, in practices, and nobody."""
    everybody = [
        admitted.actor(word) for word in ("secretary", "commune", "urban-agency", "president", "architect")
    ]
    one, other = everybody[0], everybody[1]
    mandates = one.mandates | {Held(each.role, each.office_id) for each in other.mandates}
    past = datetime(2026, 1, 5, 9, tzinfo=UTC)
    office = admitted.cast.offices["commune"].pk
    return [
        *everybody,
        Actor(one.person_id),
        Actor(one.person_id, mandates),
        Actor(other.person_id, mandates, past),
        Actor(one.person_id, one.mandates, practices=frozenset({office, office + 1})),
        Actor(None),
    ]


def test_each_asker_reads_what_is_theirs(actors: list[Actor]) -> None:
    for build in READINGS:
        reading: Fixed[Any] = Fixed(build, actor=ASKER)
        for _twice in range(2):
            for actor in actors:
                assert _said(lambda: reading.all(actor=actor)) == _said(lambda: list(build(actor)))  # noqa: B023
    assert any(_said(lambda: list(Task.objects.awaiting(actor))) for actor in actors)  # noqa: B023


def _said(ask: Callable[[], list[Any]]) -> list[int]:
    """The rows, in no order: a reading that nobody could answer is refused by the ORM before it is asked."""
    try:
        return sorted(row.pk for row in ask())
    except EmptyResultSet:
        return []


def test_what_waits_is_counted_for_each_reader(actors: list[Actor]) -> None:
    for actor in actors:
        if actor.person_id is None:
            continue
        request = HttpRequest()
        request.actor = actor  # type: ignore[attr-defined]
        waiting.ask(request, "elsewhere", lists.some_held_by_others)
        assert waiting.count(request, "elsewhere") == lists.held_by_others(actor).count()
        assert waiting.count(request, "dossiers:threads") == Message.objects.unread_by(actor).count()
        assert waiting.count(request, "notices") == unread_by(actor).count()


def test_a_value_that_comes_later_is_never_written_into_a_sentence() -> None:
    reading = Fixed(lambda actor: SavedView.objects.filter(name=f"of {actor.person_id}"), actor=ASKER)
    with pytest.raises(TypeError, match="comes later"):
        reading.all(actor=Actor(1))


def test_the_habits_and_views_of_a_reader_are_their_own(actors: list[Actor]) -> None:
    mine, theirs = actors[0], actors[1]
    for actor in (mine, theirs):
        SavedView.objects.create(
            person_id=actor.person_pk, name="kept", query=f"q={actor.person_pk}", kept_at=actor.now()
        )
    assert [view.query for view in sharing.views_of(mine)] == [f"q={mine.person_pk}"]
    assert [view.query for view in sharing.views_of(theirs)] == [f"q={theirs.person_pk}"]
