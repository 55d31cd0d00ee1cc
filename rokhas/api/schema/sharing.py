"""How the people of an office share its work."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from rokhas.api.schema.common import Asked, Row, ShortLine


class PersonSaid(Schema):
    """A colleague, by name as the page writes it."""

    id: int
    name: str


class OfficeSaid(Schema):
    id: int
    name: str


class OverseenLine(Schema):
    """A dossier in an officer's list: who holds it, until when."""

    id: int
    number: str
    procedure: str
    title: str
    applicant: str
    commune: str
    status: str
    held_by: list[str]
    with_applicant: bool
    due_on: date | None
    lodged_at: datetime | None
    ended_at: datetime | None


class AssigneeAsked(Asked):
    """`person`: who looks after the task, null for nobody in particular. It gives no right and takes none away."""

    person: Row | None = None


class SeenAsked(Asked):
    tasks: list[Row] = Field(min_length=1, max_length=100)


class Counted(Schema):
    count: int


class ViewSaid(Schema):
    """Filters under a name, as an address writes them; shared with the people of `office` when there is one."""

    id: int
    name: str
    query: str
    office: OfficeSaid | None
    mine: bool
    kept_at: datetime


class ViewAsked(Asked):
    """`query`: the filters of the page of the list (q, when, who, procedure, step, commune, category)."""

    name: ShortLine
    query: str = Field(default="", max_length=1000, pattern=r"^[^\x00-\x1f\x7f]*$")
    office: Row | None = None


class AbsenceSaid(Schema):
    """Both days are included. `roles_missing`: what the colleague may not answer there, and will wait."""

    id: int
    person: PersonSaid
    office: OfficeSaid
    substitute: PersonSaid
    starts_on: date
    ends_on: date
    cancelled_at: datetime | None


class AbsenceNoted(AbsenceSaid):
    roles_missing: list[str]


class AbsenceAsked(Asked):
    """`person`: who is away; the person of the token when it is not said."""

    office: Row
    substitute: Row
    starts_on: date
    ends_on: date
    person: Row | None = None
