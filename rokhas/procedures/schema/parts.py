"""What every piece of a procedure is made of: wordings, texts of law, delays, silence, conditions."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Certainty = Literal["sourced", "memory", "constructed", "unsure"]
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
"""From the surest to the least sure: read in a source, known and unchecked, by analogy, inferred."""

Language = Literal["fr", "ar"]

OfficeKind = Literal[
    "single_desk", "provincial_committee", "commune", "arrondissement", "prefecture", "urban_agency", "land_registry",
    "civil_protection", "water", "electricity", "telecom", "hygiene", "municipal_property", "administrative_police",
    "economic_service", "technical_service", "roads", "transport", "agriculture", "housing", "environment", "heritage",
    "labour_inspection", "treasury", "local_authority", "forests", "religious_endowments", "military", "water_basin",
    "ministry",
]  # fmt: skip
OFFICE_KINDS: frozenset[str] = frozenset(get_args(OfficeKind))

Role = Literal[
    "applicant", "architect", "surveyor", "engineer", "design_office", "co_designer", "front_desk", "secretary",
    "planning_officer", "economic_officer", "revenue_agent", "office_manager", "commission_member", "chair", "president",
    "vice_president", "arrondissement_president", "local_authority", "inspector", "governor", "key_contact",
    "national_supervisor", "treasury_officer", "payee_accountant", "support_agent", "content_editor",
    "platform_administrator",
]  # fmt: skip
ROLES: frozenset[str] = frozenset(get_args(Role))

Subject = Literal[
    "construction", "regularisation", "repair", "demolition", "subdivision", "division", "completion", "occupation", "activity",
]  # fmt: skip
"""What an authorisation is about: a procedure names its own, a coded reason those it may be said of."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Kind(StrEnum):
    """The kinds of step: closed, because each is code. Everything else about a step is data."""

    CHECK = "check"
    DISPATCH = "dispatch"
    OPINION = "opinion"
    CONCLUSION = "conclusion"
    MINUTES = "minutes"
    PAYMENT = "payment"
    SIGNATURE = "signature"
    VISIT = "visit"
    ENQUIRY = "enquiry"
    DELIVERY = "delivery"
    DECLARATION = "declaration"


class Part(BaseModel):
    """Any piece of a procedure: frozen, and a key nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(Part):
    """The same words in the two official languages; neither is a translation of the other."""

    fr: Text
    ar: Text

    def in_(self, language: str) -> str:
        """The words in Arabic when `language` is `ar`, else in French."""
        return self.ar if language == "ar" else self.fr


class Law(Part):
    """A text, its article numbered as in `text`, and how sure we are of both.

    `text` is its short French name, which also identifies it; `ar` its Arabic one, given where the procedure declares its texts.
    `mapped` is false for a text that another has replaced: no official document may print its numbers until they are mapped to
    the text in force.
    """

    text: Text
    ar: Text | None = None
    article: str = ""
    certainty: Certainty
    note: str = ""
    mapped: bool = True


DelayUnit = Literal["working_days", "days", "months", "years"]
Start = Literal["opened", "lodged", "session", "notified", "granted", "paid", "enquiry_closed"]


class Delay(Part):
    """A legal delay: written `{working_days: 15, law: {…}}` in the file.

    `starts` is the fact that starts it: the step's opening, the deposit, the session day announced by the receipt, the
    notification of a decision, the grant, the payment, or the last day of the public enquiry, which starts the delay of its
    report and no other. The day of that fact is not counted (`kernel.calendar`).
    """

    quantity: int = Field(ge=0, le=3650)  # in years too, its end is a day that a calendar holds
    unit: DelayUnit
    starts: Start = "opened"
    law: Law

    @model_validator(mode="before")
    @classmethod
    def _one_unit(cls, written: Any) -> Any:
        """`{working_days: 15}` is how a file says `{quantity: 15, unit: working_days}`."""
        if not isinstance(written, dict) or "unit" in written:
            return written
        units = [key for key in get_args(DelayUnit) if key in written]
        if len(units) != 1:
            return written
        rest = {key: value for key, value in written.items() if key != units[0]}
        return rest | {"unit": units[0], "quantity": written[units[0]]}


Effect = Literal["escalate", "tacit_opinion", "tacit_permit", "substitution"]


Told = Literal["holder", "secretary", "governor"]


class Reminder(Part):
    """Somebody is told of a limit so many working days before it (negative), on it (0) or after it."""

    working_days: int = Field(ge=-60, le=60)
    tells: Told
    certainty: Certainty


def in_order(written: tuple[Reminder, ...] | None) -> tuple[Reminder, ...] | None:
    """Reminders are written in the order of their days. Raises `PydanticCustomError`."""
    if written and list(written) != sorted(written, key=lambda each: each.working_days):
        raise PydanticCustomError("reminders_unordered", "reminders are written in the order of their days")
    return written


# Told of a limit instead of what the platform tells (`reminders_of`).
Reminders = Annotated[tuple[Reminder, ...] | None, AfterValidator(in_order)]


class Silence(Part):
    """What a passed limit means. Written `escalate`, or `{effect: tacit_permit, law: {…}, since: 2023-07-13}`.

    Only escalation (reminders, then the governor) needs no text of law: every other effect gives a right. `reminders`, in the
    order of their days, replace those of the platform (`reminders_of`) for this step. A substitution names the office that then
    decides instead (`by`), and which of its `roles` sign.
    """

    effect: Effect
    law: Law | None = None
    since: date | None = None
    by: OfficeKind | None = None
    roles: tuple[Role, ...] = ()
    reminders: Reminders = None

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, written: Any) -> Any:
        return {"effect": written} if isinstance(written, str) else written


class Source(Part):
    """Where a fact was read, for the classes named (all when none is)."""

    text: Text
    certainty: Certainty
    classes: tuple[Code, ...] = ()


class Applicable(Part):
    """Something that exists for a dossier only when it is of one of `classes` and every predicate of `when` holds."""

    classes: tuple[Code, ...] = ()
    when: tuple[Code, ...] = ()

    def applies(self, holding: AbstractSet[str], class_code: str | None) -> bool:
        """`classes` and `when` empty mean always."""
        return (not self.classes or class_code in self.classes) and set(self.when) <= holding
