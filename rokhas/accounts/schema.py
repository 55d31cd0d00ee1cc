"""What apps above tell of a person: who else answers for their names, and what ends when the names change. And the bodies that
keep the registers of professionals, read from `bodies.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field

from rokhas.accounts.errors import UnknownBody
from rokhas.accounts.models import Person, Role
from rokhas.kernel.actor import Actor

Attestation = Callable[[Person, datetime], bool]
Withdrawal = Callable[[Person, Actor], int]

_attestations: list[Attestation] = []
_withdrawals: list[Withdrawal] = []


def attests_names(attestation: Attestation) -> Attestation:
    """Declare a reason why a person's names are no longer theirs alone to change, such as a certificate in force."""
    _attestations.append(attestation)
    return attestation


def is_attested(person: Person, now: datetime) -> bool:
    return any(attestation(person, now) for attestation in _attestations)


def ends_with_names(withdrawal: Withdrawal) -> Withdrawal:
    """Declare what bears a person's names and must be made again when they are rectified, such as certificates.

    `withdrawal(person, by)` runs in the transaction of the rectification and answers how many it ended.
    """
    _withdrawals.append(withdrawal)
    return withdrawal


def end_what_bears_names(person: Person, by: Actor) -> int:
    return sum(withdrawal(person, by) for withdrawal in _withdrawals)


BODIES = Path(__file__).with_name("bodies.yaml")


class BodyNames(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: str = Field(min_length=1)
    ar: str = Field(min_length=1)


class BodyLaw(BaseModel):
    """The text that makes the register, and how sure we are of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: str = Field(min_length=1)
    ar: str = Field(min_length=1)
    certainty: Literal["sourced", "unsure"]

    @property
    def name(self) -> str:
        return self.ar if get_language() == "ar" else self.fr


class Body(BaseModel):
    """A body that keeps a register: the professions its entries give, the first one to whoever asks to be entered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z_]*$", max_length=40)
    names: BodyNames
    roles: tuple[Role, ...] = Field(min_length=1)
    law: BodyLaw

    @property
    def name(self) -> str:
        return self.names.ar if get_language() == "ar" else self.names.fr


@functools.cache
def bodies() -> dict[str, Body]:
    """Every body by its code, in the order of the file."""
    read = [Body.model_validate(each) for each in yaml.safe_load(BODIES.read_text(encoding="utf-8"))]
    return {body.code: body for body in read}


def body_of(code: str) -> Body:
    """Raises `UnknownBody`."""
    if code not in bodies():
        raise UnknownBody
    return bodies()[code]


def bodies_of(roles: Iterable[str]) -> tuple[str, ...]:
    """The codes of the bodies whose entries give one of these professions."""
    asked = set(roles)
    return tuple(body.code for body in bodies().values() if asked.intersection(body.roles))
