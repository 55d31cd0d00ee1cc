"""Until when what was granted stays valid, for whoever verifies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rokhas.dossiers.models import Ending, Lapse, OfficialPaper, Ruling
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.workflow.renewing import begins_on
from rokhas.kernel.actor import MOROCCO
from rokhas.procedures.schema import Wording


@dataclass(frozen=True)
class ValidUntil:
    """The first day while it is ahead (None: the term has begun, or never will), the last, whether that is behind, what keeps
    the permit in force beyond it (None: nothing does), the day of what shows it and what that is (`opening`, `completion`, else
    what was granted after it), and the text, named in both languages."""

    begins_on: date | None
    on: date
    has_passed: bool
    unless: Wording | None
    kept_since: date | None
    kept_by: str
    law: Wording
    article: str


def code_under(number: str) -> str:
    """The verification code of what was granted under a number, cancelled since or not; empty for any other: under study,
    refused, withdrawn or never given, they are not told apart. One query."""
    granted = OfficialPaper.objects.filter(
        dossier__number=number,
        dossier__ending__in=(Ending.DELIVERED, Ending.CANCELLED),
        kind__in=GRANTS,
        superseded_at=None,
    )
    found = granted.exclude(issued_at=None).order_by("pk")
    return found.values_list("verification_code", flat=True).last() or ""


def cancelled_on(code: str) -> date | None:
    """The day on which the permit that bears a verification code was cancelled; None while it stands. One query."""
    signed = Ruling.objects.filter(
        kind=Ruling.Kind.CANCELLATION,
        signed_at__isnull=False,
        ended_at=None,
        dossier__papers__verification_code=code,
        dossier__papers__kind__in=GRANTS,
    )
    at = signed.values_list("signed_at", flat=True).first() if code else None
    return at.astimezone(MOROCCO).date() if at else None


def valid_until(code: str, today: date) -> ValidUntil | None:
    """The validity of the permit that bears a verification code; None for another paper, or where no text sets an end.

    At most two queries.
    """
    granted = Lapse.objects.filter(dossier__papers__verification_code=code, dossier__papers__kind__in=GRANTS)
    lapse = granted.select_related("dossier").first() if code else None
    if lapse is None:
        return None
    procedure = lapse.dossier.procedure
    assert procedure.validity is not None, "a lapse is counted from the validity of the procedure"
    law = procedure.validity.delay.law
    arabic = next((each.ar for each in procedure.laws if each.text == law.text and each.ar), law.text)
    first = begins_on(lapse.dossier, lapse.since)
    return ValidUntil(
        begins_on=first if today < first <= lapse.on else None,
        on=lapse.on,
        has_passed=lapse.has_passed(today),
        unless=procedure.validity.unless,
        kept_since=lapse.kept_since,
        kept_by=lapse.kept_by,
        law=Wording(fr=law.text, ar=arabic),
        article=law.article,
    )
