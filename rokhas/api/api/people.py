"""The people of an office: nominated, suspended, ended, succeeded; and the delegations of a holder.

A token that bears this right was made after a proof of identity, and lives a day (`api.policy`).
"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.accounts import actions, policy, queries
from rokhas.accounts.models import Mandate, Office
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import following, newest
from rokhas.api.http.problems import Misfits
from rokhas.api.models import Scope
from rokhas.api.queries import people as said
from rokhas.api.schema.common import Cursor, Limit, Line, Listed, Row
from rokhas.api.schema.people import (
    DelegationAsked,
    EndAsked,
    MandateHeld,
    NominationAsked,
    OfficeOverseen,
    OfficePeople,
    ReasonGiven,
    SuccessionAsked,
)

router = Router(tags=["people"])
SCOPE = Holds(Scope.PEOPLE)
act = Acts(router, SCOPE)


@router.get(
    "/people/offices",
    auth=SCOPE,
    response=Listed[OfficeOverseen],
    summary=gettext_noop("The offices whose people I look after"),
)
def offices(request: Asking, q: Line = "", cursor: Cursor = "", limit: Limit = 50) -> Listed[OfficeOverseen]:
    if not policy.manages_people(request.actor):
        raise Http404
    found, after = newest(queries.offices_named(request.actor, q.strip()), cursor, limit)
    return Listed(items=[said.office(each, request.actor) for each in found], next=after)


@router.get(
    "/people/offices/{pk}",
    auth=SCOPE,
    response=OfficePeople,
    summary=gettext_noop("The people of an office with their mandates there; with `former`, those who left"),
)
def office(
    request: Asking, pk: Row, former: bool = False, cursor: Cursor = "", limit: Limit = 100
) -> OfficePeople:
    seen, today = _office(request, pk), request.actor.today()
    people = queries.people_of(seen, today, former=former)
    every = [held.mandate for each in people for held in each.mandates]
    mandates, after = following(every, cursor, limit, mark=lambda each: each.pk)
    for mandate in mandates:
        mandate.office = seen
    return OfficePeople(
        **said.office(seen, request.actor).model_dump(),
        mandates=[said.mandate(each, today) for each in mandates],
        next=after,
    )


@router.get(
    "/people/mandates/{pk}",
    auth=SCOPE,
    response=MandateHeld,
    summary=gettext_noop("A mandate of an office whose people I look after, or one I delegated"),
)
def mandate(request: Asking, pk: Row) -> MandateHeld:
    return said.mandate(_mandate(request, pk), request.actor.today())


def _office(request: Asking, pk: int) -> Office:
    return get_object_or_404(queries.offices_overseen(request.actor), pk=pk)


def _mandate(request: Asking, pk: int) -> Mandate:
    return get_object_or_404(queries.mandates_in_sight(request.actor), pk=pk)


def _own(request: Asking, pk: int) -> Mandate:
    mine = Mandate.objects.filter(person=request.actor.person_pk).select_related("office", "person")
    return get_object_or_404(mine, pk=pk)


def _delegate(call: Call) -> dict[str, Any]:
    """Somebody who already serves in the office; anybody else is as unknown as nobody."""
    colleagues = queries.colleagues_of(call.subject, call.actor.today())
    to = colleagues.filter(pk=call.given.to).first()
    if to is None:
        raise Misfits([("to", "unknown-colleague", _("Nobody of this office has that number."))])
    return call.sent | {"to": to}


def _role(call: Call) -> dict[str, Any]:
    given = policy.roles_to_give(call.actor, call.subject)
    if call.given.role not in given:
        raise Misfits([("role", "role-not-given", _("You do not nominate to this role in this office."))])
    return call.sent


def _said(call: Call) -> MandateHeld:
    found = Mandate.objects.select_related("person", "office").get(pk=call.done.pk)
    return said.mandate(found, call.actor.today())


act(
    "POST",
    "/people/offices/{pk}/nominations",
    actions.nominate,
    on=_office,
    asked=NominationAsked,
    reads=_role,
    key="taken",
    gives=MandateHeld,
    says=_said,
    status=201,
    summary=gettext_noop("Give a role to a person by their address; without an account, they are invited"),
)
act(
    "POST",
    "/people/mandates/{pk}/suspension",
    actions.suspend_mandate,
    on=_mandate,
    asked=ReasonGiven,
    gives=MandateHeld,
    says=_said,
    summary=gettext_noop("Suspend a mandate: it gives no right until it is restored"),
)
act(
    "POST",
    "/people/mandates/{pk}/restoration",
    actions.restore_mandate,
    on=_mandate,
    gives=MandateHeld,
    says=_said,
    summary=gettext_noop("Restore a suspended mandate"),
)
act(
    "POST",
    "/people/mandates/{pk}/end",
    actions.end_mandate,
    on=_mandate,
    asked=EndAsked,
    gives=MandateHeld,
    says=_said,
    summary=gettext_noop("End a mandate on the evening of a day"),
)
act(
    "POST",
    "/people/mandates/{pk}/succession",
    actions.nominate_successor,
    on=_mandate,
    asked=SuccessionAsked,
    key="taken",
    gives=MandateHeld,
    says=_said,
    status=201,
    summary=gettext_noop("Pass a mandate to the next holder from a day on"),
)
act(
    "POST",
    "/people/mandates/{pk}/invitation",
    actions.invite_again,
    on=_mandate,
    summary=gettext_noop("Send the invitation again to a holder who has not opened their account"),
)
act(
    "POST",
    "/people/mandates/{pk}/delegation",
    actions.delegate,
    on=_own,
    asked=DelegationAsked,
    reads=_delegate,
    gives=MandateHeld,
    says=_said,
    status=201,
    summary=gettext_noop("Ask a colleague to act in my place between two days, in a mandate of mine"),
)
