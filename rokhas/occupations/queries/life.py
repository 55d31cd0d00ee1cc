"""A running occupation as its pages, its papers and whoever verifies it read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery

from rokhas.documents.schema import Quittance
from rokhas.dossiers.models import Dossier, Lapse, OfficialPaper, PaperKind
from rokhas.dossiers.models.papers import GRANTS
from rokhas.dossiers.policy import is_party
from rokhas.dossiers.queries import papers, sight
from rokhas.kernel.actor import Actor
from rokhas.kernel.references import row_number
from rokhas.occupations import policy
from rokhas.occupations.models import Cessation, Ending, Occupation, YearlyFee

ABOUT = "occupations.yearlyfee:"


@dataclass(frozen=True)
class Ended:
    """How what a verification code authorises ended: the day, and in which way (`Ending`)."""

    on: date
    how: str


def in_sight(actor: Actor, number: str) -> Dossier | None:
    """The dossier of that number, delivered and maybe cancelled since, whose life the actor may read; a mere copy of a permit
    shows none of it."""
    found = sight.in_sight(actor, number)
    if found is None or not policy.had_life(found) or sight.sees_copy_only(found, actor):
        return None
    return found


def occupation_of(dossier: Dossier) -> Occupation | None:
    """One query."""
    found = Occupation.objects.filter(dossier=dossier).first()
    if found is not None:
        found.dossier = dossier
    return found


def beside(dossier: Dossier) -> Occupation | None:
    """The occupation with, beside its own row, the last day of its term, how many of its years are to pay, the first of them and
    its order. One query."""
    unpaid = Count("fees", filter=Q(fees__paid_at=None, fees__cancelled_at=None, fees__isnull=False))
    due = YearlyFee.objects.filter(occupation=OuterRef("pk"), paid_at=None, cancelled_at=None).order_by(
        "rank"
    )
    told = Occupation.objects.annotate(
        until=F("dossier__lapse__on"),
        unpaid=unpaid,
        due_year=Subquery(due.values("rank")[:1]),
        due_order=Subquery(due.values("order__reference")[:1]),
    )
    return told.filter(dossier=dossier).first()


def last_day(dossier: Dossier) -> date | None:
    """The last day of its term; None where it has no end of its own. One query."""
    return Lapse.objects.filter(dossier=dossier).values_list("on", flat=True).first()


def last_cessation(occupation: Occupation) -> Cessation | None:
    """What its holder declared last, answered or not. One query."""
    found = occupation.cessations.select_related("office").order_by("-pk").first()
    if found is not None:
        found.occupation = occupation
    return found


def first_due(fees: Iterable[YearlyFee]) -> YearlyFee | None:
    """The one of these to pay first. No query."""
    return next((fee for fee in fees if fee.is_due and fee.order is not None), None)


def fee_of(dossier: Dossier, rank: int) -> YearlyFee | None:
    """The fee of a year of its occupation. One query."""
    fees = YearlyFee.objects.select_related("order", "occupation")
    return fees.filter(occupation__dossier=dossier, rank=rank).first()


def receipt(fee: YearlyFee, dossier: Dossier) -> Quittance:
    """The proof that a year was paid. The fee is paid."""
    assert fee.order is not None
    assert fee.paid_at is not None
    paper = OfficialPaper(
        dossier=dossier,
        kind=PaperKind.QUITTANCE,
        version=dossier.version,
        drafted_at=fee.paid_at,
        issued_at=fee.paid_at,
    )
    return papers.quittance(paper, fee.order)


def ended(code: str) -> Ended | None:
    """How the occupation whose authorisation bears a verification code ended; None while it runs, and for any other paper. One
    query."""
    if not code:
        return None
    over = Occupation.objects.filter(
        ended_on__isnull=False,
        dossier__papers__verification_code=code,
        dossier__papers__kind__in=GRANTS,
    ).exclude(ending=Ending.CANCELLED)
    found = over.values_list("ended_on", "ending").first()
    return Ended(found[0], found[1]) if found and found[0] else None


def sees_order(actor: Actor, about: str) -> bool:
    """Whoever reads the life of an occupation sees what its years owe (`payments.schema.register_viewer`)."""
    dossier = _dossier(about)
    return dossier is not None and in_sight(actor, dossier.number or "") is not None


def pays_order(actor: Actor, about: str) -> bool:
    """Both parties may pay (`payments.schema.register_payer`)."""
    dossier = _dossier(about)
    return dossier is not None and is_party(actor, dossier)


def _dossier(about: str) -> Dossier | None:
    pk = row_number(about.removeprefix(ABOUT)) if about.startswith(ABOUT) else None
    return Dossier.objects.lodged().filter(occupation__fees=pk).first() if pk else None
