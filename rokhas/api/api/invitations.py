"""The professionals invited to a draft: for whoever files, and for those who were invited.

The link of an invitation is opened from the mail, by the person: accepting and declining it are not here.
"""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.models import Scope
from rokhas.api.queries import invitations as said
from rokhas.api.schema.common import Cursor, Limit, Listed, Row
from rokhas.api.schema.invitations import InvitationAsked, InvitationSaid, InvitationsSaid
from rokhas.api.schema.people import ReasonGiven
from rokhas.documents.http import deliver
from rokhas.dossiers import policy
from rokhas.dossiers.actions import invitations as acts
from rokhas.dossiers.models import Dossier, Invitation, Piece
from rokhas.dossiers.queries import invitations
from rokhas.dossiers.views.prepared import own
from rokhas.dossiers.workflow.completeness import pieces_of
from rokhas.kernel.actor import Actor

router = Router(tags=["invitations"])
READS = Holds(Scope.DOSSIERS_READ)
act = Acts(router, Holds(Scope.DOSSIERS_WRITE))


@router.get(
    "/drafts/{pk}/invitations",
    auth=READS,
    response=InvitationsSaid,
    summary=gettext_noop("Who is invited to a draft of mine, where each stands, and who may be"),
)
def of_draft(request: Asking, pk: Row) -> InvitationsSaid:
    dossier = own(request, pk)
    pieces = pieces_of(dossier, invitations.preparing(dossier))
    found = invitations.contributions(dossier, pieces, request.actor.now(), ended=True)
    return InvitationsSaid(
        items=[said.invitation(each, inviter=True) for each in found],
        offers=[said.offer(each) for each in invitations.offers(dossier)],
    )


@router.get(
    "/invitations",
    auth=READS,
    response=Listed[InvitationSaid],
    summary=gettext_noop("The invitations that I accepted, the last first"),
)
def accepted(request: Asking, cursor: Cursor = "", limit: Limit = 50) -> Listed[InvitationSaid]:
    rows = Invitation.objects.of(request.actor).select_related("dossier__procedure_version", "dossier__unit")
    found, following = newest(rows, cursor, limit)
    parts = invitations.own_parts(found, request.actor.now())
    return Listed(items=[said.invitation(each, inviter=False) for each in parts], next=following)


@router.get(
    "/invitations/{pk}",
    auth=READS,
    response=InvitationSaid,
    summary=gettext_noop("What is asked of me in a dossier, and what I gave"),
)
def one(request: Asking, pk: Row) -> InvitationSaid:
    return _own_part(_accepted(request, pk), request.actor)


@router.get(
    "/invitations/{pk}/pieces/{piece}/file",
    auth=READS,
    response={200: None},
    summary=gettext_noop("The bytes of a file of mine, or of a plan that I may read there"),
    openapi_extra={"x-file": True},
)
def piece_file(request: Asking, pk: Row, piece: Row) -> HttpResponseBase:
    found = _accepted(request, pk)
    state = invitations.contribution(found, request.actor.now())
    readable = {each.pk: each for each in (*state.pieces, *invitations.readable(found))}
    if piece not in readable:
        raise Http404
    return deliver(readable[piece].document, request=request)


def take_back(given: tuple[Invitation, Piece], *, by: Actor) -> None:
    acts.take_back_file(*given, by=by)


def _accepted(request: Asking, pk: int) -> Invitation:
    found = Invitation.objects.of(request.actor).select_related("dossier__unit", "invited_by", "person")
    return get_object_or_404(found, pk=pk)


def _draft(request: Asking, pk: int) -> Dossier:
    dossier = own(request, pk)
    if not policy.may_invite(request.actor, dossier):
        raise Http404
    return dossier


def _invited(request: Asking, pk: int, invitation: int) -> Invitation:
    return get_object_or_404(_draft(request, pk).invitations, pk=invitation)


def _given(request: Asking, pk: int, piece: int) -> tuple[Invitation, Piece]:
    found = _accepted(request, pk)
    pieces = invitations.contribution(found, request.actor.now()).pieces
    mine = next((each for each in pieces if each.pk == piece), None)
    if mine is None:
        raise Http404
    return found, mine


def _own_part(found: Invitation, actor: Actor) -> InvitationSaid:
    return said.invitation(invitations.contribution(found, actor.now()), inviter=False)


def _sent(call: Call) -> InvitationSaid:
    return said.invitation(invitations.contribution(call.done, call.actor.now()), inviter=True)


act(
    "POST",
    "/drafts/{pk}/invitations",
    acts.invite,
    on=_draft,
    asked=InvitationAsked,
    key="taken",
    gives=InvitationSaid,
    says=_sent,
    status=201,
    summary=gettext_noop("Invite a professional to give the documents that the procedure asks of them"),
)
act(
    "POST",
    "/drafts/{pk}/invitations/{invitation}/sending",
    acts.send_again,
    on=_invited,
    gives=InvitationSaid,
    says=_sent,
    summary=gettext_noop("Send another link; those sent before are dead"),
)
act(
    "POST",
    "/drafts/{pk}/invitations/{invitation}/revocation",
    acts.revoke,
    on=_invited,
    gives=InvitationSaid,
    says=_sent,
    summary=gettext_noop("Take an invitation back; the files given stay"),
)
act(
    "POST",
    "/invitations/{pk}/completion",
    acts.declare_complete,
    on=_accepted,
    gives=InvitationSaid,
    says=lambda call: _own_part(call.done, call.actor),
    summary=gettext_noop("Declare that my files are complete"),
)
act(
    "POST",
    "/invitations/{pk}/withdrawal",
    acts.withdraw,
    on=_accepted,
    asked=ReasonGiven,
    summary=gettext_noop("Give up after having accepted, and say why"),
)
act(
    "DELETE",
    "/invitations/{pk}/pieces/{piece}",
    take_back,
    on=_given,
    summary=gettext_noop("Take out a file that I gave there"),
)
