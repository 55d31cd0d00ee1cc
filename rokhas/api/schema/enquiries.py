"""Public enquiries: what anybody reads of them, what a person says, what an office answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema

from rokhas.api.schema.common import Asked, Both, Line, Words


class EnquirySaid(Schema):
    """What the notice says. `place` is `[lon, lat]` in degrees, null when the petitioner gave no point; nobody is named unless a
    text asks for it, and only until it is over."""

    id: int
    number: str
    procedure: str
    class_name: Both
    activity: Both
    situation: Both
    petitioner: Both | None
    commune: str
    place: list[float] | None
    opens_on: date
    closes_on: date
    open: bool


class ObservationAsked(Asked):
    """`identity` is the number of the national identity card: each person speaks once."""

    stance: Literal["opposes", "observes", "supports"]
    text: Words
    identity: Line


class ObservationSaid(Schema):
    """What I said; `answer` is empty until the report is signed."""

    reference: str
    stance: str
    text: str
    revision: int
    filed_at: datetime
    amended_at: datetime | None
    answer: str


class OpeningAsked(Asked):
    opens_on: date


class AnswerAsked(Asked):
    answer: Words


class ReportAsked(Asked):
    sense: Literal["favourable", "unfavourable"]
    motives: Words


class ObservationLine(Schema):
    """An observation in the room of the office: `person` is empty for whoever may not know it."""

    observation: int
    reference: str
    stance: str
    text: str
    person: str
    answer: str


class EnquiryWork(Schema):
    """The enquiry of a step: null before it is opened."""

    enquiry: EnquirySaid | None
    closed_at: datetime | None
    sense: str
    motives: str
    observations: list[ObservationLine]
