"""What an editor writes of a rate: the rest is that of the row it follows."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from rokhas.procedures.schema import Certainty, Part
from rokhas.procedures.schema.parts import Text

Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class Rate(Part):
    """The amount of a fee in a place. `floor` and `ceiling` are the bounds of the law; all three are in the unit of the fee."""

    place: str = ""
    rate: Amount | None = None
    floor: Amount | None = None
    ceiling: Amount | None = None
    article: Annotated[str, Field(max_length=120)] = ""
    article_certainty: Certainty | None = None
    source: Text
    certainty: Certainty
    note: str = ""
