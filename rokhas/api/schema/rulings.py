"""What is asked and decided apart from the steps: withdrawal, cancellation, stay, appeals."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from rokhas.api.schema.common import Asked, Both, Code, Reason, Words
from rokhas.api.schema.officer import ReasonAsked


class Ended(Schema):
    """What became of a dossier: `ending` is withdrawn, refused, delivered or cancelled; empty while it is under way."""

    number: str
    ending: str
    ended_at: datetime | None


class RulingAsked(Asked):
    """Coded reasons of the authority: never words alone. It is prepared here, and taken by its signature: POST
    /signatures/prepare with the purpose `ruling` and the `id` of the answer."""

    reasons: list[ReasonAsked] = Field(max_length=20)
    remarks: Words = ""


class StayAsked(RulingAsked):
    """`no_plan` declares that no planning document is approved for the land; asked where no zoning that is loaded says so."""

    until: date
    no_plan: Words = ""


class ExtensionAsked(Asked):
    """`cause` is one of those that the procedure's file names for its legal maximum; the applicant reads the `motive`."""

    cause: Code
    motive: Words


class ExtensionSaid(Schema):
    """`until` is the last day of the legal maximum, extended once."""

    cause: str
    motive: str
    until: date
    decided_at: datetime


class AnswerAsked(RulingAsked):
    """`sense`: maintained, resumed (the decision is quashed; what it ended or stopped goes on) or inadmissible."""

    sense: Code


class RulingSaid(Schema):
    """A decision prepared, or signed when `signed_at` is given. `no_plan` is what the author of a stay declares."""

    id: int
    kind: str
    sense: str
    reasons: list[Reason]
    remarks: str
    until: date | None
    no_plan: str
    signed_at: datetime | None
    paper: int


class AppealAsked(Asked):
    """`code`: a way that the procedure offers. The files sent before with the purpose `dossier-appeal` go with it."""

    code: Code
    ground: Words


class AppealSaid(Schema):
    """A way to contest the decision: until when (`until`), and what was filed this way: `ground`, as the pages show it to the
    parties and to the body that answers. `against`: refusal, cancellation, stay or inadmissibility, empty while nothing may be
    contested; `offered_surely`: whether a text that was read says that it is contested this way. `silent`: the answer is late;
    `without_object`: the decision stands no more, and no answer is owed."""

    code: str
    name: Both
    until: date | None
    certainty: str
    against: str
    offered_surely: bool
    filed_at: datetime | None
    body: str
    due_on: date | None
    ground: str
    silent: bool
    without_object: bool
    receipt: int | None
    ruling: RulingSaid | None
