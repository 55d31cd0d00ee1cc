"""What a city divided into arrondissements leaves to their presidents: data of the platform, dated, with how sure it is.

A procedure's file names the president of the commune; whether an arrondissement signs instead is decided by each city, permit by
permit (RGC 2013, art. 35; organic law 113-14): no file could say it for all of them.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from rokhas.procedures.schema.parts import Code, Law, Part
from rokhas.procedures.schema.steps import Step

FILE = Path(__file__).parent.parent / "data" / "delegations.yaml"
FROM, TO = ("commune", "president"), ("arrondissement", "arrondissement_president")


class Delegation(Part):
    """A commune, by its HCP code, leaves some procedures to its arrondissements, in some classes or in all when none is named,
    from a day on and until another."""

    commune: Annotated[str, Field(pattern=r"^[0-9.]+$")]
    procedures: tuple[Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")], ...] = Field(min_length=1)
    classes: tuple[Code, ...] = ()
    since: date
    until: date | None = None
    law: Law

    def holds(self, commune: str, procedure: str, class_code: str, day: date) -> bool:
        """Whether it is in force for such a dossier on that day."""
        return (
            commune == self.commune
            and procedure in self.procedures
            and (not self.classes or class_code in self.classes)
            and self.since <= day
            and (self.until is None or day <= self.until)
        )


class Delegations(Part):
    delegations: tuple[Delegation, ...]


@cache
def delegations() -> tuple[Delegation, ...]:
    """Those of the platform."""
    return Delegations.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8"))).delegations


def delegation(commune: str, procedure: str, class_code: str, day: date) -> Delegation | None:
    """The delegation in force for a dossier of this procedure and class in an arrondissement of that commune."""
    return next((each for each in delegations() if each.holds(commune, procedure, class_code, day)), None)


def left_to_arrondissement(step: Step) -> Step:
    """A step of the commune's president, as an arrondissement lives it: its own office and president first, where one is open.

    A step that the president has no part in, or that the file already gives to the arrondissements, is left as it is.
    """
    office, role = FROM
    if step.by != (office,) or role not in step.roles:
        return step
    roles = (*(TO[1] if each == role else each for each in step.roles), role)
    return step.model_copy(update={"by": (TO[0], office), "roles": roles, "choose": "first"})
