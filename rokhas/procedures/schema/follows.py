"""The permit that a request comes after: the building that one asks to live in was authorised before."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rokhas.procedures.schema.eligibility import ProcedureCode
from rokhas.procedures.schema.parts import Certainty, Code, Delay, Law, Part

Standing = Literal["in_force", "past_validity"]
"""A permit that was delivered and not cancelled: within its validity (or kept in force by its works), or past the day on which it
lapses unless its works had begun."""


class Follows(Part):
    """Which permits a request may follow: granted by one of `procedures`, in one of `standing`, for at least `after`.

    `brings` are the pages of the form whose answers come with the permit, where both ask the same question. Where it is not
    `required`, a request may be made for what no permit of the platform covers. `law` says that there is a permit before,
    `certainty` how sure we are of which ones.
    """

    procedures: tuple[ProcedureCode, ...] = Field(min_length=1)
    required: bool = True
    standing: tuple[Standing, ...] = Field(default=("in_force",), min_length=1)
    after: Delay | None = None
    brings: tuple[Code, ...] = Field(min_length=1)
    law: Law
    certainty: Certainty
