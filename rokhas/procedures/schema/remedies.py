"""What may be asked after a decision, and how long a decision may wait: data of the platform, that a procedure's file replaces.

A published file never changes, and the texts on appeals are not those of one procedure: the delays of the platform, with their
certainty, hold for every version that says nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field

from rokhas.procedures.schema.parts import Code, Delay, Kind, Law, OfficeKind, Part, Role, Wording

Contestable = Literal["refusal", "cancellation", "stay", "inadmissibility"]
FILE = Path(__file__).parent.parent / "data" / "remedies.yaml"


class Against(Part):
    """An adverse decision that may be contested this way, and by which text."""

    what: Contestable
    law: Law


class Appeal(Part):
    """A way to contest a decision of `against`: `to` whoever signed it, or a role in another office of the place; `within` so
    long after its notification, answered within `answer_within` of the deposit. `silence` is what a passed delay means. When a
    refusal is quashed, the case opens again at the first kind of step of `resumes` that its procedure has."""

    code: Code
    names: Wording
    against: tuple[Against, ...] = Field(min_length=1)
    to: Literal["signer", "above"]
    office: OfficeKind | None = None
    roles: tuple[Role, ...] = ()
    within: Delay
    answer_within: Delay
    silence: Literal["rejected", "nothing"]
    silence_law: Law
    resumes: tuple[Kind, ...] = Field(min_length=1)

    def contests(self, what: Contestable) -> Against | None:
        return next((each for each in self.against if each.what == what), None)

    def returns_to(self, office: str, roles: Collection[str]) -> bool:
        """Whether the way to those above leads back to who decided: a governor who refused is above nobody here."""
        return self.to == "above" and self.office == office and not set(self.roles).isdisjoint(roles)


class Effect(Part):
    """What an appeal does, until it is answered, to the decision that it contests, and by which text: the platform lets the
    decision run, and has no other value."""

    suspends: Literal[False]
    law: Law


class Absent(Part):
    """The kinds of planning documents (`zoning.PlanKind`) of which an approved one bars a stay of decision; by which text."""

    plans: tuple[Annotated[str, Field(pattern="^(PA|PDAR|PZ|SDAU)$")], ...] = Field(min_length=1)
    law: Law


class Stay(Part):
    """How long an authority may put off its decision, at most, and by which text; `roles` are those who may sign it, `absent`
    what must not exist where the land lies."""

    longest: Delay
    absent: Absent
    roles: tuple[Role, ...] = Field(min_length=1)
    families: tuple[Annotated[str, Field(pattern="^(urban|economic)$")], ...]


class Remedies(Part):
    appeals: tuple[Appeal, ...]
    effect: Effect
    stay: Stay


@cache
def remedies() -> Remedies:
    """Those of the platform."""
    return Remedies.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
