"""One's own data, and what persons ask about theirs (law 09-08)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import StringConstraints

from rokhas.api.schema.common import Asked

Told = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*\S[^\x00]*$")]


class DataRequestAsked(Asked):
    """Which datum, of which dossier, and what should be done. It is kept encrypted."""

    kind: Literal["access", "rectification", "opposition"]
    words: Told


class DataRequestSaid(Schema):
    """`state`: open, granted or refused; `due_on`: the last day to answer."""

    id: int
    kind: str
    words: str
    made_at: datetime
    due_on: date
    state: str
    answer: str
    answered_at: datetime | None


class DataRequestSeen(DataRequestSaid):
    """As the data officer reads it."""

    person: str
    may_answer: bool


class AnswerGiven(Asked):
    """The person reads it as it is written."""

    granted: bool
    answer: Told
