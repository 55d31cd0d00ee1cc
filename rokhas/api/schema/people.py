"""The people of an office, and the registers of the professions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from rokhas.api.schema.common import Asked, Both, Code, Line, Row
from rokhas.api.schema.sharing import OfficeSaid

Why = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$")]
Name = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Address = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00]+$")]


class ReasonGiven(Asked):
    """Kept with what is changed; the person concerned reads it."""

    reason: Why


class MandateHeld(Schema):
    """A role in an office; `state`: suspended, now, ahead or over. Both days are included."""

    id: int
    person: int
    name: Both
    role: str
    office: OfficeSaid
    starts_on: date
    ends_on: date | None
    delegated: bool
    state: str
    act: str
    suspended_for: str


class OfficeOverseen(Schema):
    """`may_give`: the roles that the reader nominates to there."""

    id: int
    kind: str
    name: Both
    may_give: list[str]


class OfficePeople(OfficeOverseen):
    """Its mandates page by page: `next` is the cursor of the page after, null at the end."""

    mandates: list[MandateHeld]
    next: str | None = None


class NominationAsked(Asked):
    """A person who has no account with this address is invited there: then the names of the act are asked."""

    email: Address
    role: Code
    act: Name = Field(min_length=1)
    starts_on: date
    ends_on: date | None = None
    name_fr: Name = ""
    name_ar: Name = ""


class SuccessionAsked(Asked):
    """`on`: the first day of the successor; the present mandate ends the evening before."""

    email: Address
    on: date
    act: Name = Field(min_length=1)
    name_fr: Name = ""
    name_ar: Name = ""


class DelegationAsked(Asked):
    """`to`: the number of a colleague who already serves in the office."""

    to: Row
    starts_on: date
    ends_on: date
    act: Name = Field(min_length=1)


class EndAsked(Asked):
    last_day: date


class RegistrationSaid(Schema):
    """An entry of the register of a body. `state`: approved, suspended, struck_off, over or ahead."""

    id: int
    body: str
    body_name: str
    number: str
    kind: str
    name: str
    state: str
    since: date
    until: date | None
    status_at: datetime
    reason: str
    has_account: bool


class RegistrationAskedSaid(Schema):
    """A request to be known under a number; `status`: requested, approved or refused."""

    id: int
    body: str
    body_name: str
    number: str
    practice: str
    proof: str
    status: str
    at: datetime
    decided_at: datetime | None
    reason: str
    person: int
    name: str


class MyRegistrations(Schema):
    entries: list[RegistrationSaid]
    requests: list[RegistrationAskedSaid]


class RegistrationAsked(Asked):
    """`body`: its code in the registers; `proof`: the certificate or decision, its number and its date."""

    body: Code
    number: Annotated[Line, StringConstraints(min_length=1, max_length=40)]
    practice: Line = ""
    proof: Why


class RegisterAsked(Asked):
    """`content`: the register as CSV (number, name_fr, name_ar, since; and kind, status, until, reason). With `dry_run`, what it
    would do is said and nothing is written."""

    content: str = Field(min_length=1, max_length=2_000_000)
    dry_run: bool = True


class RegisterLine(Schema):
    """`outcome`: new, changed, same, wrong (then `wrong` says why)."""

    row: int
    number: str
    outcome: str
    wrong: str


class RegisterReport(Schema):
    """The lines that change something or are wrong, at most 500; the counts are of all."""

    body: str
    new: int
    changed: int
    same: int
    wrong: int
    lines: list[RegisterLine]
