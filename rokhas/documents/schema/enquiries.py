"""The papers of a public enquiry: its notice, the receipt of what a person says, the report."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from rokhas.documents.schema.papers import Both, LawReference, Paper, Plan, Signatory, Verification


class EnquiryNotice(Paper):
    """The notice of a public enquiry, posted at the commune (A3): what it is about, where, until when, how to be heard.

    `page_url` is the public page of the enquiry, which its QR opens. `petitioner` is empty unless a text asks for the name.
    `raw_map` draws the commune with the place, from the platform's own outlines.
    """

    template: ClassVar[str] = "enquiry"

    procedure: Both
    class_name: Both = Both()
    activity: Both
    situation: Both
    commune: Both
    petitioner: Both = Both()
    opens_on: date
    closes_on: date
    consultation: Both
    page_url: str
    raw_map: str = ""
    law: tuple[LawReference, ...] = ()


class OppositionReceipt(Paper):
    """The numbered and dated receipt of what a person said in a public enquiry. `identity` is masked; `filed_at` is when it was
    first filed, `revision` above 1 when it was amended since."""

    template: ClassVar[str] = "opposition"

    receipt_number: str
    activity: Both
    situation: Both
    person: Both
    identity: str = ""
    stance: Both
    text: str
    files: tuple[Plan, ...] = ()
    filed_at: AwareDatetime
    revision: int
    closes_on: date
    office: Both


class Observation(BaseModel):
    """What one person said in a public enquiry, by number and never by name, and what the reporter answers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    stance: Both
    text: str
    files: str = ""
    answer: str


class EnquiryReport(Paper):
    """The report of a public enquiry: each observation with its answer, the conclusion and its motives. It names nobody who
    spoke."""

    template: ClassVar[str] = "report"

    procedure: Both
    activity: Both
    situation: Both
    opens_on: date
    closes_on: date
    observations: tuple[Observation, ...] = ()
    sense: Literal["favourable", "unfavourable"]
    motives: str
    law: tuple[LawReference, ...] = ()
    signatory: Signatory
    verification: Verification
