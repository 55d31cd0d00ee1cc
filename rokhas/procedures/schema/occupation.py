"""What a running occupation of the public domain asks of its holder: fees by the year, renewal in time, the place given back."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rokhas.procedures.schema.parts import Certainty, Code, Law, OfficeKind, Part, Role, Wording

Falls = Literal["anniversary", "january"]
"""On the anniversary of the day from which the term counts, or on the first of January of each year that begins within it."""


class HolderReminder(Part):
    """The holder is told so many days before a date (negative), on it (0) or after it."""

    days: int = Field(ge=-120, le=120)
    certainty: Certainty


class YearlyFees(Part):
    """The fees due for each year of a term beyond the first, which was paid before the authorisation was signed.

    `fees` are among those of the procedure. The order is placed `asked_before` days before the year begins, and is to be paid
    within `pay_within` days of that beginning; `reminders` count from that last day. Unpaid `overdue_after` days after it, the
    first of `by` that is open there is told, and no more: nothing is withdrawn by itself.
    """

    falls: Falls
    fees: tuple[Code, ...] = Field(min_length=1)
    asked_before: int = Field(ge=0, le=120)
    pay_within: int = Field(ge=0, le=120)
    reminders: tuple[HolderReminder, ...] = ()
    overdue_after: int = Field(ge=0, le=365)
    by: tuple[OfficeKind, ...] = Field(min_length=1)
    roles: tuple[Role, ...] = Field(min_length=1)
    law: Law


class Renewal(Part):
    """A running term is renewed on a request deposited from `opens_before` days before its last day, until that day.

    The new term follows the old one without a gap. The request passes through the steps whose conditions hold of one that follows
    a permit. `reminders` count from the last day.
    """

    opens_before: int = Field(ge=1, le=365)
    reminders: tuple[HolderReminder, ...] = ()
    law: Law


class Cessation(Part):
    """The holder ends the occupation: they undertake to give the place back as it was, and the first of `by` that is open there
    says that it is, or what is missing."""

    undertaking: Wording
    by: tuple[OfficeKind, ...] = Field(min_length=1)
    roles: tuple[Role, ...] = Field(min_length=1)
    law: Law


class Occupation(Part):
    """The life of what was granted, beyond its delivery; a part that is not there does not exist for this procedure."""

    yearly: YearlyFees | None = None
    renewal: Renewal | None = None
    cessation: Cessation | None = None
