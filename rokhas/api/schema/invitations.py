"""Who is invited to a draft, and what is kept for the next ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from rokhas.api.schema.applicant import PieceSaid
from rokhas.api.schema.common import Asked, Both, Code, FileSaid, Row
from rokhas.api.schema.people import Address


class OfferSaid(Schema):
    """A profession that may be invited to this dossier, and the documents that would be asked of it."""

    role: str
    documents: list[str]


class InvitationSaid(Schema):
    """`state`: invited, opened, expired, accepted, given, signed, declined or revoked. `missing`: the documents asked without a
    file of theirs; `reason`: why it was declined. `email` is told to whoever invited, and to nobody else. `open`: files may be
    given and taken out; no longer once the dossier is deposited, until changes are asked."""

    id: int
    dossier: int
    procedure: Both
    role: str
    email: str | None
    state: str
    invited_at: datetime
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    given_at: datetime | None
    signs: bool
    missing: list[str]
    pieces: list[PieceSaid]
    reason: str
    open: bool


class InvitationsSaid(Schema):
    items: list[InvitationSaid]
    offers: list[OfferSaid]


class InvitationAsked(Asked):
    """`role`: one of the offers. A link is sent to the address; it serves without an account."""

    role: Code
    email: Address


class KeptSaid(Schema):
    """A document of mine that serves again."""

    id: int
    code: str
    kept_at: datetime
    expires_on: date | None
    expired: bool
    file: FileSaid


class KeptDatumSaid(Schema):
    """An answer kept, in words: what identifies a person is masked."""

    code: str
    question: str
    text: str


class ReusableSaid(Schema):
    """What the procedures in force let keep, by code."""

    code: str
    names: Both


class KeptAll(Schema):
    """`documents` come page by page: `next` is the cursor of the page after, null at the end."""

    documents: list[KeptSaid]
    next: str | None = None
    data: list[KeptDatumSaid]
    may_keep: list[ReusableSaid]
    may_answer: list[ReusableSaid]


class ExpiryAsked(Asked):
    expires_on: date | None


class KeptDataAsked(Asked):
    """By the code of a question; null deletes."""

    answers: dict[Code, Any] = Field(max_length=100)


class UseAsked(Asked):
    """`insist`: a person looked at the file and says that it is whole, after a refusal whose code begins with `doubt-`."""

    draft: Row
    insist: bool = False
