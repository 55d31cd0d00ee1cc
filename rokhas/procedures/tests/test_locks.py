"""Two people on one next version at the same moment: one is right, and nothing is published twice or lost."""

from __future__ import annotations

from functools import partial

import pytest

from rokhas.procedures import queries
from rokhas.procedures.actions import begin, publish, withdraw, write
from rokhas.procedures.actions.drafts import mark_of
from rokhas.procedures.errors import (
    AlreadyBeingWritten,
    BaseWithdrawn,
    ChangedMeanwhile,
    GoneOnFrom,
    NotBeingWritten,
    TakenBack,
)
from rokhas.procedures.models import NextVersion, ProcedureVersion
from rokhas.procedures.tests.test_next_versions import CODE, actor, base, ready
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


@pytest.fixture(autouse=True)
def _memory() -> None:
    queries.procedure_of.cache_clear()


def test_two_who_publish_publish_once() -> None:
    draft = ready()
    publishing = [
        partial(publish, draft, revision=draft.revision, by=actor(who)) for who in ("brahim", "idir")
    ]
    (refused,) = together(*publishing)
    assert isinstance(refused, NotBeingWritten)
    assert ProcedureVersion.objects.filter(code=CODE).count() == 2


def test_what_is_changed_while_it_is_published_is_published_as_read_or_not_at_all() -> None:
    for number in range(ROUNDS):
        NextVersion.objects.all().delete()
        ProcedureVersion.objects.written_here().delete()
        queries.procedure_of.cache_clear()
        draft = ready()
        seen = mark_of(draft.value, ("note",))
        raised = together(
            partial(publish, draft, revision=draft.revision, by=actor("brahim")),
            partial(write, draft, (), {"note": f"{number}"}, seen=seen, by=actor("sara")),
        )
        (refused,) = raised
        assert isinstance(refused, (NotBeingWritten, TakenBack))
        version = ProcedureVersion.objects.written_here().first()
        assert version is None or "note: " not in version.text


def test_two_who_change_one_thing_are_told_and_two_who_change_two_are_not() -> None:
    draft = begin(base(), by=actor("nadia"))
    for number in range(ROUNDS):
        draft.refresh_from_db()
        note, names = mark_of(draft.value, ("note",)), mark_of(draft.value, ("names",))
        one = partial(write, draft, (), {"note": f"A{number}"}, seen=note, by=actor("nadia"))
        same = partial(write, draft, (), {"note": f"B{number}"}, seen=note, by=actor("sara"))
        other = partial(
            write, draft, (), {"names": {"fr": f"{number}", "ar": "س"}}, seen=names, by=actor("idir")
        )
        (refused,) = together(one, same, other)
        assert isinstance(refused, ChangedMeanwhile)
        draft.refresh_from_db()
        assert draft.value["names"]["fr"] == f"{number}"
        assert draft.value["note"] in {f"A{number}", f"B{number}"}


def test_two_who_begin_begin_once() -> None:
    file = base()
    (refused,) = together(*(partial(begin, file, by=actor(who)) for who in ("nadia", "sara")))
    assert isinstance(refused, AlreadyBeingWritten)


def test_a_version_is_withdrawn_or_gone_on_from_never_both() -> None:
    draft = ready()
    version = publish(draft, revision=draft.revision, by=actor("brahim"))
    (refused,) = together(
        partial(withdraw, version, motive="Rapporté.", by=actor("nadia")),
        partial(begin, version, by=actor("sara")),
    )
    assert isinstance(refused, (GoneOnFrom, BaseWithdrawn))
