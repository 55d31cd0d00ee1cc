"""What a person keeps for the next dossiers: documents and answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.accounts.models import Person
from rokhas.api.errors import UnknownAnswer
from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.problems import Misfits
from rokhas.api.models import Scope
from rokhas.api.queries import invitations as said
from rokhas.api.queries.said import piece as said_piece
from rokhas.api.schema.applicant import PieceSaid
from rokhas.api.schema.common import Cursor, Limit, Row
from rokhas.api.schema.invitations import ExpiryAsked, KeptAll, KeptDataAsked, KeptSaid, UseAsked
from rokhas.api.schema.sharing import Counted
from rokhas.briefcase import actions
from rokhas.briefcase.models import KeptDocument
from rokhas.briefcase.queries import reusable_fields
from rokhas.documents.http import deliver
from rokhas.dossiers.errors import AnswerNotUnderstood
from rokhas.dossiers.models import Piece
from rokhas.dossiers.views.prepared import own
from rokhas.dossiers.workflow.answers import clean
from rokhas.kernel.actor import Actor

router = Router(tags=["briefcase"])
READS = Holds(Scope.DOSSIERS_READ)
act = Acts(router, Holds(Scope.DOSSIERS_WRITE))


@router.get(
    "/me/documents",
    auth=READS,
    response=KeptAll,
    summary=gettext_noop("What I keep for the next dossiers, and what may be kept"),
)
def everything(request: Asking, cursor: Cursor = "", limit: Limit = 100) -> KeptAll:
    return said.everything_kept(request.actor, cursor, limit)


@router.get(
    "/me/documents/{pk}/file",
    auth=READS,
    response={200: None},
    summary=gettext_noop("The bytes of a document that I keep"),
    openapi_extra={"x-file": True},
)
def kept_file(request: Asking, pk: Row) -> HttpResponseBase:
    return deliver(_kept(request, pk).document, request=request)


def write(_person: Person, *, by: Actor, answers: dict[str, Any]) -> None:
    actions.write(answers, by=by)


def erase_data(_person: Person, *, by: Actor) -> None:
    actions.erase_data(by=by)


def _myself(request: Asking) -> Person:
    return get_object_or_404(Person, pk=request.actor.person_pk)


def _kept(request: Asking, pk: int) -> KeptDocument:
    return get_object_or_404(KeptDocument.objects.of(request.actor).select_related("document"), pk=pk)


def _piece(request: Asking, pk: int, piece: int) -> Piece:
    return get_object_or_404(own(request, pk).pieces.select_related("document", "dossier"), pk=piece)


def _known(call: Call) -> dict[str, Any]:
    """All of them or none: what no procedure lets keep, and what does not fit, is named. Raises `Misfits`."""
    fields, found = reusable_fields(call.actor.today()), []
    for code, raw in call.given.answers.items():
        if code not in fields:
            found.append((f"answers.{code}", UnknownAnswer.code, str(UnknownAnswer())))
            continue
        try:
            if not isinstance(raw, str | int | float | bool | None):
                raise AnswerNotUnderstood(why=fields[code].type)
            clean(fields[code], raw)
        except AnswerNotUnderstood as refused:
            found.append((f"answers.{code}", refused.code, str(refused)))
    if found:
        raise Misfits(found)
    return call.sent


def _used(call: Call) -> dict[str, Any]:
    return {"dossier": own(call.request, call.given.draft), "insist": call.given.insist}


def _dated(call: Call) -> KeptSaid:
    return said.kept(_kept(call.request, call.subject.pk), call.actor.today())


act(
    "PUT",
    "/me/documents/data",
    write,
    on=_myself,
    asked=KeptDataAsked,
    reads=_known,
    gives=KeptAll,
    says=lambda call: said.everything_kept(call.actor),
    summary=gettext_noop("Keep answers for the next dossiers; null deletes one"),
)
act(
    "DELETE",
    "/me/documents/data",
    erase_data,
    on=_myself,
    summary=gettext_noop("Delete every answer that I keep"),
)
act(
    "PUT",
    "/me/documents/{pk}/expiry",
    actions.date_expiry,
    on=_kept,
    asked=ExpiryAsked,
    gives=KeptSaid,
    says=_dated,
    summary=gettext_noop("Say until when a document that I keep is valid"),
)
act(
    "DELETE",
    "/me/documents/{pk}",
    actions.remove,
    on=_kept,
    summary=gettext_noop("Delete a document that I keep; the dossiers it served keep theirs"),
)
act(
    "POST",
    "/me/documents/{pk}/use",
    actions.use,
    on=_kept,
    asked=UseAsked,
    reads=_used,
    key="taken",
    gives=PieceSaid,
    says=lambda call: said_piece(call.done, f"/drafts/{call.given.draft}/pieces/{call.done.pk}/file"),
    status=201,
    summary=gettext_noop("Give a document that I keep to a draft of mine"),
)
act(
    "POST",
    "/drafts/{pk}/pieces/{piece}/keeping",
    actions.keep_piece,
    on=_piece,
    gives=KeptSaid,
    says=lambda call: said.kept(call.done, call.actor.today()),
    status=201,
    summary=gettext_noop("Keep a file of a draft for the next ones"),
)
act(
    "POST",
    "/drafts/{pk}/keeping",
    actions.keep_answers,
    on=own,
    gives=Counted,
    says=lambda call: Counted(count=call.done),
    summary=gettext_noop("Keep what a draft answers about me"),
)
act(
    "POST",
    "/drafts/{pk}/filling",
    actions.fill,
    on=own,
    gives=Counted,
    says=lambda call: Counted(count=call.done),
    summary=gettext_noop("Answer what is still empty of a draft with what I keep"),
)
