"""The catalogue: which procedures exist, which version is in force, which reasons an office may give."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rokhas.kernel.actor import SYSTEM
from rokhas.procedures.errors import ReasonNotFilled, UnknownProcedure
from rokhas.procedures.models import Entry, ProcedureVersion
from rokhas.procedures.queries import entries
from rokhas.procedures.schema import REASON_KINDS, CodedReason, Procedure, ReasonKind, Wording, parsed
from rokhas.procedures.schema.activities import Activity, activities

DATA = Path(__file__).parent.parent / "data"


def get(code: str, version: int) -> Procedure:
    """The procedure of this version, read once per process: a published version never changes.

    Raises:
        UnknownProcedure: it was never published.
    """
    return procedure_of(f"{code}.v{version}")


@cache
def procedure_of(key: str) -> Procedure:
    """The procedure whose `ProcedureVersion` has this key, read once per process (one query the first time, none after).

    Raises:
        UnknownProcedure: it was never published.
    """
    text = ProcedureVersion.objects.filter(pk=key).values_list("text", flat=True).first()
    if text is None:
        raise UnknownProcedure(code=key)
    return parsed(text)


def current_key(code: str, day: date) -> str:
    """The key of the version in force on `day`: the highest among those already in effect, so that what was written here comes
    before any file.

    Raises:
        UnknownProcedure: none is in effect.
    """
    key = (
        ProcedureVersion.objects.standing()
        .filter(code=code, effective_from__lte=day)
        .order_by("-version")
        .values_list("key", flat=True)
        .first()
    )
    if key is None:
        raise UnknownProcedure(code=code)
    return key


def current(code: str, day: date) -> Procedure:
    """The version in force on `day`. Raises UnknownProcedure when none is."""
    return procedure_of(current_key(code, day))


def written_value(procedure: Procedure) -> dict[str, Any]:
    """A procedure as JSON writes it, what goes without saying left out: what its next version begins from."""
    return procedure.model_dump(mode="json", exclude_defaults=True)


def all_current(day: date) -> list[Procedure]:
    """Every procedure in force on `day`, one version each, by code."""
    rows = ProcedureVersion.objects.standing().filter(effective_from__lte=day).order_by("code", "version")
    latest = dict(rows.values_list("code", "key"))
    return [procedure_of(latest[code]) for code in sorted(latest)]


def all_reasons(day: date | None = None) -> dict[str, CodedReason]:
    """The coded reasons that may be given on a day (today), by code, in the order of the file, then those written here.

    What is given keeps its words: an act told of a past day gives the reasons of today.
    """
    return _reasons_with(entries.in_force(entries.REASONS, day or SYSTEM.today()))


@lru_cache(maxsize=4)
def _reasons_with(written: tuple[Entry, ...]) -> dict[str, CodedReason]:
    named = entries.values_of(written)
    known = packaged_reasons() | {code: CodedReason.model_validate(each) for code, each in named.items()}
    return {code: reason for code, reason in known.items() if not reason.retired}


def all_activities(day: date) -> dict[str, Activity]:
    """The activities of the catalogue on a day, by code, in the order of the file, then those written here."""
    return _activities_with(entries.in_force(entries.ACTIVITIES, day))


@lru_cache(maxsize=4)
def _activities_with(written: tuple[Entry, ...]) -> dict[str, Activity]:
    named = entries.values_of(written)
    known = activities() | {code: Activity.model_validate(each) for code, each in named.items()}
    return {code: activity for code, activity in known.items() if not activity.retired}


@cache
def packaged_reasons() -> dict[str, CodedReason]:
    """The coded reasons that come with the platform, by code, in the order of their file."""
    with (DATA / "coded_reasons.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _reason(row) for row in csv.DictReader(file)}


def reason(code: str) -> CodedReason:
    """Raises: KeyError when the catalogue has no such reason."""
    return all_reasons()[code]


def reasons_for(
    procedure: Procedure, office_kind: str, kinds: Collection[ReasonKind] = REASON_KINDS
) -> list[CodedReason]:
    """The reasons of these kinds that an office of this kind may give in this procedure: those of its subjects."""
    return [
        item
        for item in all_reasons().values()
        if item.kind in kinds and item.serves(office_kind) and item.concerns(procedure.subjects)
    ]


def fill(reason: CodedReason, values: Mapping[str, str], language: str) -> str:
    """The reason's sentence with its blanks filled. Raises ReasonNotFilled, naming the blank that has no value."""
    try:
        return reason.fill(values, language)
    except KeyError as blank:
        raise ReasonNotFilled(reason=reason.code, blank=blank.args[0]) from blank


def _reason(row: dict[str, str]) -> CodedReason:
    return CodedReason.model_validate(
        {
            "code": row["code"],
            "office": row["office_code"],
            "kind": row["kind"],
            "text": Wording(fr=row["text_fr"], ar=row["text_ar"]),
            "law": row["article"],
            "source": row["source"],
            "certainty": row["certainty"],
            "article_certainty": row["article_certainty"],
            "subjects": row["subjects"].split(),
            "subjects_certainty": row["subjects_certainty"],
        }
    )
