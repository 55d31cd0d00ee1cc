"""The messages of a dossier, with their files."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.models import Scope
from rokhas.api.queries import correspondence as said
from rokhas.api.schema.common import Cursor, Limit, Listed, Number, Row
from rokhas.api.schema.messages import MessageAsked, MessageSaid, ThreadPage, ThreadSaid, Unread
from rokhas.documents.http import deliver
from rokhas.dossiers import policy
from rokhas.dossiers.actions import messages as acts
from rokhas.dossiers.errors import OfficeNotConcerned
from rokhas.dossiers.models import Attachment, Dossier, Message
from rokhas.dossiers.queries import messages
from rokhas.dossiers.views.case import Seen, look, noted
from rokhas.kernel.actor import Actor

router = Router(tags=["messages"])
SCOPE = Holds(Scope.MESSAGES)
act = Acts(router, SCOPE)


def _seen(request: Asking, number: str, what: str = "") -> Seen:
    """A thread in sight of the reader, as the page of the thread decides it."""
    return look(request, number, what, whole_file=True, beyond_copy=True)


def _dossier(request: Asking, number: str) -> Dossier:
    return _seen(request, number).dossier


def _waiting(request: Asking, number: str, pk: int) -> Attachment:
    """A file of the reader's own that has not left."""
    mine = Attachment.objects.filter(message=None, added_by=request.actor.person_pk)
    return get_object_or_404(mine.filter(dossier=_dossier(request, number)), pk=pk)


@router.get(
    "/messages", auth=SCOPE, response=Listed[ThreadSaid], summary=gettext_noop("My threads, the latest first")
)
def threads(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[ThreadSaid]:
    found, following = newest(said.last_messages(request.actor), cursor, limit)
    return Listed(items=said.threads(found, request.actor), next=following)


@router.get(
    "/dossiers/{number}/messages",
    auth=SCOPE,
    response=ThreadPage,
    summary=gettext_noop("The messages of a dossier, newest first; reading them here marks nothing"),
)
def thread(request: Asking, number: Number, cursor: Cursor = "", limit: Limit = 50) -> ThreadPage:
    dossier, actor = _seen(request, number, "messages").dossier, request.actor
    rows = messages.as_read(Message.objects.filter(dossier=dossier).select_related("dossier"), actor)
    found, following = newest(rows, cursor, limit)
    return ThreadPage(
        items=[said.message(each, actor) for each in found],
        next=following,
        offices=[said.office(each) for each in messages.writes_as(dossier, actor)],
        waiting=[said.attachment(each, number) for each in messages.waiting_attachments(dossier, actor)],
    )


@router.get(
    "/dossiers/{number}/messages/files/{pk}/file",
    auth=SCOPE,
    response={200: None},
    summary=gettext_noop("The bytes of a file that goes with a message"),
    openapi_extra={"x-file": True},
)
def attachment_file(request: Asking, number: Number, pk: Row) -> HttpResponseBase:
    seen = _seen(request, number)
    found = messages.attachment_in_sight(seen.dossier, pk, request.actor)
    if found is None:
        raise Http404
    return noted(seen, "messages", deliver(found.document, request=request))


def write(dossier: Dossier, *, by: Actor, office: int, text: str, key: uuid.UUID) -> Message:
    """As a party, or its practice's staff, to an office; else in the name of an office to the parties: the reader's place in the
    dossier says which."""
    named = {each.pk: each for each in messages.writes_as(dossier, by)}
    if not named:
        raise Http404
    if office not in named:
        raise OfficeNotConcerned
    does = acts.ask_office if policy.may_write_to_office(by, dossier) else acts.answer_parties
    return does(dossier, text, office=named[office], key=key, by=by)


def _once_more(call: Call) -> dict[str, Any]:
    """The act has a key of its own: the token's key makes it, so that a request sent again later writes nothing more."""
    assert call.request.token is not None
    sent = f"rokhas:{call.request.token.pk}:{call.request.headers.get('Idempotency-Key', '')}"
    return call.sent | {"key": uuid.uuid5(uuid.NAMESPACE_URL, sent)}


def _written(call: Call) -> MessageSaid:
    rows = messages.as_read(Message.objects.select_related("dossier"), call.actor)
    return said.message(rows.get(pk=call.done.pk), call.actor)


act(
    "POST",
    "/dossiers/{number}/messages",
    write,
    on=_dossier,
    asked=MessageAsked,
    reads=_once_more,
    key="needed",
    gives=MessageSaid,
    says=_written,
    status=201,
    summary=gettext_noop("Write to an office, or answer in its name, with the files that wait"),
)
act(
    "POST",
    "/dossiers/{number}/messages/read",
    acts.open_messages,
    on=_dossier,
    gives=Unread,
    says=lambda call: Unread(read=call.done),
    summary=gettext_noop("Mark what is addressed to me as read; the other side sees it"),
)
act(
    "DELETE",
    "/dossiers/{number}/messages/files/{pk}",
    acts.drop_attachment,
    on=_waiting,
    summary=gettext_noop("Take out a file that has not left"),
)
