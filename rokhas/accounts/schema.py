"""What apps above tell of a person: who else answers for their names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rokhas.accounts.models import Person

Attestation = Callable[[Person, datetime], bool]

_attestations: list[Attestation] = []


def attests_names(attestation: Attestation) -> Attestation:
    """Declare a reason why a person's names are no longer theirs alone to change, such as a certificate in force."""
    _attestations.append(attestation)
    return attestation


def is_attested(person: Person, now: datetime) -> bool:
    return any(attestation(person, now) for attestation in _attestations)
