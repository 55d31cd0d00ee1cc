"""An officer's work: what waits, what a step asks, what is answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from rokhas.api.schema.applicant import OpinionSaid, PaperSaid, PieceSaid
from rokhas.api.schema.common import Asked, Both, Code, Line, Reason, Words
from rokhas.api.schema.sharing import PersonSaid


class TaskLine(Schema):
    """A step that waits. `due_on` is the last day of the step, when it has one; `assigned_to` who of the office looks after it;
    `new`: the reader has not looked at it yet."""

    id: int
    number: str
    dossier: int
    procedure: str
    title: str
    commune: str
    step: str
    step_name: str
    kind: str
    todo: str
    office: str
    opened_at: datetime
    due_on: date | None
    late: bool
    assigned_to: PersonSaid | None = None
    new: bool = False


class WorkPage(Schema):
    """`total`: how many there are in all under the same filters."""

    items: list[TaskLine]
    next: str | None
    total: int


class ParapheurLine(TaskLine):
    """A paper that waits for one's signature: `read` once the whole file was opened, without which it is not signed."""

    paper: str
    read: bool


class ParapheurPage(Schema):
    items: list[ParapheurLine]
    next: str | None
    total: int


class Fact(Schema):
    question: str
    answer: str


class FactSectionSaid(Schema):
    name: str
    rows: list[Fact]


class TaskSaid(TaskLine):
    """A step, with what is studied. `act` is the address that answers it, empty when the reader may not or it is answered."""

    open: bool
    outcome: str
    closed_at: datetime | None
    roles: list[str]
    act: str
    facts: list[FactSectionSaid]
    pieces: list[PieceSaid]
    papers: list[PaperSaid]
    opinions: list[OpinionSaid]


class FindingAsked(Asked):
    """What was found of a document: present, missing, unsigned, unreadable, or awaited (a document of information may follow).
    `reason` is a coded reason of the desk, when a main document lacks."""

    document: Code
    state: Literal["present", "missing", "unsigned", "unreadable", "awaited"]
    reason: Code | None = None


class FindingsAsked(Asked):
    findings: list[FindingAsked] = Field(max_length=200)


class AdmissibilityAsked(FindingsAsked):
    admissible: bool


class CheckLine(Schema):
    document: str
    name: str
    kind: str
    states: list[str]
    state: str
    reason: str
    pieces: list[int]


class ReasonOffered(Schema):
    """A reason of the catalogue; `blanks` are the values it asks for."""

    code: str
    kind: str
    text: Both
    blanks: list[str]


class CheckSaid(Schema):
    lines: list[CheckLine]
    reasons: list[ReasonOffered]


class ReasonAsked(Asked):
    code: Code
    values: dict[Code, Line] = Field(default={}, max_length=20)


class OpinionAsked(Asked):
    """`checklist`: by the code of a point, yes, no or na; a point answered no needs a reason of its family. `despite`: why the
    opinion is favourable although the office has not lifted every point that it raised."""

    verdict: Code
    reasons: list[ReasonAsked] = Field(default=[], max_length=100)
    checklist: dict[Code, Literal["yes", "no", "na"]] = Field(default={}, max_length=100)
    remarks: Words = ""
    despite: Words = ""


class CheckPoint(Schema):
    code: str
    label: str
    reasons: list[ReasonOffered]


class PreparedOpinion(Schema):
    verdict: str
    reasons: list[Reason]
    checklist: dict[str, str]
    remarks: str
    despite: str
    prepared_at: datetime
    given: bool


class OpinionWork(Schema):
    """What may be answered, and what is prepared. It is given by signing: POST /signatures/prepare with the purpose `opinion`."""

    verdicts: list[str]
    points: list[CheckPoint]
    prepared: PreparedOpinion | None


class ReservesAsked(Asked):
    """`why` is asked when the reserves are kept: the designer reads it."""

    lifted: bool
    why: Words = ""


class SenseSaid(Schema):
    value: str
    label: str
    impossible: str


class ConclusionWork(Schema):
    """The senses, why some are impossible, and the reasons that may be added to those of the members."""

    senses: list[SenseSaid]
    reasons: list[ReasonOffered]
    gathered: list[Reason]


class ConclusionAsked(Asked):
    sense: Code
    reasons: list[ReasonAsked] = Field(default=[], max_length=100)
    remarks: Words = ""


class VisitAsked(Asked):
    """The day of a visit; `why` is asked when it replaces another that was told."""

    day: date
    why: Line = ""


class SeenAsked(Asked):
    point: Code
    state: Literal["conform", "lacking", "not_concerned"]
    note: Line = ""


class ReportAsked(Asked):
    """What was seen of each point of the list, from the day of the visit on; `present` are the kinds of the offices that came,
    among those that were called."""

    seen: list[SeenAsked] = Field(max_length=100)
    present: list[Code] = Field(max_length=100)
    remarks: Words = ""


class VisitSaid(Schema):
    id: int
    number: str
    day: date


class TaskDone(Schema):
    """A step that was answered."""

    id: int
    number: str
    outcome: str
    closed_at: datetime | None
