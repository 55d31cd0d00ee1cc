"""One's own data, the rights over them, and the answers of the data officer (law 09-08)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.accounts.models import Person
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.models import Scope
from rokhas.api.queries import privacy as said
from rokhas.api.schema.common import Cursor, Limit, Listed, Row
from rokhas.api.schema.privacy import AnswerGiven, DataRequestAsked, DataRequestSaid, DataRequestSeen
from rokhas.privacy import actions, policy
from rokhas.privacy.models import DataRequest, RequestKind
from rokhas.privacy.views import archive

router = Router(tags=["privacy"])
SCOPE = Holds(Scope.DATA)
act = Acts(router, SCOPE)


@router.post(
    "/me/data",
    auth=SCOPE,
    response={200: None},
    summary=gettext_noop("A copy of everything held of me: an archive with data.json and the files"),
    openapi_extra={"x-file": True},
)
def copy(request: Asking) -> StreamingHttpResponse:
    return archive(actions.export(_myself(request), by=request.actor), request.actor.today())


@router.get(
    "/me/data-requests",
    auth=SCOPE,
    response=Listed[DataRequestSaid],
    summary=gettext_noop("What I asked about my data, and what I was answered"),
)
def mine(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[DataRequestSaid]:
    found, following = newest(DataRequest.objects.of(request.actor), cursor, limit)
    return Listed(items=[said.request(each) for each in found], next=following)


@router.get(
    "/data-requests",
    auth=SCOPE,
    response=Listed[DataRequestSeen],
    summary=gettext_noop("What persons asked, for the data officer, newest first"),
)
def requests(
    request: Asking, waiting: bool = False, cursor: Cursor = "", limit: Limit = 50
) -> Listed[DataRequestSeen]:
    rows = _received(request)
    found, following = newest(rows.waiting() if waiting else rows, cursor, limit)
    return Listed(items=[said.seen(each, request.actor) for each in found], next=following)


@router.get(
    "/data-requests/{pk}",
    auth=SCOPE,
    response=DataRequestSeen,
    summary=gettext_noop("One request, for the data officer"),
)
def one(request: Asking, pk: Row) -> DataRequestSeen:
    return said.seen(_asked(request, pk), request.actor)


def _myself(request: Asking) -> Person:
    return get_object_or_404(Person, pk=request.actor.person_pk)


def _received(request: Asking) -> Any:
    if not policy.is_data_officer(request.actor):
        raise Http404
    return DataRequest.objects.select_related("person")


def _asked(request: Asking, pk: int) -> DataRequest:
    found: DataRequest = get_object_or_404(_received(request), pk=pk)
    return found


def _right(call: Call) -> dict[str, Any]:
    return {"kind": RequestKind(call.given.kind), "words": call.given.words}


act(
    "POST",
    "/me/data-requests",
    actions.ask,
    on=_myself,
    asked=DataRequestAsked,
    reads=_right,
    gives=DataRequestSaid,
    says=lambda call: said.request(call.done),
    status=201,
    summary=gettext_noop("Ask for access, a correction, or object; the answer has a deadline"),
)
act(
    "POST",
    "/data-requests/{pk}/answer",
    actions.answer_request,
    on=_asked,
    asked=AnswerGiven,
    gives=DataRequestSeen,
    says=lambda call: said.seen(call.done, call.actor),
    summary=gettext_noop("Answer a request, once; the person is told"),
)
