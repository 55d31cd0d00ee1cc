"""The last opinions of a dossier arrive together: the commission opens, once, every time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count, Q

from rokhas.dossiers import workflow
from rokhas.dossiers.actions import opinions, turn
from rokhas.dossiers.models import Dossier, Task
from rokhas.dossiers.tests.crowd import waiting_for_two_opinions
from rokhas.journal.chain import breaks
from rokhas.journal.events import act
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor
from rokhas.testing.scene import Scene
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
DOSSIERS = 1000
WAITING = Q(tasks__closed_at=None, tasks__superseded_at=None)


def without_an_open_step() -> int:
    """Dossiers that nobody would ever look at again."""
    lodged = Dossier.objects.lodged().filter(ended_at=None).annotate(open=Count("tasks", filter=WAITING))
    return lodged.filter(open=0).count()


def all_together(grand: Scene, pairs: list[tuple[Task, Task]]) -> list[BaseException]:
    """Two members, each on a connection, sign their opinions dossier after dossier, always at the same moment."""
    meet = threading.Barrier(2)

    def sign(tasks: list[Task], by: Actor) -> Callable[[], None]:
        def each() -> None:
            for task in tasks:
                meet.wait(60)
                with act():
                    opinions.issue_opinion(turn.hold_task(task.pk), by=by)

        return each

    commune, agency = zip(*pairs, strict=True)
    return together(
        sign(list(commune), grand.actor("commune")), sign(list(agency), grand.actor("urban-agency"))
    )


def test_no_dossier_is_left_without_an_open_step(grand: Scene) -> None:
    """0 of 1 000."""
    pairs = waiting_for_two_opinions(grand, DOSSIERS)
    assert without_an_open_step() == 0
    assert all_together(grand, pairs) == []
    copies = Q(dossier__number__startswith="COPY-")
    answered = Task.objects.filter(copies, kind="opinion", outcome="favourable")
    assert answered.count() == 3 * DOSSIERS
    assert without_an_open_step() == 0
    waiting = Task.objects.open().filter(copies)
    assert list(waiting.values_list("step_code").annotate(Count("pk"))) == [("conclusion", DOSSIERS)]
    assert Event.objects.filter(kind="opinion.issued").count() == 2 * DOSSIERS
    assert list(breaks({})) == []


def test_without_the_locks_the_next_step_is_lost(grand: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the count above would show: both members answer, each sees the other still waiting, nobody opens the conclusion."""
    pairs = waiting_for_two_opinions(grand, 5)
    both_decided, advance = threading.Barrier(2), workflow.advance

    def hold_by(**which: int) -> Dossier:
        return Dossier.objects.get(**which)

    def both_advance(dossier: Dossier, by: Actor) -> None:
        """Neither commits before the other has looked."""
        advance(dossier, by)
        both_decided.wait(60)

    def record(*args: Any, **data: Any) -> None:
        """The head of the stream is a lock too: it is left aside."""

    monkeypatch.setattr(turn, "hold_by", hold_by)
    monkeypatch.setattr(workflow, "advance", both_advance)
    monkeypatch.setattr(opinions, "record", record)
    assert all_together(grand, pairs) == []
    assert without_an_open_step() == 5
