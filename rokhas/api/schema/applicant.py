"""A person's own dossiers: what is prepared, what was deposited, what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from rokhas.api.schema.common import Asked, Both, Code, FileSaid, Line, Misfit, Reason, Row

Hour = Annotated[int, Field(ge=0, le=23)]
Stopped = Annotated[str, StringConstraints(max_length=80, pattern=r"^[a-z0-9_.-]+:[a-z]+$")]


class Me(Schema):
    """Whose token it is, and what both may do: the rights of the token, the mandates of the person today."""

    id: int
    name: str
    language: str
    application: str
    scopes: list[str]
    expires_at: datetime
    mandates: list[MandateSaid]


class MandateSaid(Schema):
    role: str
    office: int
    office_name: Both


class DossierLine(Schema):
    """A dossier in a list. `id` names it while it is prepared, `number` once it is deposited.

    `status` is a word of the design system: draft, review, fix, to_pay, to_sign, late, suspended, delivered, refused,
    withdrawn, cancelled.
    """

    id: int
    number: str | None
    procedure: str
    title: str
    commune: str | None
    status: str
    version: int
    opened_at: datetime
    touched_at: datetime
    lodged_at: datetime | None
    ended_at: datetime | None
    awaits_you: bool


class DraftAsked(Asked):
    procedure: Code


class Question(Schema):
    """A question that applies now. `answer` is what is kept (a number that must be hidden is masked)."""

    code: str
    label: str
    type: str
    required: bool
    answer: Any
    missing: bool


class SectionSaid(Schema):
    code: str
    name: str
    status: Literal["done", "in_progress", "todo"]
    questions: list[Question]


class PieceSaid(Schema):
    """A file given for a document, from version `since` on."""

    id: int
    document: str
    since: int
    late: bool
    added_at: datetime
    file: FileSaid


class DocumentSaid(Schema):
    """A document asked: main (without it the dossier is inadmissible), information (may follow until delivery), optional."""

    code: str
    name: str
    kind: Literal["main", "information", "optional"]
    plan: bool
    media: list[str]
    pieces: list[PieceSaid]


class DraftSaid(Schema):
    """What is being prepared: a first deposit, an answer to reserves or a new version (`reasons` says what is asked)."""

    id: int
    number: str | None
    procedure: str
    procedure_version: str
    version: int
    title: str
    parent: str | None
    unit: str | None
    designer: str | None
    needs_designer: bool
    class_code: str
    class_reasons: list[str]
    reasons: list[str]
    sections: list[SectionSaid]
    documents: list[DocumentSaid]
    missing: list[str]
    manifest: Literal["locked", "todo", "done"]
    ready: bool
    touched_at: datetime


class AnswersAsked(Asked):
    """Answers by the code of their question; null empties one. Nothing is saved when one does not fit."""

    answers: dict[Code, Any] = Field(max_length=300)


class LandAsked(Asked):
    """Where the land is: the commune or arrondissement by its code, a point in degrees, or both."""

    unit: Code | None = None
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)


class DesignerAsked(Asked):
    email: Line


class ParentAsked(Asked):
    """The permit that the request comes after; its tracking code when it is not in my dossiers."""

    number: Line
    tracking_code: Code | None = None


class DepositSaid(Schema):
    """A deposit that was made. The receipt is printed a moment later: see the papers of the dossier."""

    id: int
    number: str
    tracking_code: str
    version: int
    lodged_at: datetime


class UploadSaid(Schema):
    """A file on its way: `state` arriving, received (then `answer` names the piece) or refused (then `code` and `detail`)."""

    state: str
    offset: int
    length: int
    answer: dict[str, Any] | None = None
    code: str | None = None
    detail: str | None = None


class Stage(Schema):
    code: str
    label: str
    state: Literal["done", "current", "ahead"]


class TurnSaid(Schema):
    """Who is awaited now: `mine` when it is the reader, with the task to answer."""

    mine: bool
    kind: str
    step: str
    offices: list[str]
    due_on: date | None
    task: int | None
    reasons: list[str]


class ClockSaid(Schema):
    """The legal delay of the whole dossier: days used and left, in `unit`; `stopped_on` while changes are awaited;
    `extended` once its last day was put off."""

    start: date
    due: date
    total: int
    left: int
    late: bool
    unit: str
    stopped_on: date | None
    extended: bool


class DossierSaid(DossierLine):
    """A deposited dossier, as its reader may see it."""

    tracking_code: str | None
    class_code: str
    desk: str | None
    stages: list[Stage]
    turn: TurnSaid | None
    clock: ClockSaid | None
    order: str | None


class PaperSaid(Schema):
    """An official paper. `file` is null until it is printed, or sealed."""

    id: int
    kind: str
    label: str
    version: int
    issued_at: datetime | None
    verification_code: str
    file: FileSaid | None


class OpinionSaid(Schema):
    """A member's line; the verdict and the reasons when the reader may know them."""

    task: int
    office: str
    status: str
    due_on: date | None
    verdict: str | None
    reasons: list[Reason]
    remarks: str
    paper: int | None


class OpinionsSaid(Schema):
    items: list[OpinionSaid]
    conclusion: str | None
    conclusion_reasons: list[Reason]


class MomentSaid(Schema):
    at: datetime
    kind: str
    sentence: str
    actor: str


class OrderLineSaid(Schema):
    code: str
    label: Both
    payee: Both
    amount: str


class OrderSaid(Schema):
    """What is to be paid or was. The money is paid on the treasury's own page."""

    reference: str
    number: str
    state: str
    total: str
    currency: str
    placed_at: datetime
    expires_on: date | None
    paid_at: datetime | None
    may_pay: bool
    lines: list[OrderLineSaid]


class PaymentPage(Schema):
    """Where to send the person who pays; the treasury's page lives some minutes."""

    url: str


class NoticeSaid(Schema):
    id: int
    kind: str
    subject: str
    text: str
    created_at: datetime
    read_at: datetime | None


class Channels(Asked):
    """How I am told besides the inbox; what the law requires is sent all the same.

    Hours are of Morocco, 0 to 23. `digest_at`: what asks nothing of me comes in one e-mail a day, then; `quiet_from` and
    `quiet_until`: no SMS between the two. `stopped`: kinds by channel (`work.assigned:mail`), of those of `stoppable`. What is
    not sent stays as it is.
    """

    mail: bool
    sms: bool
    stopped: list[Stopped] | None = Field(default=None, max_length=200)
    digest_at: Hour | None = None
    quiet_from: Hour | None = None
    quiet_until: Hour | None = None


class ChannelsSaid(Channels):
    """`stoppable`: what may be put in `stopped`."""

    stoppable: list[str]


class SignaturesAsked(Asked):
    """`purpose`: manifest (subject: the id of the dossier), opinion, minutes, decision (subject: the number of the task)."""

    purpose: Code
    subjects: list[Row] = Field(min_length=1, max_length=100)


class SignaturesPrepared(Schema):
    """The sealed envelopes for the local agent, which alone reaches the person's key: hand them over as they are."""

    jobs: list[dict[str, str]]
    agent: str
    lang: str


class SignedResult(Asked):
    jti: Line
    signature: str = Field(max_length=20000)
    alg: Line
    cert_sha256: Line


class ResultsAsked(Asked):
    results: list[SignedResult] = Field(min_length=1, max_length=100)


class SignatureOutcome(Schema):
    """What became of each document: signed, or the refusal that says why not."""

    jti: str
    purpose: str
    subject: str
    title: str
    signed: bool
    refusal: Misfit | None


class Outcomes(Schema):
    outcomes: list[SignatureOutcome]


Me.model_rebuild()
