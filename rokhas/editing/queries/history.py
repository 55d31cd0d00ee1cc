"""What became of the law: each act on a procedure or an entry, with who did it; for everybody, what changed and from when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.editing.models import NextEntry
from rokhas.editing.queries.changes import Change, changes
from rokhas.editing.queries.rates import RateNames
from rokhas.editing.queries.registers import RATES, REGISTERS, Register, first_value, name_of
from rokhas.journal.events import fact_of, reference
from rokhas.journal.models import Event
from rokhas.procedures.models import Draft, NextVersion, ProcedureVersion
from rokhas.procedures.queries import procedure_of
from rokhas.procedures.schema import known_procedures


@dataclass(frozen=True)
class Step:
    """One act: its sentence, when, who; and the reason or the motive that was given."""

    sentence: str
    at: datetime
    who: str
    why: str


@dataclass(frozen=True)
class News:
    """Something of the law that is in force from a day: what, why, on which text, and what it says otherwise.

    What `came_with_platform` is a version read from a file: the platform chose its day, and it tells of no change in a text.
    """

    day: date
    title: str
    kind: str
    address: tuple[str, str]
    reason: str
    law: str
    certainty: str
    changes: Sequence[Change]
    is_to_come: bool
    came_with_platform: bool = False


def of_procedure(code: str) -> list[Step]:
    """Every act on the versions of a procedure, the last first. Four queries."""
    drafts = list(NextVersion.objects.filter(code=code).defer("value"))
    versions = list(ProcedureVersion.objects.filter(code=code).select_related("withdrawal").defer("text"))
    why = _said_in_turn(drafts, "procedure")
    why |= {
        (reference(each), "procedure.withdrawn"): [each.withdrawal.motive]
        for each in versions
        if hasattr(each, "withdrawal")
    }
    return _steps([*drafts, *versions], why)


def of_entry(register: str, code: str) -> list[Step]:
    """Every act on an entry of a list, the last first. Two queries."""
    drafts = list(NextEntry.objects.of(register, code).defer("value"))
    why = _said_in_turn(drafts, "entry")
    why |= {(reference(each), "entry.withdrawn"): [each.motive] for each in drafts}
    return _steps(drafts, why)


def news(today: date) -> list[News]:
    """What changed in the law since each procedure was first published, and what will, the last day first.

    Three queries, and one more the first time that a process reads a version.
    """
    found = [*_of_versions(today), *_of_entries(today)]
    return sorted(found, key=lambda each: each.day, reverse=True)


def first_published() -> list[tuple[date, int]]:
    """On which days procedures were first in force, and how many. One query."""
    rows = ProcedureVersion.objects.standing().order_by("-version").values_list("code", "effective_from")
    days = dict(rows)  # of each code, the lowest version is read last
    counted = sorted(set(days.values()), reverse=True)
    return [(day, sum(each == day for each in days.values())) for day in counted]


Why = dict[tuple[str, str], list[str]]
"""What was said with the acts of a kind on a draft, the first act first."""


def _said_in_turn(drafts: Iterable[Draft], what: str) -> Why:
    """Why each draft was submitted and sent back, each time."""
    turns = {"submitted": Draft.State.SUBMITTED, "returned": Draft.State.WRITTEN}
    return {
        (reference(each), f"{what}.{act}"): each.said_when(state)
        for each in drafts
        for act, state in turns.items()
    }


def _steps(subjects: Iterable[Any], why: Why) -> list[Step]:
    events = Event.objects.filter(about__in=[reference(each) for each in subjects])
    return [
        Step(
            str(fact_of(event.kind).sentence) % _in_words(event.data),
            event.at,
            event.by.name if event.by else "",
            # The last act first, so what was said last is taken first.
            said.pop() if (said := why.get((event.about, event.kind))) else "",
        )
        for event in events.select_related("by").order_by("-pk")
    ]


def _in_words(data: dict[str, Any]) -> dict[str, Any]:
    """What a fact says, as people read it."""
    language, known = get_language() or "fr", known_procedures()
    said = dict(data)
    if (code := data.get("procedure")) in known:
        said["procedure"] = known[code].names.in_(language)
    if (register := data.get("register")) in REGISTERS:
        said["register"] = REGISTERS[register].label
    if day := data.get("effective_from"):
        said["effective_from"] = f"{date.fromisoformat(day):%d/%m/%Y}"
    return said


def _of_versions(today: date) -> Iterable[News]:
    language = get_language() or "fr"
    rows = (
        ProcedureVersion.objects.standing()
        .select_related("written_as")
        .defer("text", "written_as__value")
        .order_by("code", "version")
    )
    published = {row.key: row for row in rows}
    before: dict[str, ProcedureVersion] = {}
    for row in rows:
        was, before[row.code] = before.get(row.code), row
        if was is None:
            continue
        written = getattr(row, "written_as", None)
        base = published.get(written.base_id, was) if written else was
        described = procedure_of(row.key)
        yield News(
            row.effective_from,
            described.names.in_(language),
            _("Version %(version)s") % {"version": row.version},
            ("web:procedure", row.code),
            written.reason if written else "",
            " ".join(filter(None, [written.law, written.article and f"art. {written.article}"]))
            if written
            else "",
            written.certainty if written else "",
            _between(base.key, row.key, (base.sha256, row.sha256), language),
            row.effective_from > today,
            came_with_platform=not row.is_written_here,
        )


@lru_cache(maxsize=512)
def _between(before: str, after: str, marks: tuple[str, str], language: str) -> tuple[Change, ...]:
    """What a version says otherwise than another: both are published, so it is told once per process and language.

    `marks` are the fingerprints of the two texts.
    """
    return tuple(changes(procedure_of(before), procedure_of(after)))


def _told(register: Register, entry: NextEntry, before: dict[str, Any] | None) -> Sequence[Change]:
    """What an entry says otherwise than the one before it."""
    was = register.described(entry.code, before) if before else None
    described = register.described(entry.code, entry.value)
    return changes(was, described) if was and described else ()


def _of_entries(today: date) -> Iterable[News]:
    published = list(NextEntry.objects.published().order_by("effective_from", "pk"))
    names = RateNames() if any(entry.register == RATES for entry in published) else None
    said: dict[tuple[str, str], Any] = {}
    for entry in published:
        register = REGISTERS[entry.register]
        if entry.effective_from is not None:
            here = entry.register, entry.code
            before = said.get(here) or first_value(register, entry.code, names)
            said[here] = entry.value
            yield News(
                entry.effective_from,
                name_of(register, entry.code, entry.value, names),
                str(register.label),
                ("", entry.code),
                entry.reason,
                " ".join(filter(None, [entry.law, entry.article and f"art. {entry.article}"])),
                entry.certainty,
                () if entry.like else _told(register, entry, before),
                entry.effective_from > today,
            )
