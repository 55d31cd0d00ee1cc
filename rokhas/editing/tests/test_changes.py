"""What differs between two versions is told by meaning: how a space may be broken is no change of the law."""

from __future__ import annotations

import pytest

from rokhas.editing.queries.changes import Words, changes
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Wording

pytestmark = pytest.mark.django_db


def read(words: tuple[Words, ...]) -> list[tuple[str, ...]]:
    """What is seen of words, whose spaces all look alike."""
    return [tuple(" ".join(said.split()) for said in (each.text, each.fr, each.ar)) for each in words]


def test_no_change_is_told_whose_before_and_after_read_the_same() -> None:
    before, after = procedure_of("building-permit.v1"), procedure_of("building-permit.v2")
    told = changes(before, after)
    assert told
    for each in told:
        if each.change == "changed":
            assert read(each.before) != read(each.after), each.label


def test_a_word_that_changes_beside_such_a_space_is_told() -> None:
    before = procedure_of("building-permit.v1")
    names = Wording(fr="Avis : donné", ar=before.names.ar)
    spaced = before.model_copy(update={"names": names})
    narrow = names.model_copy(update={"fr": "Avis\N{NARROW NO-BREAK SPACE}: donné"})
    assert changes(spaced, before.model_copy(update={"names": narrow})) == []
    other = names.model_copy(update={"fr": "Avis\N{NARROW NO-BREAK SPACE}: rendu"})
    [change] = changes(spaced, before.model_copy(update={"names": other}))
    assert change.after[0].fr == other.fr
