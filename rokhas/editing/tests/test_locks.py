"""Two people on one entry at the same moment: one is right, and nothing is published twice or lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from rokhas.editing import actions
from rokhas.editing.errors import EntryBeingWritten
from rokhas.editing.models import NextEntry
from rokhas.editing.tests.test_entries import RATES, REASONS, actor, ready, say
from rokhas.procedures.actions.drafts import mark_of
from rokhas.procedures.errors import GoneOnFrom, MistakesLeft, NotBeingWritten, TakenBack
from rokhas.procedures.models import Entry
from rokhas.procedures.queries import entries
from rokhas.tariffs.models import Tariff
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    entries.forget()
    yield
    entries.forget()


def test_two_who_publish_publish_once() -> None:
    code = "TOC-MA-REST"
    draft = ready(say(actions.begin_entry(RATES, code, by=actor("nadia")), rate="400"))
    publishing = [
        partial(actions.publish_entry, draft, revision=draft.revision, by=actor(who))
        for who in ("brahim", "idir")
    ]
    (refused,) = together(*publishing)
    assert isinstance(refused, NotBeingWritten)
    assert Tariff.objects.filter(code__startswith=f"{code}.").count() == 1


def test_two_new_rates_of_one_place_are_published_once() -> None:
    drafts = []
    for code, like in (("TOC-ONE-IND", "TOC-CASA-IND"), ("TOC-TWO-IND", "TOC-RABA-IND")):
        draft = actions.begin_entry(RATES, code, like=like, by=actor("nadia"))
        drafts.append(ready(say(draft, place="01.511.01.01", rate="25")))
    (refused,) = together(
        *(partial(actions.publish_entry, each, revision=each.revision, by=actor("brahim")) for each in drafts)
    )
    assert isinstance(refused, MistakesLeft)
    assert Tariff.objects.filter(territory="01.511.01.01", nature="individual_housing").count() == 1


def test_what_is_changed_while_it_is_published_is_published_as_read_or_not_at_all() -> None:
    draft = ready(say(actions.begin_entry(REASONS, "URB-02", by=actor("nadia")), law="RGC art. 9"))
    seen = mark_of(draft.value, ("law",))
    (refused,) = together(
        partial(actions.publish_entry, draft, revision=draft.revision, by=actor("brahim")),
        partial(actions.write_entry, draft, {"law": "RGC art. 10"}, seen=seen, by=actor("sara")),
    )
    assert isinstance(refused, (NotBeingWritten, TakenBack))
    row = Entry.objects.first()
    assert row is None or row.value["law"] == "RGC art. 9"


def test_two_who_begin_begin_once() -> None:
    (refused,) = together(
        *(partial(actions.begin_entry, REASONS, "URB-02", by=actor(who)) for who in ("nadia", "sara"))
    )
    assert isinstance(refused, EntryBeingWritten)


def test_an_entry_is_withdrawn_or_gone_on_from_never_both() -> None:
    draft = ready(say(actions.begin_entry(REASONS, "URB-02", by=actor("nadia")), law="RGC art. 9"))
    entry = actions.publish_entry(draft, revision=draft.revision, by=actor("brahim"))
    refused = together(
        partial(actions.withdraw_entry, entry, motive="Rapporté.", by=actor("nadia")),
        partial(actions.begin_entry, REASONS, "URB-02", by=actor("sara")),
    )
    begun = NextEntry.objects.open().first()
    assert all(isinstance(each, GoneOnFrom) for each in refused)
    entry.refresh_from_db()
    # Either it was withdrawn first and the next one goes on from what was before, or it stands and the next one goes on from it.
    assert begun is not None
    assert (entry.withdrawn_at is None) == (begun.value["law"] == "RGC art. 9")
