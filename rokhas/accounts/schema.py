"""What apps above tell of a person: who else answers for their names, and what ends when the names change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rokhas.accounts.models import Person
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
