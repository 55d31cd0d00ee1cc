"""What an occupation hears: its authorisation delivered or cancelled, its years paid, its term near its end. Each handler may be
called twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rokhas.accounts.models import Mandate, Person
from rokhas.accounts.queries import offices_for
from rokhas.dossiers.models import Dossier, Lapse
from rokhas.dossiers.workflow.renewing import renewal_of
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import MOROCCO, Actor, system
from rokhas.notices.actions import tell
from rokhas.notices.schema import Fact
from rokhas.occupations.actions import fees, terms
from rokhas.occupations.models import Cessation, Ending, YearlyFee
from rokhas.occupations.queries.life import ABOUT
from rokhas.payments.models import Order
from rokhas.procedures.schema import Cessation as AskedCessation
from rokhas.procedures.schema import YearlyFees

DOSSIER = "dossiers.dossier:"
PAGE = "occupations:occupation"


@on("permit.delivered", "acknowledgement.delivered")
def begin(event: Event) -> None:
    terms.begin(_number(event), by=system(event.at))


@on("permit.cancelled")
def end_with_the_authorisation(event: Event) -> None:
    terms.end_cancelled(_number(event), event.at.astimezone(MOROCCO).date(), by=system(event.at))


@on("payment.settled", hears=lambda event: str(event.data["concerning"]).startswith(ABOUT))
def hear_payment(event: Event) -> None:
    order = Order.objects.get(reference=event.data["reference"])
    fees.acknowledge_fee(order, int(order.about.removeprefix(ABOUT)), by=system(event.at))


@on("occupation.fee_asked", "occupation.fee_reminded", "occupation.fee_paid")
def tell_holder_of_fee(event: Event) -> None:
    """Whoever filed is told that a year is asked, is still to be paid, or is paid."""
    dossier = _dossier(event)
    fee = _fee(dossier, event)
    assert fee.order is not None, "a year that owes nothing is never asked"
    by = system(event.at)
    paid = event.kind == "occupation.fee_paid"
    if not paid and not fee.is_due:
        return
    recalled = "occupation.fee_late" if by.today() > fee.pay_by else "occupation.fee_reminder"
    kind = recalled if event.kind == "occupation.fee_reminded" else event.kind
    tell(
        dossier.filer,
        kind,
        key=f"{event.kind}-{fee.pk}-{event.data.get('reminder', 0)}",
        about=dossier,
        facts=_said(dossier, fee),
        by=by,
        url_name=PAGE if paid else "payments:order",
        url_args=[dossier.number or ""] if paid else [fee.order.reference],
    )


@on("occupation.fee_overdue")
def tell_office_of_fee(event: Event) -> None:
    """The office that the file names is told once; whoever filed has been reminded."""
    dossier = _dossier(event)
    fee = _fee(dossier, event)
    asked = dossier.procedure.occupation
    if fee.is_due and asked is not None and asked.yearly is not None:
        _tell_office(asked.yearly, "occupation.fee_overdue", f"{fee.pk}", dossier, _said(dossier, fee), event)


@on("permit.lapse_near")
def tell_holder_of_end(event: Event) -> None:
    """Whoever filed what may be renewed is told until when; one who has declared its end, once the office answers that the
    occupation goes on."""
    _tell_renewal_near(_dossier(event), event, system(event.at))


@on("permit.lapsed")
def tell_of_lapse(event: Event) -> None:
    """Whoever filed is told that the term is over, and so is the office that sees the place."""
    dossier = _dossier(event)
    asked = dossier.procedure.occupation
    if renewal_of(dossier.procedure) is None or asked is None:
        return
    _tell_holder(dossier, "occupation.lapsed", f"occupation.lapsed-{dossier.pk}", event)
    if asked.cessation is not None:
        told = _day(dossier, event)
        _tell_office(asked.cessation, "occupation.lapsed_office", f"{dossier.pk}", dossier, told, event)


@on("occupation.end_declared")
def tell_office_of_end(event: Event) -> None:
    """Those of the office who may see the place."""
    dossier = _dossier(event)
    declared = Cessation.objects.get(pk=event.data["cessation"])
    by = system(event.at)
    for person in _serving(declared.office_id, declared.holders, by):
        _tell(person, "occupation.end_declared", f"{declared.pk}", dossier, _day(dossier, event), by)


@on("occupation.end_incomplete")
def tell_holder_of_missing(event: Event) -> None:
    """What is missing; and that the term ends soon, where the reminder came while the office had still to answer."""
    dossier, by = _dossier(event), system(event.at)
    key = f"occupation.end_incomplete-{event.data['cessation']}"
    _tell_holder(dossier, "occupation.end_incomplete", key, event)
    near = Event.objects.filter(about=event.about, kind="permit.lapse_near").order_by("-pk").first()
    if near is not None:
        _tell_renewal_near(dossier, near, by)


@on("occupation.ended")
def tell_holder_of_ended(event: Event) -> None:
    """Only of what they ended: a term that is over, or cancelled, is told by what says so."""
    if event.data["how"] == Ending.CEASED:
        dossier = _dossier(event)
        _tell_holder(dossier, "occupation.ended", f"occupation.ended-{dossier.pk}", event)


def _tell_renewal_near(dossier: Dossier, near: Event, by: Actor) -> None:
    """Once for each reminder: what may still be renewed that day, and whose holder has not declared its end."""
    lapse = Lapse.objects.filter(dossier=dossier).first()
    ends = Cessation.objects.filter(occupation__dossier=dossier, answered_at=None)
    if (
        renewal_of(dossier.procedure) is None
        or lapse is None
        or lapse.has_passed(by.today())
        or ends.exists()
    ):
        return
    key = f"occupation.renewal_near-{dossier.pk}-{near.data['until']}-{near.data['rank']}"
    told: dict[str, Fact] = {"number": dossier.number or "", "day": lapse.on}
    _say_to_holder(dossier, "occupation.renewal_near", key, told, by)


def _tell_holder(dossier: Dossier, kind: str, key: str, event: Event) -> None:
    _say_to_holder(dossier, kind, key, _day(dossier, event), system(event.at))


def _say_to_holder(dossier: Dossier, kind: str, key: str, told: dict[str, Fact], by: Actor) -> None:
    tell(
        dossier.filer,
        kind,
        key=key,
        about=dossier,
        facts=told,
        by=by,
        url_name=PAGE,
        url_args=[dossier.number or ""],
    )


def _tell_office(
    asked: YearlyFees | AskedCessation,
    kind: str,
    key: str,
    dossier: Dossier,
    told: dict[str, Fact],
    event: Event,
) -> None:
    """Those who hold the roles of the file in the first of its offices that is open there."""
    found = offices_for(asked.by, dossier.where)
    office = next((found[each] for each in asked.by if each in found), None)
    by = system(event.at)
    for person in _serving(office.pk, asked.roles, by) if office else ():
        _tell(person, kind, key, dossier, told, by)


def _tell(person: Person, kind: str, key: str, dossier: Dossier, told: dict[str, Fact], by: Actor) -> None:
    tell(
        person,
        kind,
        key=f"{kind}-{key}-{person.pk}",
        about=dossier,
        facts=told,
        by=by,
        url_name=PAGE,
        url_args=[dossier.number or ""],
    )


def _serving(office: int, roles: Iterable[str], by: Actor) -> list[Person]:
    held = Mandate.objects.in_force(by.today()).filter(office=office, role__in=list(roles))
    return list(Person.objects.filter(mandates__in=held, is_active=True).distinct().order_by("pk"))


def _said(dossier: Dossier, fee: YearlyFee) -> dict[str, Fact]:
    total = fee.order.total if fee.order else 0
    return {"number": dossier.number or "", "year": fee.rank, "total": total, "day": fee.pay_by}


def _day(dossier: Dossier, event: Event) -> dict[str, Fact]:
    return {"number": dossier.number or "", "day": date.fromisoformat(event.data["until"])}


def _fee(dossier: Dossier, event: Event) -> YearlyFee:
    fees_of = YearlyFee.objects.select_related("order", "occupation")
    return fees_of.get(occupation__dossier=dossier, rank=event.data["year"])


def _number(event: Event) -> int:
    return int(event.about.removeprefix(DOSSIER))


def _dossier(event: Event) -> Dossier:
    return Dossier.objects.select_related("filer", "unit").get(pk=_number(event))
