"""What anybody may ask of a land: the rules of its planning document, the permits granted around."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ninja import Schema

from rokhas.api.schema.common import Both


class ZoneRules(Schema):
    """The zone of the point. Metres and m²; `coverage` and `floor_ratio` are shares; null is what the plan does not set."""

    code: str
    names: Both
    allowed: list[str]
    forbidden: list[str]
    height: Decimal | None
    levels: int | None
    coverage: Decimal | None
    floor_ratio: Decimal | None
    setback_street: Decimal | None
    setback_side: Decimal | None
    setback_back: Decimal | None
    min_plot: Decimal | None
    note: Both


class EasementSaid(Schema):
    """An easement that touches the point; `law` is the text that sets it, empty where none is given."""

    code: str
    kind: str
    names: Both
    text: Both
    law: str


class PlanRules(Schema):
    """What one planning document says of a point. Indicative: neither an authorisation nor an agreement in principle.

    `approved_on` is null while it is not approved; `fictional` data are worth nothing for a real land.
    """

    commune: str
    plan: str
    version: int
    kind: str
    names: Both
    approved_on: date | None
    ends_on: date | None
    certainty: str
    source: str
    fictional: bool
    zone: ZoneRules | None
    easements: list[EasementSaid]


class GrantedPermit(Schema):
    """A permit as the public reads it: never a name, a title or a plan. The place is the middle of a square of the grid."""

    number: str
    nature: str
    granted_on: date
    cancelled_on: date | None
    lon: float | None
    lat: float | None
