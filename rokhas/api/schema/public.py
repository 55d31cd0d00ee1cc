"""What anybody may ask."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from rokhas.api.schema.common import Asked, Both, Code, Line


class ProcedureLine(Schema):
    code: str
    prefix: str
    family: str
    names: Both


class ChoiceSaid(Schema):
    code: str
    label: Both


class FieldSaid(Schema):
    """A question. `when` names the conditions under which it is asked; `purpose` says why, for a personal datum (law 09-08)."""

    code: str
    type: str
    label: Both
    required: bool
    min: str | None
    max: str | None
    max_length: int | None
    unit: Both | None
    format: str | None
    choices: list[ChoiceSaid]
    when: list[str]
    purpose: Both | None


class FormSection(Schema):
    code: str
    names: Both
    fields: list[FieldSaid]


class AskedDocument(Schema):
    code: str
    names: Both
    kind: str
    plan: bool
    media: list[str]
    when: list[str]
    classes: list[str]


class DelaySaid(Schema):
    """A delay and the text that sets it; `certainty` says how sure that text is."""

    quantity: int
    unit: str
    law: str
    article: str
    certainty: str


class StepSaid(Schema):
    code: str
    kind: str
    names: Both
    by: list[str]
    after: list[str]
    within: DelaySaid | None


class ProcedureSaid(ProcedureLine):
    """The version in force: what is asked, by whom it is studied, within what delays."""

    version: int
    filers: list[str]
    classes: list[ChoiceSaid]
    form: list[FormSection]
    documents: list[AskedDocument]
    steps: list[StepSaid]


class UnitSaid(Schema):
    code: str
    kind: str
    name_fr: str
    name_ar: str
    parent: str | None


class Units(Schema):
    items: list[UnitSaid]


class PlaceSaid(Schema):
    """A point in degrees and in metres of its Lambert zone, and the unit whose outline holds it (null outside)."""

    lon: float
    lat: float
    zone: str
    x: float
    y: float
    unit: UnitSaid | None


class CompetenceSaid(Schema):
    """Who studies and who signs for a place, and why. `deposit_place`: a dossier can be deposited for this unit."""

    unit: UnitSaid
    deposit_place: bool
    body: str
    seat: UnitSaid
    reason: str
    signer: str
    urban_agency: str | None
    arrondissements: list[UnitSaid]


class EligibilityAsked(Asked):
    """Codes of choices by codes of questions; what fits no question is ignored. `find` keeps, of a long list of choices, those
    that hold its words. Nothing is kept."""

    answers: dict[Code, Line] = Field(default={}, max_length=100)
    commune: Code | None = None
    find: Line = ""


class LawSaid(Schema):
    """A text of law by its name; `doubt` says what is not sure of it, empty when nothing is."""

    text: str
    doubt: str


class EligibilityAnswered(Schema):
    question: str
    asked: str
    answer: str
    said: str


class EligibilityQuestionSaid(Schema):
    """`long`: there are many choices, which `find` searches."""

    code: str
    label: Both
    help: Both | None
    law: LawSaid | None
    long: bool
    choices: list[ChoiceSaid]


class ElsewhereSaid(Schema):
    """The request belongs elsewhere: to another procedure by its name (filed here when `procedure` is given, with the answers
    that already say something there), or to nobody here; `ask` names whom to ask."""

    why: str
    law: LawSaid | None
    name: str
    procedure: str
    answers: dict[str, str]
    ask: str


class ProfessionalAsked(Schema):
    profession: str
    law: LawSaid | None


class LimitSaid(Schema):
    name: str
    delay: str
    law: LawSaid | None


class PromisedSaid(Schema):
    """What awaits whoever is in the right place. `desk` is the office that receives the deposit, empty without a commune or where
    none is open yet."""

    documents: list[str]
    professionals: list[ProfessionalAsked]
    limits: list[LimitSaid]
    desk: str
    desk_kinds: str


class EligibilitySaid(Schema):
    """Where one stands after some answers: a question follows (`following`), or the request belongs `elsewhere`, or one is in the
    right place (`promised`). Words are in the language of Accept-Language."""

    procedure: str
    answered: list[EligibilityAnswered]
    following: EligibilityQuestionSaid | None
    elsewhere: ElsewhereSaid | None
    promised: PromisedSaid | None


class TrackingAsked(Asked):
    """Both are on the receipt of deposit."""

    number: Line
    code: Line


class TrackedStage(Schema):
    label: str
    state: str
    on: date | None


class TrackedHolder(Schema):
    stage: str
    office: str
    due_on: date | None
    late: bool


class TrackedSaid(Schema):
    """Steps and dates: never a name, an opinion or a title."""

    number: str
    nature: str
    stages: list[TrackedStage]
    holders: list[TrackedHolder]
    ended_on: date | None


class SignatureSaid(Schema):
    """`delegated`: in the name of the holder of the role, by a delegation."""

    role: str
    delegated: bool
    at: datetime | None


class VerdictSaid(Schema):
    """What the register says. `valid` is true only for an untouched, wholly signed file that stands today; by a code alone no
    file is examined. `facts` is all that the public may read."""

    valid: bool
    state: str
    codes: list[str]
    reasons: list[str]
    demonstration: bool
    facts: dict[str, Any] | None
    signatures: list[SignatureSaid]
