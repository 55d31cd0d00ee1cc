"""Two people at once in an enquiry: it closes while somebody speaks, two answer, two open (PostgreSQL)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rokhas.enquiries.actions import closing, opening, oppositions, report
from rokhas.enquiries.errors import AlreadySpoken, EnquiryAlreadyOpen, EnquiryClosed
from rokhas.enquiries.models import Enquiry
from rokhas.enquiries.tests.conftest import story
from rokhas.journal.chain import breaks
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.procedures.schema import Kind
from rokhas.testing import enquiry as story_of
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
WORDS = {"stance": "opposes", "text": "La fumée gênerait l’école voisine."}


@pytest.fixture
def town(authority: TestAuthority) -> Scene:
    return story().deposited().admit()


def test_an_enquiry_is_opened_once_and_closed_once_whoever_comes(town: Scene) -> None:
    """Two open it; two speak with one identity card; it closes, twice, while somebody speaks; two answer. Each is told."""
    task = town.task(Kind.ENQUIRY)
    by = town.actor(town.holder(task))
    day = by.today() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    opened = together(*[lambda: opening.open_enquiry(task, by=by, opens_on=day)] * 2)
    assert [type(each) for each in opened] == [EnquiryAlreadyOpen]
    found = story_of.of(town.wait_for(day))
    town.deliver_post()

    first, second = (town.actor(town.cast.neighbour(word)) for word in ("neighbour", "neighbour-2"))
    same_card = together(
        lambda: oppositions.oppose(found, by=first, identity="DM60101", **WORDS),
        lambda: oppositions.oppose(found, by=second, identity="DM60101", **WORDS),
    )
    assert [type(each) for each in same_card] == [AlreadySpoken]
    assert [each.number for each in found.oppositions.all()] == [1]

    others = [town.actor(town.cast.neighbour(f"neighbour-{turn}")) for turn in (4, 5)]
    at_once = together(
        *[
            lambda by=by, card=card: oppositions.oppose(found, by=by, identity=card, **WORDS)
            for by, card in zip(others, ("DM60404", "DM60505"), strict=True)
        ]
    )
    assert at_once == []
    assert [each.number for each in found.oppositions.all()] == [1, 2, 3], "each has a number of their own"

    _closes_while_somebody_speaks(town, found)
    found.refresh_from_db()
    said = list(found.oppositions.all())
    assert [each.number for each in said] == list(range(1, found.last_number + 1))
    (told,) = Event.objects.filter(kind="enquiry.closed")
    assert told.data["count"] == len(said)

    town.wait_for(found.closes_on + timedelta(days=2))
    reporter = town.actor(town.holder(task))
    assert (
        together(
            lambda: report.answer_opposition(said[0], by=reporter, answer="Prescrit."),
            lambda: report.answer_opposition(said[0], by=reporter, answer="Refusé."),
        )
        == []
    )
    said[0].refresh_from_db()
    assert said[0].answer in {"Prescrit.", "Refusé."}
    assert list(breaks({})) == []


def _closes_while_somebody_speaks(town: Scene, found: Enquiry) -> None:
    """Whoever holds the enquiry first: an observation of the last day is counted by the closing, or is told that it is late."""
    word = town.cast.neighbour("neighbour-3")
    last_day = town.wait_for(found.closes_on).actor(word)
    morning_after = system(town.wait_for(found.closes_on + timedelta(days=1)).at())
    raised = together(
        lambda: oppositions.oppose(found, by=last_day, identity="DM60303", **WORDS),
        lambda: closing.close_enquiry(found.pk, by=morning_after),
        lambda: closing.close_enquiry(found.pk, by=morning_after),
    )
    assert {type(each) for each in raised} <= {EnquiryClosed}
