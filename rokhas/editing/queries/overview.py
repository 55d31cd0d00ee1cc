"""What there is to write and to publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from rokhas.editing.models import NextEntry
from rokhas.editing.queries.doubts import doubts
from rokhas.editing.queries.registers import REGISTERS
from rokhas.kernel.actor import Actor
from rokhas.procedures import policy
from rokhas.procedures.models import NextVersion, ProcedureVersion
from rokhas.procedures.queries import all_current
from rokhas.procedures.schema import Procedure, known_procedures


@dataclass(frozen=True)
class Waiting:
    """A next version, or a next entry of a list, with what its reader may do with it."""

    draft: NextVersion | NextEntry
    name: str
    may_publish: bool


@dataclass(frozen=True)
class Row:
    """A procedure in force, with what is scheduled after it and what is being written."""

    procedure: Procedure
    name: str
    other_name: str
    doubts: int
    next_on: date | None
    draft: NextVersion | None


@dataclass(frozen=True)
class Overview:
    waiting: list[Waiting]
    rows: list[Row]


def waiting(actor: Actor) -> list[Waiting]:
    """What is being written or waits for a second person, what one may publish first. Two queries."""
    language = get_language() or "fr"
    known = known_procedures()
    found = [
        Waiting(
            entry,
            " · ".join((str(REGISTERS[entry.register].label), entry.code)),
            policy.may_publish(actor, entry),
        )
        for entry in NextEntry.objects.open().defer("value").order_by("touched_at")
    ]
    found += [
        Waiting(
            draft,
            known[draft.code].names.in_(language) if draft.code in known else draft.code,
            policy.may_publish(actor, draft),
        )
        for draft in NextVersion.objects.open().defer("value").order_by("touched_at")
    ]
    return sorted(found, key=lambda each: not each.may_publish)


def overview(actor: Actor) -> Overview:
    """Four queries, whatever the number of procedures."""
    today, language = actor.today(), get_language() or "fr"
    drafts = waiting(actor)
    by_code = {each.draft.code: each.draft for each in drafts if isinstance(each.draft, NextVersion)}
    scheduled = dict(
        ProcedureVersion.objects.scheduled(today)
        .order_by("code", "-effective_from")
        .values_list("code", "effective_from")
    )
    order = list(known_procedures())
    current = sorted(
        all_current(today), key=lambda each: order.index(each.code) if each.code in order else len(order)
    )
    return Overview(
        drafts,
        [
            Row(
                procedure,
                procedure.names.in_(language),
                procedure.names.in_("fr" if language == "ar" else "ar"),
                len(doubts(procedure)),
                scheduled.get(procedure.code),
                by_code.get(procedure.code),
            )
            for procedure in current
        ],
    )
