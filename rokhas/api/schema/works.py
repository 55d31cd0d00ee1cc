"""The works of a permit: what is declared of them, and the book of the site."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema

from rokhas.api.schema.common import Asked, Code, ShortLine, Words

NoteKind = Literal["visit", "instruction", "check", "incident", "stop"]


class PhotoSaid(Schema):
    """A photograph of an entry: `size` in bytes."""

    name: str
    size: int
    sha256: str


class NoteSaid(Schema):
    """An entry of the book of the site; `role` is the quality in which it was written."""

    rank: int
    kind: NoteKind
    on: date
    text: str
    author: str
    role: str
    written_at: datetime
    photos: list[PhotoSaid]


class WorksSaid(Schema):
    """The works of a permit. `worksite` is the subject to sign (`purpose: worksite`) once they are prepared: their opening, then
    their end; null before. `notes` are the latest first."""

    number: str
    worksite: int | None
    begins_on: date | None
    contractor: str
    opened_at: datetime | None
    finished_on: date | None
    completed_at: datetime | None
    notes: list[NoteSaid]


class OpeningAsked(Asked):
    begins_on: date
    contractor: ShortLine


class CompletionAsked(Asked):
    finished_on: date


class NoteAsked(Asked):
    """`role`: the quality in which it is written, said by whoever has several on this site. The photographs sent before, with
    the purpose `site-photo` about the number `worksite`, go with the entry."""

    kind: NoteKind
    on: date
    text: Words
    role: Code | Literal[""] = ""


class MarkSaid(Schema):
    """A fact of the life of a building: `kind` is that of the history, `sentence` in the language asked for."""

    at: datetime
    kind: str
    sentence: str


class PermitSaid(Schema):
    """A request or a permit of a building. `follows` is the number of the permit it comes after; out of sight of the asker
    (`in_sight`), its number, its procedure and its days are all that is said. `entries` counts those of the book of its site."""

    number: str
    procedure: str
    granted_on: date | None
    cancelled_on: date | None
    follows: str | None
    in_sight: bool
    marks: list[MarkSaid]
    entries: int


class BuildingSaid(Schema):
    """The permits of a building in the order in which they were asked, and what else was granted on its land: the nearest alone
    of many, which `has_more_permits` and `has_more_land` say."""

    number: str
    permits: list[PermitSaid]
    has_more_permits: bool
    land: list[PermitSaid]
    has_more_land: bool
