"""An occupation of the public domain as it runs: its term, its years, its renewal and its end."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ninja import Schema

from rokhas.api.schema.common import Asked, Words

How = Literal["", "ceased", "lapsed", "renewed", "cancelled"]


class YearSaid(Schema):
    """The fee of a year beyond the first, in dirhams; `order` is the reference of its order of payment."""

    year: int
    falls_on: date
    pay_by: date
    total: Decimal | None
    order: str
    paid_at: datetime | None
    cancelled_at: datetime | None


class EndSaid(Schema):
    """What the holder declared last; `restored` is null until the office has answered, `missing` what it said is missing."""

    on: date
    declared_at: datetime
    office: str
    answered_at: datetime | None
    restored: bool | None
    missing: str


class OccupationSaid(Schema):
    """`until` is null where it has no end of its own; `renewal` is the number of the request that renews it, `renewable_from` the
    first day on which one is deposited, null where none may be; `how` it ended, empty while it runs."""

    number: str
    since: date
    until: date | None
    ended_on: date | None
    how: How
    next_year_on: date | None
    years: list[YearSaid]
    renewable_from: date | None
    renewal: str
    end: EndSaid | None


class RenewalBegun(Schema):
    """The draft of the renewal: it is completed and deposited as any other."""

    draft: int


class EndAsked(Asked):
    """The last day; `undertaken` says that the holder undertakes to give the place back as it was, which the act asks."""

    on: date
    undertaken: bool


class EndAnswered(Asked):
    """What the office has seen of the place; `missing` is needed where it is not restored."""

    restored: bool
    missing: Words = ""
