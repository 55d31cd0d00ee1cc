"""The lists that procedures share: coded reasons, activities, rates. What each says on a day, and what is being written of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.editing.models import NextEntry
from rokhas.editing.queries.names import CERTAINTIES, of_choice
from rokhas.editing.queries.rates import (
    RateNames,
    Values,
    mistakes_of_rate,
    rate_of,
    rates,
    unit_of,
    values_of,
)
from rokhas.editing.schema import Rate
from rokhas.kernel.text import normalise
from rokhas.procedures.checks import Found
from rokhas.procedures.checks.entries import mistakes_of_entry
from rokhas.procedures.queries import entries, packaged_reasons
from rokhas.procedures.schema import CERTAINTIES as ORDER
from rokhas.procedures.schema import CodedReason, Part, known_procedures
from rokhas.procedures.schema.activities import Activity, activities
from rokhas.procedures.schema.shapes import Shape, shapes_of

RATES = "rates"


@dataclass(frozen=True)
class Register:
    """A list: `part` is what its entries say, `codes` what a code looks like, `fixed` the keys that no editor changes."""

    name: str
    label: str | Promise
    lead: str | Promise
    part: type[Part]
    codes: re.Pattern[str]
    example: str
    values: Callable[[date], Values]
    fixed: frozenset[str] = frozenset()

    def shapes(self, *, is_new: bool) -> list[Shape]:
        """What the form of an entry asks."""
        return [
            shape
            for shape in shapes_of(self.part)
            if shape.key not in self.fixed and not (shape.key == "place" and not is_new)
        ]

    def described(self, code: str, value: Mapping[str, Any]) -> Part | None:
        """What a value says; None while it is not well formed."""
        try:
            return self.part.model_validate(self._whole(code, value))
        except ValueError:
            return None

    def mistakes(
        self, code: str, value: Mapping[str, Any], like: str = "", day: date | None = None
    ) -> list[Found]:
        """What is wrong in a value that holds from `day`, each with its place."""
        found = mistakes_of_entry(self.part, self._whole(code, value))
        return found or (mistakes_of_rate(code, value, like, day) if self.part is Rate else [])

    def _whole(self, code: str, value: Mapping[str, Any]) -> dict[str, Any]:
        return {"code": code, **value} if "code" in self.part.model_fields else dict(value)


@dataclass(frozen=True)
class Row:
    """An entry in its list, as it stands today."""

    code: str
    title: str
    other_title: str
    where: str
    law: str
    sure: str
    is_sure: bool
    next_on: date | None
    draft: NextEntry | None


@cache
def _packaged(register: str) -> Values:
    parts: Mapping[str, Part] = packaged_reasons() if register == entries.REASONS else activities()
    return {code: values_of(part) for code, part in parts.items()}


def _listed(register: str) -> Callable[[date], Values]:
    def values(day: date) -> Values:
        written = entries.values_of(entries.in_force(register, day))
        return _packaged(register) | {
            code: {key: each for key, each in value.items() if key != "code"}
            for code, value in written.items()
        }

    return values


REGISTERS = {
    each.name: each
    for each in (
        Register(
            entries.REASONS,
            _("Coded reasons"),
            _(
                "What an office may answer, in words that both languages share. What was answered keeps its words."
            ),
            CodedReason,
            re.compile(r"[A-Z]{2,4}-[0-9]{2,3}"),
            "URB-35",
            _listed(entries.REASONS),
            frozenset({"code"}),
        ),
        Register(
            entries.ACTIVITIES,
            _("Activities"),
            _("The economic activities and the authorisation that each asks."),
            Activity,
            re.compile(r"[a-z]{2,4}_[0-9]{3}"),
            "com_120",
            _listed(entries.ACTIVITIES),
            frozenset({"code"}),
        ),
        Register(
            RATES,
            _("Rates of taxes and fees"),
            _("What a fee costs, where and from when. What was set at a rate keeps it."),
            Rate,
            re.compile(r"[A-Z0-9]+(-[A-Z0-9]+){1,4}"),
            "TOC-FES-COL",
            rates,
        ),
    )
}


def rows(register: Register, today: date, asked: str = "") -> list[Row]:
    """The entries of a list in force, those that answer what is typed. Four queries at most."""
    drafts = {each.code: each for each in NextEntry.objects.of(register.name).open().defer("value")}
    scheduled = dict(
        NextEntry.objects.of(register.name)
        .published()
        .filter(effective_from__gt=today)
        .order_by("effective_from")
        .values_list("code", "effective_from")
    )
    names = RateNames() if register.part is Rate else None
    known = register.values(today)
    # What is to come of a code that nobody knows yet is listed too.
    for code in (*scheduled, *drafts):
        known.setdefault(code, {})
    words = normalise(asked).split()
    found = []
    for code, value in known.items():
        row = _row(register, code, value, names, scheduled.get(code), drafts.get(code))
        said = normalise(f"{row.code} {row.title} {row.other_title} {row.where} {row.law}")
        if all(word in said for word in words):
            found.append(row)
    return found


def name_of(register: Register, code: str, value: Mapping[str, Any], names: RateNames | None = None) -> str:
    """What an entry is called, in the language of the page; `names` where those of rates were read already."""
    if names is None and register.part is Rate:
        names = RateNames()
    return _row(register, code, value, names, None, None).title


def unit_in(register: Register, code: str) -> str:
    """The unit of the amounts of an entry, where it says amounts."""
    return unit_of(code) if register.part is Rate else ""


def next_day(register: Register, code: str, today: date) -> NextEntry | None:
    """What was published of a code and waits for its day, the last of them."""
    return (
        NextEntry.objects.of(register.name, code)
        .published()
        .filter(effective_from__gt=today)
        .order_by("-effective_from")
        .first()
    )


def first_value(register: Register, code: str, names: RateNames | None) -> dict[str, Any] | None:
    """What came with the platform of a code; None where it was begun here. `names` are those of rates, read once."""
    if register.part is not Rate:
        return _packaged(register.name).get(code)
    row = names.rows.get(code) if names else None
    return values_of(rate_of(row)) if row else None


def latest_value(register: Register, code: str, today: date) -> dict[str, Any] | None:
    """What the last published entry of a code says, in force or still to come; None when there is none."""
    scheduled = next_day(register, code, today)
    return dict(scheduled.value) if scheduled else register.values(today).get(code)


def history(register: Register, code: str) -> list[NextEntry]:
    """What was published here of a code, the last first. One query."""
    return list(
        NextEntry.objects.of(register.name, code)
        .filter(state=NextEntry.State.PUBLISHED)
        .select_related("published_by", "withdrawn_by")
        .order_by("-published_at")
    )


def _row(
    register: Register,
    code: str,
    value: Mapping[str, Any],
    names: RateNames | None,
    next_on: date | None,
    draft: NextEntry | None,
) -> Row:
    language = get_language() or "fr"
    titles, where, law = {"fr": "", "ar": ""}, "", ""
    marks = [value.get("certainty", "")]
    if register.part is CodedReason:
        titles, law = value.get("text") or titles, value.get("law", "")
        where = of_choice("office", value.get("office", ""))
        marks.append(value.get("article_certainty", "") if law else "")
    elif register.part is Activity:
        titles = value.get("title") or titles
        asked = known_procedures().get(value.get("procedure", ""))
        where = asked.names.in_(language) if asked else ""
        law, marks = "", [*marks, value.get("procedure_certainty", "")]
    elif names is not None:
        titles, where, law = names.of(code, value), names.amount(code, value), value.get("article", "")
        marks.append(value.get("article_certainty") or "")
    worst = max((each for each in marks if each in ORDER), key=ORDER.index, default="")
    other = "fr" if language == "ar" else "ar"
    return Row(
        code,
        titles.get(language) or code,
        titles.get(other, ""),
        where,
        law,
        str(CERTAINTIES.get(worst, "")),
        worst == "sourced",
        next_on,
        draft,
    )
