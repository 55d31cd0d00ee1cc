"""The fees of the years of an occupation: asked before each begins, recalled, told to the office when they stay unpaid."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import F

from rokhas.dossiers.actions.fees import fee_lines
from rokhas.dossiers.workflow import facts
from rokhas.journal.duties import every
from rokhas.journal.events import act, record
from rokhas.kernel.actor import Actor, system
from rokhas.occupations.actions.terms import hold_occupation, term_of
from rokhas.occupations.models import Cessation, Occupation, YearlyFee
from rokhas.occupations.workflow import next_year
from rokhas.payments.actions import place_order
from rokhas.payments.models import Order
from rokhas.procedures.schema import YearlyFees

# The farthest ahead of a year that a file may ask its fee.
FARTHEST = timedelta(days=120)
BATCH = 500


@every(timedelta(hours=6))
def attend_yearly_fees(by: Actor) -> int:
    """Ask what begins, recall what is not paid, tell the office what stays unpaid. Returns how many of these were done."""
    seen_first = Cessation.objects.filter(answered_at=None, on__lt=F("occupation__next_fee_on"))
    coming = Occupation.objects.filter(ended_on=None, next_fee_on__lte=by.today() + FARTHEST).exclude(
        pk__in=seen_first.values("occupation")
    )
    done = 0
    for dossier_id in list(coming.order_by("next_fee_on", "pk").values_list("dossier_id", flat=True)[:BATCH]):
        done += ask_yearly_fee(dossier_id, by=by)
    unpaid = YearlyFee.objects.filter(
        paid_at=None, cancelled_at=None, overdue_at=None, pay_by__lte=by.today() + FARTHEST
    ).select_related("occupation__dossier")
    # Those of which nothing is to be told yet do not take the place of the others: a whole country may owe on one day.
    waiting = (fee.pk for fee in unpaid.order_by("pay_by", "pk").iterator() if _is_reached(fee, by.today()))
    for pk in list(islice(waiting, BATCH)):
        done += attend_unpaid(pk, by=by)
    return done


def ask_yearly_fee(dossier_id: int, *, by: Actor) -> bool:
    """The fee of the next year of an occupation, at the tariffs of the day, once the file says that it is time.

    Nothing is asked of a year that the holder has said they will not begin, while the office has still to see the place. A year
    for which no rate is set owes nothing: the next one is looked at in its turn. Returns whether an order was placed.
    """
    with act():
        occupation = hold_occupation(dossier_id)
        dossier, asked = occupation.dossier, occupation.dossier.procedure.occupation
        day = occupation.next_fee_on
        if day is None or asked is None or asked.yearly is None or not occupation.is_running:
            return False
        if by.today() < day - timedelta(days=asked.yearly.asked_before):
            return False
        if occupation.cessations.filter(answered_at=None, on__lt=day).exists():
            return False
        rank = _rank(asked.yearly, occupation, day)
        lines = [line for line in fee_lines(facts.read(dossier), by) if line.code in asked.yearly.fees]
        if lines:
            fee = YearlyFee.objects.create(
                occupation=occupation,
                rank=rank,
                falls_on=day,
                pay_by=max(day, by.today()) + timedelta(days=asked.yearly.pay_within),
                asked_at=by.now(),
            )
            number = dossier.number or ""
            fee.order = place_order(
                fee, lines, payer=dossier.filer, by=system(by.at), number=number, series=f"-A{rank}"
            )
            fee.save(update_fields=["order"])
            record(
                "occupation.fee_asked",
                dossier,
                system(by.at),
                **_said(fee),
                order=fee.order.reference,
                total=f"{fee.order.total:.2f}",
            )
        following = next_year(asked.yearly, occupation.since, term_of(dossier), rank)
        occupation.next_fee_on = following[1] if following else None
        occupation.save(update_fields=["next_fee_on"])
    return bool(lines)


def attend_unpaid(pk: int, *, by: Actor) -> bool:
    """One fee: the reminder that is reached, the last alone, or the day on which the office is told that it stays unpaid."""
    with act():
        occupation = hold_occupation(
            YearlyFee.objects.values_list("occupation__dossier_id", flat=True).get(pk=pk)
        )
        fee = occupation.fees.get(pk=pk)
        yearly = _yearly(fee)
        if not fee.is_due or fee.overdue_at is not None or yearly is None:
            return False
        late = (by.today() - fee.pay_by).days
        if late > yearly.overdue_after:
            fee.overdue_at = by.now()
            fee.save(update_fields=["overdue_at"])
            record("occupation.fee_overdue", occupation.dossier, system(by.at), **_said(fee))
            return True
        reached = _reminders(yearly, late)
        if reached <= fee.reminded:
            return False
        fee.reminded = reached
        fee.save(update_fields=["reminded"])
        record("occupation.fee_reminded", occupation.dossier, system(by.at), **_said(fee), reminder=reached)
    return True


def acknowledge_fee(order: Order, pk: int, *, by: Actor) -> bool:
    """The treasury has settled the order of a year. Hearing it twice changes nothing."""
    with act():
        occupation = hold_occupation(
            YearlyFee.objects.values_list("occupation__dossier_id", flat=True).get(pk=pk)
        )
        fee = occupation.fees.get(pk=pk)
        if not fee.is_due or not order.is_paid:
            return False
        fee.paid_at = order.paid_at
        fee.save(update_fields=["paid_at"])
        record("occupation.fee_paid", occupation.dossier, system(by.at), year=fee.rank, order=order.reference)
    return True


def _yearly(fee: YearlyFee) -> YearlyFees | None:
    asked = fee.occupation.dossier.procedure.occupation
    return asked.yearly if asked else None


def _reminders(yearly: YearlyFees, late: int) -> int:
    """How many reminders are reached, so many days after the last day to pay."""
    return sum(late >= each.days for each in yearly.reminders)


def _is_reached(fee: YearlyFee, today: date) -> bool:
    """Whether something is to be told of a fee that is not paid: a reminder, or to the office that it stays unpaid."""
    yearly, late = _yearly(fee), (today - fee.pay_by).days
    return yearly is not None and (late > yearly.overdue_after or _reminders(yearly, late) > fee.reminded)


def _rank(yearly: YearlyFees, occupation: Occupation, day: date) -> int:
    """Which year of the term begins on that day."""
    rank, found = next_year(yearly, occupation.since, None, 1) or (2, day)
    while found < day:
        rank, found = next_year(yearly, occupation.since, None, rank) or (rank, day)
    return rank


def _said(fee: YearlyFee) -> dict[str, Any]:
    return {"year": fee.rank, "falls_on": fee.falls_on.isoformat(), "pay_by": fee.pay_by.isoformat()}
