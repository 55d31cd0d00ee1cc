"""What the occupations of an officer's territory owe, and the ends that wait for their office."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.wording import meant
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.occupations import policy
from rokhas.occupations.models import Cessation, YearlyFee

UNPAID, LATE, PAID = "unpaid", "late", "paid"
STATES = (UNPAID, LATE, PAID)
PAGE = 50
MOST = 5000
# A spreadsheet takes what begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class OfCommune:
    """What the years of the occupations of one commune owe, in dirhams."""

    commune: str
    fees: int
    due: Decimal
    late: Decimal
    paid: Decimal


def dues(actor: Actor) -> QuerySet[YearlyFee]:
    """The yearly fees of the occupations that the actor's offices received or studied, where they collect; none of a cancelled
    year."""
    fees = YearlyFee.objects.filter(cancelled_at=None, order__isnull=False)
    if not policy.may_collect(actor):
        return fees.none()
    mine = Dossier.objects.lodged().filter(
        Q(desk__in=actor.offices(*policy.COLLECTORS)) | Q(tasks__office__in=actor.offices(*policy.COLLECTORS))
    )
    return fees.filter(occupation__dossier__in=mine)


def chosen(fees: QuerySet[YearlyFee], state: str, today: date) -> QuerySet[YearlyFee]:
    """Those in a state, the longest due first: unpaid, unpaid beyond the last day, or paid."""
    if state == PAID:
        found = fees.filter(paid_at__isnull=False)
    else:
        found = fees.filter(paid_at=None)
        found = found.filter(pay_by__lt=today) if state == LATE else found
    told = found.select_related("order", "occupation__dossier__unit", "occupation__dossier__filer")
    return told.order_by("pay_by", "pk")


def by_commune(fees: QuerySet[YearlyFee], today: date) -> list[OfCommune]:
    """The totals of each commune, in the order of their names: two of one name are two. One query."""
    arabic = get_language() == "ar"
    name = "occupation__dossier__unit__name_ar" if arabic else "occupation__dossier__unit__name_fr"
    unpaid = Q(paid_at=None)
    rows = (
        fees.order_by()
        .values("occupation__dossier__unit_id", name)
        .annotate(
            fees=Count("pk"),
            due=Sum("order__total", filter=unpaid),
            late=Sum("order__total", filter=unpaid & Q(pay_by__lt=today)),
            paid=Sum("order__total", filter=~unpaid),
        )
        .order_by(name, "occupation__dossier__unit_id")
    )
    nothing = Decimal(0)
    return [
        OfCommune(
            commune=row[name] or "",
            fees=row["fees"],
            due=row["due"] or nothing,
            late=row["late"] or nothing,
            paid=row["paid"] or nothing,
        )
        for row in rows
    ]


def ends_to_see(actor: Actor) -> QuerySet[Cessation]:
    """The ends declared by their holders that wait for an office of the actor, the first declared first."""
    waiting = Cessation.objects.filter(answered_at=None, office__in=actor.offices())
    return waiting.select_related("office", "occupation__dossier__unit").order_by("declared_at", "pk")


class _Line:
    """What `csv` writes into: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def lines(fees: QuerySet[YearlyFee], today: date) -> Iterator[str]:
    """The fees as CSV that a spreadsheet opens in both languages: a mark of UTF-8, semicolons, at most `MOST` fees."""
    writer: Any = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(
        [
            _("Dossier"),
            _("Commune"),
            _("Holder"),
            _("Year"),
            _("Begins on"),
            _("To be paid by"),
            _("Amount"),
            _("Order"),
            pgettext("yearly fees", "Paid on"),
            _("Days late"),
        ]
    )
    for fee in fees[:MOST].iterator(chunk_size=PAGE):
        yield writer.writerow([_plain(cell) for cell in _cells(fee, today)])


def _cells(fee: YearlyFee, today: date) -> list[str]:
    dossier, order = fee.occupation.dossier, fee.order
    holder = meant(dossier, "beneficiary")
    return [
        dossier.number or "",
        dossier.unit.name if dossier.unit else "",
        holder.ar or holder.fr if get_language() == "ar" else holder.fr or holder.ar,
        str(fee.rank),
        fee.falls_on.isoformat(),
        fee.pay_by.isoformat(),
        f"{order.total:.2f}" if order else "",
        order.reference if order else "",
        fee.paid_at.astimezone(MOROCCO).date().isoformat() if fee.paid_at else "",
        str((today - fee.pay_by).days) if fee.is_due and today > fee.pay_by else "",
    ]


def _plain(cell: str) -> str:
    """A text that a spreadsheet would compute is quoted by an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
