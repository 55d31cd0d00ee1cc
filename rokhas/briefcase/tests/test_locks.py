"""One person, two windows: the same file kept twice together is kept once, and the bottom of the briefcase holds."""

from functools import partial

import pytest

from rokhas.accounts.models import Person
from rokhas.briefcase import actions
from rokhas.briefcase.errors import BriefcaseFull
from rokhas.briefcase.models import KeptDocument
from rokhas.documents.actions import store
from rokhas.documents.models import Document
from rokhas.kernel.actor import Actor
from rokhas.procedures.actions import seed
from rokhas.testing.scene import one_page
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


def sent(text: str, by: Actor) -> Document:
    return store(one_page(text), name="card.pdf", media_type="application/pdf", pages=1, by=by)


def test_the_same_file_kept_twice_together_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seed()
    me = Actor(Person.objects.create_user("salma@example.org", "a-long-password").pk)
    for turn in range(10):
        files = [sent(f"card {turn}", me) for _each in range(2)]
        assert together(*(partial(actions.keep, file, "CNIE", by=me) for file in files)) == []
        assert KeptDocument.objects.count() == turn + 1
    monkeypatch.setattr(actions, "MOST", 11)
    files = [sent(f"last {turn}", me) for turn in range(3)]
    refused = together(*(partial(actions.keep, file, "CNIE", by=me) for file in files))
    assert [type(error) for error in refused] == [BriefcaseFull, BriefcaseFull]
    assert KeptDocument.objects.count() == 11
