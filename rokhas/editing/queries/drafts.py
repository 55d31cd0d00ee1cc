"""A next version as its pages show it: what it changes, its mistakes, its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from rokhas.editing.queries.blocks import (
    ROOT,
    classes_of,
    lists_of,
    page_of,
    title_at,
    trail_of,
    written_place,
)
from rokhas.editing.queries.changes import Change, changes
from rokhas.editing.queries.names import of_key
from rokhas.procedures.checks import Found, mistakes_of
from rokhas.procedures.models import WRITTEN_HERE, NextVersion
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import Procedure
from rokhas.procedures.schema.shapes import Place


@dataclass(frozen=True)
class ToCorrect:
    """A mistake, and the page where it is corrected."""

    where: str
    address: str
    sentence: str


@dataclass(frozen=True)
class State:
    """A next version: `described` while it is well formed, `changes` what it says otherwise than the version it goes on from."""

    draft: NextVersion
    name: str
    mistakes: list[Found]
    described: Procedure | None
    changes: list[Change]

    @property
    def to_correct(self) -> list[ToCorrect]:
        return [
            ToCorrect(where_of(self.draft.value, path), written_place(page_of(path)), sentence)
            for path, sentence in self.mistakes
        ]

    @property
    def is_ready(self) -> bool:
        return not self.mistakes and bool(self.changes) and self.draft.effective_from is not None


def state_of(draft: NextVersion) -> State:
    """Two queries at most, the first time: the version it goes on from is read from memory."""
    before = procedure_of(draft.base_id)
    mistakes = mistakes_of(draft.value)
    described = described_by(draft)
    return State(
        draft,
        before.names.in_(get_language() or "fr"),
        mistakes,
        described,
        changes(before, described) if described else [],
    )


def described_by(draft: NextVersion) -> Procedure | None:
    """The procedure as it would be published today; None while something in it is not well formed."""
    day = (
        draft.effective_from.isoformat()
        if draft.effective_from
        else draft.value.get("effective_from", "2000-01-01")
    )
    meant = draft.value | {"version": WRITTEN_HERE + 1, "effective_from": day}
    try:
        return Procedure.model_validate(meant)
    except ValueError:
        return None


def where_of(value: Any, path: Place) -> str:
    """Where a mistake is, in words."""
    page = page_of(path)
    held: Any = value
    for key in page:
        try:
            held = held[key]
        except (KeyError, IndexError, TypeError):
            held = None
    titles = [title for title, _address in trail_of(value, page)] if held is not None else []
    section = [of_key(str(path[0]))] if path and path[:1] != page else []
    # What it is in that page: the name of its field, or of its list.
    inner = [of_key(key) for key in path[len(page) :] if isinstance(key, str)]
    return " › ".join(dict.fromkeys([*section, *titles, *([title_at(held, page)] if page else []), *inner]))


def parts_of(state: State) -> Any:
    """The lists of the whole, with the mistakes of each item."""
    return lists_of(Procedure, state.draft.value, ROOT, state.mistakes, classes_of(state.draft.value))
