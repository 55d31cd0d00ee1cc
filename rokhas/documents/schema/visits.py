"""What the minutes print of a visit: who came, each point, what each member observed, the photographs by their hashes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rokhas.documents.schema.papers import Both, Minutes, Sha256


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VisitedPoint(_Data):
    """A point of the list of a visit; `note` says what lacks."""

    name: Both
    state: Literal["conform", "lacking", "not_concerned"]
    note: str = ""


class Observed(_Data):
    """What a member observed: the words of the coded reasons, and their own."""

    office: Both
    reasons: tuple[Both, ...] = ()
    remarks: str = ""


class Photographed(_Data):
    """A photograph by its hash, its office and what it shows."""

    name: str
    office: Both
    point: Both
    sha256: Sha256


class VisitReport(_Data):
    """A visit as the minutes print it."""

    on: date
    former_on: date | None = None
    why: str = ""
    present: tuple[Both, ...] = ()
    absent: tuple[Both, ...] = ()
    points: tuple[VisitedPoint, ...] = Field(min_length=1)
    remarks: str = ""
    observed: tuple[Observed, ...] = ()
    photos: tuple[Photographed, ...] = ()


class VisitMinutes(Minutes):
    """The minutes of a commission that visited: the same paper, with what was seen."""

    visit: VisitReport
