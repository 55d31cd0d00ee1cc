"""A public enquiry, as the step that holds it says: how long, who opens it, who reports, what is told to whom."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rokhas.procedures.schema.parts import Certainty, Delay, Part, Role, Wording


class EnquiryTerms(Part):
    """The terms of a public enquiry (*commodo et incommodo*).

    `lasts` counts from its first day, which is not counted. `opened_by` and `reported_by` are among the roles of the step.
    `consultation` says where the file may be consulted. `names_petitioner`: the notice names who asks, which it does only where
    a text requires it. `petitioner_reads` says what the petitioner is shown once it is closed: the texts, never a name, or
    nothing before the report.
    """

    lasts: Delay
    opened_by: tuple[Role, ...] = Field(min_length=1)
    reported_by: tuple[Role, ...] = Field(min_length=1)
    consultation: Wording
    names_petitioner: bool = False
    petitioner_reads: Literal["texts", "nothing"] = "texts"
    certainty: Certainty
    note: str = ""
