"""What a rule allows at most, or asks at least, of a figure that the form asks: what a derogation may be asked from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from pydantic import model_validator

from rokhas.procedures.schema.parts import Code, Law, Part, Wording


class Threshold(Part):
    """A bound on the answer to a question of figures (`of`): a number, or with `share_of` a share of the answer to another.

    `derogable` says on which condition it may be derogated from; None: never.
    """

    code: Code
    names: Wording
    of: Code
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    share_of: Code | None = None
    unit: Wording
    derogable: Wording | None = None
    law: Law

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a threshold has one bound: at_least or at_most")
        return self


@dataclass(frozen=True, slots=True)
class Crossing:
    """A threshold beside what was answered, in its own unit: the bound as it stands for this land, and how far beyond it."""

    threshold: Threshold
    given: Decimal
    bound: Decimal

    @property
    def by(self) -> Decimal:
        """How much too little or too much; zero or less when the rule holds."""
        return self.bound - self.given if self.threshold.at_least is not None else self.given - self.bound

    @property
    def exceeds(self) -> bool:
        return self.by > 0


def compared(thresholds: Iterable[Threshold], answers: Mapping[str, Any]) -> list[Crossing]:
    """Each threshold whose figures are known, in the order of the file."""
    found = []
    for threshold in thresholds:
        given = _figure(answers, threshold.of)
        whole = _figure(answers, threshold.share_of) if threshold.share_of else Decimal(1)
        if given is not None and whole is not None:
            limit = threshold.at_most if threshold.at_least is None else threshold.at_least
            assert limit is not None, "a threshold has one bound"
            found.append(Crossing(threshold, given, limit * whole))
    return found


def _figure(answers: Mapping[str, Any], code: str) -> Decimal | None:
    try:
        return Decimal(str(answers[code]))
    except (KeyError, InvalidOperation):
        return None
