"""What is collected, why, and how long it is kept: the two data files, read once."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rokhas.procedures.schema import Certainty, Wording

DATA = Path(__file__).parent / "data"
FOR_EVER = "for_ever"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Data):
    """A length of time: calendar days, months of thirty days, or years of 365."""

    days: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    years: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _one_unit(self) -> Span:
        if sum(map(bool, (self.days, self.months, self.years))) != 1:
            raise ValueError("a span is a number of days, of months or of years")
        return self

    @property
    def delta(self) -> timedelta:
        return timedelta(days=self.days + 30 * self.months + 365 * self.years)


class Retention(_Data):
    """How long a kind is kept, from what, and what happens then.

    `pieces` are the codes of the documents it concerns besides the answers that name it; `notice` is how long before the erasure
    the person is told.
    """

    code: str
    names: Wording
    keep: Span | Literal["for_ever"]
    since: Literal["creation", "last_change", "end_of_procedure", "answer"] = Field(alias="from")
    then: Literal["erase", "nothing"]
    pieces: tuple[str, ...] = ()
    notice: Span | None = None
    certainty: Certainty

    @model_validator(mode="after")
    def _erased_when_it_ends(self) -> Retention:
        if (self.keep == FOR_EVER) != (self.then == "nothing"):
            raise ValueError(f"{self.code}: what is kept for ever is not erased, the rest is")
        return self

    @property
    def span(self) -> timedelta | None:
        """None: for ever."""
        return self.keep.delta if isinstance(self.keep, Span) else None


class Collected(_Data):
    """A place where something is asked of a person: what, why, who reads it, how long it is kept."""

    code: str
    names: Wording
    asked: Wording
    purpose: Wording
    readers: Wording
    retention: str


class Catalogue(_Data):
    """`answer_within`: what is promised to whoever asks, by kind of request."""

    answer_within: dict[str, Span]
    kinds: tuple[Retention, ...]

    @model_validator(mode="after")
    def _each_right_has_its_delay(self) -> Catalogue:
        if self.answer_within.keys() != {"access", "rectification", "opposition"}:
            raise ValueError("each right of a person is answered within a delay, and nothing else is")
        return self

    def kind(self, code: str) -> Retention:
        """Raises KeyError."""
        return {kind.code: kind for kind in self.kinds}[code]


@cache
def catalogue() -> Catalogue:
    return Catalogue.model_validate(_read("retention.yaml"))


@cache
def collected() -> tuple[Collected, ...]:
    return tuple(Collected.model_validate(each) for each in _read("collections.yaml"))


class Table(_Data):
    """A table that holds something of a person: the kind that says how long, and where it stands in the copy of one's data.

    `copy` is a part of that copy; without one, `why` says why it is not there. `columns` are what the copy says of each row,
    where no other words are needed; `of` is the way from a row to the person, and `told`, where it is given, the column that says
    since when the person may know of it: what is not told yet is not in the copy.
    """

    table: str
    retention: str
    copied: str = Field(default="", alias="copy")
    of: str = ""
    told: str = ""
    columns: tuple[str, ...] = ()
    why: str = ""

    @model_validator(mode="after")
    def _in_the_copy_or_not(self) -> Table:
        if bool(self.copied) == bool(self.why) or bool(self.of) != bool(self.columns):
            raise ValueError(f"{self.table}: a part of the copy, or the reason why it is in none")
        return self


@cache
def tables() -> tuple[Table, ...]:
    return tuple(Table.model_validate(each) for each in _read("tables.yaml"))


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
