"""Two requests, two connections, one upload."""

from collections.abc import Callable
from functools import partial

import pytest
from django.http import HttpResponse

from rokhas.accounts.models import Person
from rokhas.documents.models import Document, Upload
from rokhas.documents.tests.conftest import Desk
from rokhas.documents.tests.sender import PLAN, Browser
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


def answers(*acts: Callable[[], HttpResponse]) -> list[int]:
    """The statuses of requests made at the same moment, sorted."""
    statuses: list[int] = []
    assert together(*(lambda act=act: statuses.append(act().status_code) for act in acts)) == []
    return sorted(statuses)


def test_the_same_last_chunk_sent_twice_together_is_received_once(desk: Desk) -> None:
    person = Person.objects.create_user("salma@example.org", "a-long-password")
    for turn in range(20):
        first, second = Browser(person), Browser(person)
        assert first.announce().status_code == 201
        second.address = first.address
        statuses = answers(partial(first.patch, 0, PLAN), partial(second.patch, 0, PLAN))
        assert statuses[0] == 204, statuses
        assert statuses[1] in {204, 409, 410, 423}
        assert Document.objects.count() == len(desk.received) == turn + 1


def test_twenty_announcements_together_do_not_pass_the_limit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rokhas.documents.actions.uploads.OPEN_AT_ONCE", 5)
    person = Person.objects.create_user("salma@example.org", "a-long-password")
    browsers = [Browser(person) for _ in range(20)]
    statuses = answers(*(browser.announce for browser in browsers))
    assert (statuses.count(201), statuses.count(429)) == (5, 15)
    assert Upload.objects.count() == 5
