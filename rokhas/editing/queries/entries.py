"""The next entry of a list as its pages show it: what it changes, its mistakes, where it will be met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from rokhas.editing.models import NextEntry
from rokhas.editing.queries.changes import Change, Words, changes, facts_of
from rokhas.editing.queries.registers import REGISTERS, Register, latest_value, name_of, unit_in
from rokhas.procedures.checks import Found
from rokhas.procedures.queries import all_current
from rokhas.procedures.schema import CodedReason, Part


@dataclass(frozen=True)
class EntryState:
    """A next entry: `changes` what it says otherwise than the last published one, `facts` all it says where it is new or read
    by a second person, `met` the procedures whose officers or applicants will meet it."""

    draft: NextEntry
    register: Register
    name: str
    mistakes: list[Found]
    changes: list[Change]
    facts: list[Words]
    met: list[str]
    unit: str

    @property
    def is_ready(self) -> bool:
        return (
            not self.mistakes
            and (bool(self.changes) or bool(self.draft.like))
            and self.draft.effective_from is not None
        )


def state_of(draft: NextEntry, today: date) -> EntryState:
    """A few queries, whatever the list holds."""
    register = REGISTERS[draft.register]
    described = register.described(draft.code, draft.value)
    before = None if draft.like else latest_value(register, draft.code, today)
    was = register.described(draft.code, before) if before is not None and draft.is_open else None
    return EntryState(
        draft,
        register,
        name_of(register, draft.code, draft.value),
        register.mistakes(draft.code, draft.value, draft.like, draft.effective_from) if draft.is_open else [],
        changes(was, described) if was and described else [],
        facts_of(described) if described else [],
        _met(described, today) if described else [],
        unit_in(register, draft.like or draft.code),
    )


def _met(part: Part, today: date) -> list[str]:
    """The procedures in force where a reason may be given."""
    if not isinstance(part, CodedReason) or part.retired:
        return []
    language = get_language() or "fr"
    return [each.names.in_(language) for each in all_current(today) if part.concerns(each.subjects)]
