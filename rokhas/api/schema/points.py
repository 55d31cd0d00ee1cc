"""The points that offices raise, and what becomes of each."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema

from rokhas.api.schema.common import Asked, Reason, Words


class PointSaid(Schema):
    """A coded reason that an office raised. `raised_in` and `answered_in` are versions; `word` is what the applicant answered
    with that version, `draft` what they will answer with the next one (told to them alone); `why`, what the office says when it
    keeps it. `may_answer`, `may_close`: what the reader may do of it now."""

    id: int
    office: int
    office_name: str
    reason: Reason
    certainty: str
    state: Literal["open", "answered", "kept", "lifted"]
    raised_in: int
    raised_at: datetime
    word: str
    answered_in: int | None
    draft: str
    why: str
    may_answer: bool
    may_close: bool


class WordAsked(Asked):
    """Empty, it takes the answer back."""

    word: Words = ""


class KeptAsked(Asked):
    why: Words
