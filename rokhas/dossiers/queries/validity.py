"""Until when what was granted stays valid, for whoever verifies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rokhas.dossiers.models import Lapse
from rokhas.dossiers.models.papers import GRANTS
from rokhas.procedures.schema import Law, Wording


@dataclass(frozen=True)
class ValidUntil:
    """The last day, whether it is behind, and what keeps the permit in force beyond it (None: nothing does)."""

    on: date
    has_passed: bool
    unless: Wording | None
    law: Law


def valid_until(code: str, today: date) -> ValidUntil | None:
    """The validity of the permit that bears a verification code; None for another paper, or where no text sets an end.

    At most two queries.
    """
    granted = Lapse.objects.filter(dossier__papers__verification_code=code, dossier__papers__kind__in=GRANTS)
    lapse = granted.select_related("dossier").first() if code else None
    if lapse is None:
        return None
    validity = lapse.dossier.procedure.validity
    assert validity is not None, "a lapse is counted from the validity of the procedure"
    return ValidUntil(lapse.on, lapse.has_passed(today), validity.unless, validity.delay.law)
