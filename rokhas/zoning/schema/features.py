"""The attributes of a plan, of a zone and of an easement, as a GeoJSON or a shapefile gives them.

No name is longer than ten letters: the table of a shapefile keeps no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from rokhas.kernel.references import visible
from rokhas.kernel.text import without_controls
from rokhas.territory.models import Certainty
from rokhas.zoning.models import EasementKind, PlanKind, Use


def _seen(given: Any) -> Any:
    """What is kept is what is read: no control character, which no database keeps, and nothing that turns the writing over."""
    return visible(without_controls(given)) if isinstance(given, str) else given


Seen = BeforeValidator(_seen)
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Seen]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Seen]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20), Seen]


def _listed(given: Any) -> Any:
    """`housing; commerce` of a table, or a list."""
    if given is None:
        return []
    return [word.strip() for word in given.split(";") if word.strip()] if isinstance(given, str) else given


def _measure(given: Any) -> Any:
    """A number as tables and people write it: nothing, a decimal comma, a float."""
    if isinstance(given, float):
        return repr(given)
    return (given.strip().replace(",", ".") or None) if isinstance(given, str) else given


def _text(given: Any) -> Any:
    return "" if given is None else given


Uses = Annotated[list[Use], BeforeValidator(_listed)]
Optional = Annotated[Text, BeforeValidator(_text)]


_Measure = BeforeValidator(_measure)
Metres = Annotated[Decimal | None, _Measure, Field(ge=0, le=500, decimal_places=2)]
Share = Annotated[Decimal | None, _Measure, Field(ge=0, le=1, decimal_places=4)]
Ratio = Annotated[Decimal | None, _Measure, Field(ge=0, le=50, decimal_places=3)]
Surface = Annotated[Decimal | None, _Measure, Field(ge=0, le=10_000_000, decimal_places=2)]
Levels = Annotated[int | None, _Measure, Field(ge=0, le=100)]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class PlanHead(_Said):
    """The planning document: its own code, kind, names, days, and who says so."""

    plan: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    kind: PlanKind
    name_fr: Label
    name_ar: Label
    approved_on: date | None = None
    ends_on: date | None = None
    certainty: Certainty
    source: Label
    fictional: bool = False

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.ends_on and (self.approved_on is None or self.ends_on < self.approved_on):
            raise ValueError("ends_on")
        return self


class ZoneSaid(_Said):
    """The rules of a zone; the units are those of `models.Zone`."""

    feature: Literal["zone"] = "zone"
    code: Code
    name_fr: Label
    name_ar: Label
    allowed: Uses = []
    forbidden: Uses = []
    height: Metres = None
    levels: Levels = None
    coverage: Share = None
    floorratio: Ratio = None
    set_street: Metres = None
    set_side: Metres = None
    set_back: Metres = None
    min_plot: Surface = None
    note_fr: Optional = ""
    note_ar: Optional = ""

    @model_validator(mode="after")
    def _a_use_is_allowed_or_forbidden(self) -> Self:
        if set(self.allowed) & set(self.forbidden):
            raise ValueError("forbidden")
        if bool(self.note_fr) != bool(self.note_ar):
            raise ValueError("note_ar" if self.note_fr else "note_fr")
        return self

    @property
    def rules(self) -> dict[str, Any]:
        """What is the same wherever this code stands."""
        return self.model_dump(exclude={"feature"})


class EasementSaid(_Said):
    """An easement: `reach` in metres around what is drawn."""

    feature: Literal["easement"]
    code: Code
    kind: EasementKind
    name_fr: Label
    name_ar: Label
    text_fr: Annotated[Text, Field(min_length=1)]
    text_ar: Annotated[Text, Field(min_length=1)]
    law: Annotated[Label | Literal[""], BeforeValidator(_text)] = ""
    reach: Annotated[Decimal, BeforeValidator(lambda given: _measure(given) or 0), Field(ge=0, le=10_000)] = (
        Decimal(0)
    )


def attributes(kind: type[BaseModel]) -> Sequence[str]:
    """The names that a kind of feature may carry."""
    return tuple(kind.model_fields)
