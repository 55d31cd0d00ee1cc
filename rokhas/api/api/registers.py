"""The registers of the professions: one's own entries, and what their keeper decides."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.accounts import actions, policy, queries
from rokhas.accounts.actions.imports import Report
from rokhas.accounts.models import EntryRequest, Person, RegisterEntry
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.models import Scope
from rokhas.api.queries import people as said
from rokhas.api.schema.common import Code, Cursor, Limit, Line, Listed, Row
from rokhas.api.schema.people import (
    MyRegistrations,
    ReasonGiven,
    RegisterAsked,
    RegisterReport,
    RegistrationAsked,
    RegistrationAskedSaid,
    RegistrationSaid,
)
from rokhas.kernel.actor import Actor

router = Router(tags=["registers"])
MINE, KEEPS = Holds(Scope.DATA), Holds(Scope.REGISTERS)
own, act = Acts(router, MINE), Acts(router, KEEPS)


@router.get(
    "/me/registrations",
    auth=MINE,
    response=MyRegistrations,
    summary=gettext_noop("My entries in the registers of the professions, and what I asked"),
)
def my_registrations(request: Asking) -> MyRegistrations:
    person, today = _myself(request), request.actor.today()
    return MyRegistrations(
        entries=[said.entry(each, today) for each in person.register_entries.order_by("pk")],
        requests=[
            said.entry_request(each)
            for each in person.entry_requests.select_related("person").order_by("-at")
        ],
    )


@router.get(
    "/registers/entries",
    auth=KEEPS,
    response=Listed[RegistrationSaid],
    summary=gettext_noop("The entries of the registers, by body and by the beginning of their number"),
)
def entries(
    request: Asking, q: Line = "", body: Code = "", cursor: Cursor = "", limit: Limit = 50
) -> Listed[RegistrationSaid]:
    _keeper(request)
    found, following = newest(queries.entries_numbered(q.strip(), body), cursor, limit)
    return Listed(items=[said.entry(each, request.actor.today()) for each in found], next=following)


@router.get(
    "/registers/entries/{pk}",
    auth=KEEPS,
    response=RegistrationSaid,
    summary=gettext_noop("One entry of a register"),
)
def entry(request: Asking, pk: Row) -> RegistrationSaid:
    return said.entry(_entry(request, pk), request.actor.today())


@router.get(
    "/registers/requests",
    auth=KEEPS,
    response=Listed[RegistrationAskedSaid],
    summary=gettext_noop("The requests that wait for a decision"),
)
def requests(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[RegistrationAskedSaid]:
    _keeper(request)
    found, following = newest(queries.requests_waiting(), cursor, limit)
    return Listed(items=[said.entry_request(each) for each in found], next=following)


def _myself(request: Asking) -> Person:
    return get_object_or_404(Person, pk=request.actor.person_pk)


def _keeper(request: Asking) -> None:
    if not policy.keeps_registers(request.actor):
        raise Http404


def _entry(request: Asking, pk: int) -> RegisterEntry:
    _keeper(request)
    return get_object_or_404(RegisterEntry.objects.select_related("person"), pk=pk)


def _request(request: Asking, pk: int) -> EntryRequest:
    _keeper(request)
    return get_object_or_404(EntryRequest.objects.select_related("person"), pk=pk)


def _body(request: Asking, body: str) -> str:
    _keeper(request)
    return body


def import_register(body: str, *, by: Actor, content: str, dry_run: bool) -> Report:
    """The whole register of a body, or what it would do."""
    does = actions.check_register if dry_run else actions.import_register
    return does(body, content.encode(), by=by)


def _said(call: Call) -> RegistrationSaid:
    return said.entry(call.done, call.actor.today())


own(
    "POST",
    "/me/registrations",
    actions.request_entry,
    on=_myself,
    asked=RegistrationAsked,
    gives=RegistrationAskedSaid,
    says=lambda call: said.entry_request(call.done),
    status=201,
    summary=gettext_noop("Ask to be known under a number of a register; its keeper checks it"),
)
for word, does, summary in (
    (
        "suspension",
        actions.suspend_entry,
        gettext_noop("Suspend an entry: no professional act until it is restored"),
    ),
    ("restoration", actions.restore_entry, gettext_noop("Lift the suspension of an entry")),
    ("striking-off", actions.strike_off, gettext_noop("Strike an entry off, for good")),
):
    act(
        "POST",
        f"/registers/entries/{{pk}}/{word}",
        does,
        on=_entry,
        asked=ReasonGiven,
        gives=RegistrationSaid,
        says=_said,
        summary=summary,
    )
act(
    "POST",
    "/registers/requests/{pk}/approval",
    actions.approve_request,
    on=_request,
    gives=RegistrationSaid,
    says=_said,
    summary=gettext_noop("Approve a request, once its body has confirmed the number"),
)
act(
    "POST",
    "/registers/requests/{pk}/refusal",
    actions.refuse_request,
    on=_request,
    asked=ReasonGiven,
    gives=RegistrationAskedSaid,
    says=lambda call: said.entry_request(call.done),
    summary=gettext_noop("Refuse a request; the person reads why"),
)
act(
    "POST",
    "/registers/{body}/import",
    import_register,
    on=_body,
    asked=RegisterAsked,
    gives=RegisterReport,
    says=lambda call: said.report(call.done),
    summary=gettext_noop("Import the register of a body, whole or not at all; or see what it would do"),
)
