"""An occupation of the public domain: its years are paid as any order; its holder renews it or ends it, an office answers."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.models import Scope
from rokhas.api.schema.common import Number
from rokhas.api.schema.occupations import (
    EndAnswered,
    EndAsked,
    EndSaid,
    OccupationSaid,
    RenewalBegun,
    YearSaid,
)
from rokhas.dossiers.models import Dossier
from rokhas.occupations.actions import ending, renewing
from rokhas.occupations.models import Cessation, Occupation
from rokhas.occupations.queries import life, renewals

router = Router(tags=["dossiers"])
act = Acts(router, Holds(Scope.DOSSIERS_WRITE))


@router.get(
    "/dossiers/{number}/occupation",
    auth=Holds(Scope.DOSSIERS_READ),
    response=OccupationSaid,
    summary=gettext_noop("An occupation of the public domain as it runs"),
)
def occupation(request: Asking, number: Number) -> OccupationSaid:
    return _said(_dossier(request, number), request)


def _dossier(request: Asking, number: Number) -> Dossier:
    found = life.in_sight(request.actor, number)
    if found is None or not Occupation.objects.filter(dossier=found).exists():
        raise Http404
    return found


def _declared(request: Asking, number: Number) -> Cessation:
    running = life.occupation_of(_dossier(request, number))
    found = life.last_cessation(running) if running else None
    if found is None:
        raise Http404
    return found


def _again(call: Call) -> OccupationSaid:
    about = call.subject
    return _said(about if isinstance(about, Dossier) else about.occupation.dossier, call.request)


act(
    "POST",
    "/dossiers/{number}/occupation/renewal",
    renewing.begin_renewal,
    on=_dossier,
    key="needed",
    gives=RenewalBegun,
    says=lambda call: RenewalBegun(draft=call.done.pk),
    status=201,
    summary=gettext_noop("Open the draft of a renewal, with all that was answered and given"),
)
act(
    "POST",
    "/dossiers/{number}/occupation/end",
    ending.declare_end,
    on=_dossier,
    asked=EndAsked,
    key="needed",
    gives=OccupationSaid,
    says=_again,
    status=201,
    summary=gettext_noop("Declare the end of an occupation"),
)
act(
    "POST",
    "/dossiers/{number}/occupation/end/answer",
    ending.answer_end,
    on=_declared,
    asked=EndAnswered,
    gives=OccupationSaid,
    says=_again,
    summary=gettext_noop("Say that the place is restored, or what is missing"),
)


def _said(dossier: Dossier, request: Asking) -> OccupationSaid:
    running = life.occupation_of(dossier)
    assert running is not None, "what has no occupation is not found"
    standing = renewals.standing(dossier, request.actor)
    declared = life.last_cessation(running)
    return OccupationSaid(
        number=dossier.number or "",
        since=running.since,
        until=life.last_day(dossier),
        ended_on=running.ended_on,
        how=running.ending,  # type: ignore[arg-type]
        next_year_on=running.next_fee_on,
        years=[
            YearSaid(
                year=fee.rank,
                falls_on=fee.falls_on,
                pay_by=fee.pay_by,
                total=fee.order.total if fee.order else None,
                order=fee.order.reference if fee.order else "",
                paid_at=fee.paid_at,
                cancelled_at=fee.cancelled_at,
            )
            for fee in running.fees.select_related("order")
        ],
        renewable_from=standing.opens_on if standing else None,
        renewal=(standing.request.number or "") if standing and standing.request else "",
        end=EndSaid(
            on=declared.on,
            declared_at=declared.declared_at,
            office=declared.office.name,
            answered_at=declared.answered_at,
            restored=declared.restored,
            missing=declared.missing,
        )
        if declared
        else None,
    )
