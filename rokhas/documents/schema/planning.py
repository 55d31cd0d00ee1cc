"""What the platform prints of planning information, signed by nobody."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rokhas.documents.schema.papers import Both, Paper, Stated


class PlanningNote(Paper):
    """The indicative note of planning information: what the zoning says of a land, signed by nobody.

    `number` is the place it is about (latitude, longitude); each group of `rules` is what one planning document says;
    `cautions` are said before anything else.
    """

    template: ClassVar[str] = "planning-note"

    commune: Both
    title_number: str = ""
    rules: tuple[tuple[Stated, ...], ...] = Field(min_length=1)
    cautions: tuple[Both, ...] = ()
