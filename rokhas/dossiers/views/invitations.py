"""The people invited to a draft, for whoever files; the page of the link; and the own screen of an invited professional."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import AFTER_SIGN_IN
from rokhas.accounts.models import Person
from rokhas.documents.http import deliver, receive_form_file
from rokhas.documents.queries import unfinished
from rokhas.dossiers import policy
from rokhas.dossiers.actions import invitations as acts
from rokhas.dossiers.actions import uploads
from rokhas.dossiers.actions.professionals import refusal_of_invited
from rokhas.dossiers.forms.invitations import DecliningForm, InvitationForm, WithdrawalForm
from rokhas.dossiers.models import Dossier, Invitation, Piece
from rokhas.dossiers.queries import invitations as queries
from rokhas.dossiers.queries.drafts import drafts_to_sign, words
from rokhas.dossiers.queries.pieces import doubted
from rokhas.dossiers.views.prepared import Draft, own, prepared, shown
from rokhas.kernel.errors import Refused
from rokhas.signing.http import with_agent
from rokhas.ui.http import Request, actor_of, confirmation, public, signed_in
from rokhas.ui.slots import Filling


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@prepared
def invitations(request: Request, draft: Draft) -> HttpResponseBase:
    """Who is invited and where each stands. POST invites one more."""
    dossier, offered = draft.dossier, queries.offers(draft.dossier)
    may_invite = policy.may_invite(request.actor, dossier)
    form = InvitationForm(offered, request.POST or None)
    if request.method == "POST":
        if not may_invite:
            raise Http404
        if form.run(acts.invite, dossier, by=request.actor):
            messages.success(
                request, _("The invitation is sent to %(email)s.") % {"email": form.result.email}
            )
            return redirect("dossiers:invitations", dossier.pk)
    found = queries.contributions(dossier, draft.state.state.pieces, request.actor.now(), ended=True)
    return shown(
        request,
        "invitations",
        draft,
        422 if form.errors else 200,
        form=form if may_invite and offered else None,
        offers=offered,
        contributions=found,
        may_invite=may_invite,
    )


@signed_in
@require_POST
def sending(request: Request, pk: int, invitation: int) -> HttpResponseBase:
    """Send the link once more."""
    found = _invited_by(request, pk, invitation)
    try:
        acts.send_again(found, by=request.actor)
        messages.success(request, _("The invitation is sent again."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("dossiers:invitations", pk)


@signed_in
@require_POST
def revocation(request: Request, pk: int, invitation: int) -> HttpResponseBase:
    """Take an invitation back, once confirmed."""
    found, back = _invited_by(request, pk, invitation), reverse("dossiers:invitations", args=[pk])
    asked = confirmation(
        request,
        title=_("Take the invitation back?"),
        text=_("%(email)s sees nothing more of the dossier. The files already given stay.")
        % {"email": found.email},
        button=_("Take the invitation back"),
        back=back,
    )
    if asked is not None:
        return asked
    acts.revoke(found, by=request.actor)
    messages.success(request, _("The invitation is taken back. The files already given stay in the dossier."))
    return redirect(back)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Request, link: str) -> HttpResponseBase:
    """What a link opens: who invites, to what, for which documents.

    One accepts once signed in, and declines without an account.
    """
    here = reverse("dossiers:invitation_link", args=[link])
    form = DecliningForm(request.POST if "decline" in request.POST else None)
    try:
        if request.method == "POST" and "decline" not in request.POST:
            if request.actor.person_id is None:
                request.session[AFTER_SIGN_IN] = here
                return redirect("account_login")
            accepted = acts.accept_invitation(link, by=request.actor)
            request.session.pop(AFTER_SIGN_IN, None)
            return redirect("dossiers:invitation", accepted.pk)
        invitation = acts.open_invitation(link, by=request.actor)
    except Refused as refused:
        context = {"refused": refused, "here": here}
        return render(request, "dossiers/invitations/dead.html", context, status=refused.status)
    if invitation.accepted_at:
        return redirect("dossiers:invitation", invitation.pk)
    if form.is_bound and form.run(acts.decline_invitation, link, by=request.actor):
        return render(request, "dossiers/invitations/declined.html", {"invitation": invitation})
    if request.actor.person_id is None:
        request.session[AFTER_SIGN_IN] = here
    context = {
        "invitation": invitation,
        "contribution": queries.contribution(invitation, request.actor.now()),
        "procedure_name": words(invitation.dossier.procedure.names),
        "form": form,
        "here": here,
    }
    return render(request, "dossiers/invitations/link.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def own_invitations(request: Request) -> HttpResponseBase:
    """Everything the reader accepted."""
    parts = queries.own_parts(queries.own(request.actor), request.actor.now())
    rows = [(each.invitation, each, words(each.invitation.dossier.procedure.names)) for each in parts]
    return render(request, "dossiers/invitations/list.html", {"rows": rows})


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, pk: int) -> HttpResponseBase:
    """What is asked of an invited professional, the files they gave, what they may read. POST receives one file."""
    found = _own(request, pk)
    refused, code = "", request.POST.get("code", "")
    if request.method == "POST":
        told = {name: request.POST[name] for name in ("code", "replaces", "insist") if request.POST.get(name)}
        try:
            receive_form_file(
                request, field="file", purpose=uploads.INVITED, about=str(pk), metadata=told, by=request.actor
            )
            return redirect("dossiers:invitation", pk)
        except Refused as error:
            refused = str(error)
    return _screen(request, found, refused=refused, refused_code=code)


@signed_in
@require_POST
def completion(request: Request, pk: int) -> HttpResponseBase:
    """The files are complete."""
    found = _own(request, pk)
    try:
        acts.declare_complete(found, by=request.actor)
    except Refused as refused:
        return _screen(request, found, refused=str(refused), status=refused.status)
    messages.success(request, _("Your files are declared complete: whoever invited you is told."))
    return redirect("dossiers:invitation", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: Request, pk: int) -> HttpResponseBase:
    """Give up after having accepted, and say why."""
    found = _own(request, pk)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.run(acts.withdraw, found, by=request.actor):
        messages.success(request, _("You have given up your part; whoever invited you is told."))
        return redirect("dossiers:own_invitations")
    context = {"invitation": found, "form": form, "procedure_name": words(found.dossier.procedure.names)}
    return render(
        request, "dossiers/invitations/withdrawal.html", context, status=422 if form.errors else 200
    )


@signed_in
@require_safe
def file(request: Request, pk: int, piece: int) -> HttpResponseBase:
    """The bytes of a file of one's own, or of a plan that one may read."""
    return deliver(
        _piece(_own(request, pk), piece, request).document, request=request, inline="view" in request.GET
    )


@signed_in
@require_safe
def plan(request: Request, pk: int, piece: int) -> HttpResponseBase:
    """The same, in the viewer of plans."""
    found = _own(request, pk)
    shown_piece = _piece(found, piece, request)
    context = {
        "invitation": found,
        "piece": shown_piece,
        "name": words(found.dossier.procedure.document(shown_piece.code).names),
    }
    return render(request, "dossiers/invitations/piece.html", context)


@signed_in
@require_POST
def file_removal(request: Request, pk: int, piece: int) -> HttpResponseBase:
    """Take out a file of one's own."""
    found = _own(request, pk)
    try:
        acts.take_back_file(found, _piece(found, piece, request), by=request.actor)
    except Refused as refused:
        return _screen(request, found, refused=str(refused), status=refused.status)
    messages.success(request, _("The file was taken out."))
    return redirect("dossiers:invitation", pk)


def waiting_invitations(request: HttpRequest, subject: object) -> Filling | None:
    """On one's home (slot `home.person`): what waits for an answer or for files. One query."""
    if not isinstance(request.user, Person):
        return None
    waiting = queries.waiting_for(request.user, actor_of(request).now())
    if not waiting:
        return None
    rows = [(each, _address(each, request.user), words(each.dossier.procedure.names)) for each in waiting]
    return "dossiers/invitations/_waiting.html", {"rows": rows}


def waiting_signatures(request: HttpRequest, subject: object) -> Filling | None:
    """On one's home (slot `home.person`): what others have prepared for one's signature. One query."""
    waiting = drafts_to_sign(actor_of(request))
    if not waiting:
        return None
    return "dossiers/invitations/_to_sign.html", {
        "rows": [(each, words(each.procedure.names)) for each in waiting]
    }


def _address(invitation: Invitation, person: Person) -> str:
    if invitation.person_id == person.pk:
        return reverse("dossiers:invitation", args=[invitation.pk])
    return acts.link_of(invitation)


def _screen(
    request: Request,
    found: Invitation,
    status: int = 200,
    *,
    refused: str = "",
    refused_code: str = "",
) -> HttpResponseBase:
    state = queries.contribution(found, request.actor.now())
    may_sign = state.is_open and policy.may_sign_contribution(request.actor, found) and not state.is_signed
    sent = unfinished(uploads.INVITED, str(found.pk), request.actor)
    context = {
        "invitation": found,
        "contribution": state,
        "procedure_name": words(found.dossier.procedure.names),
        "readable": [
            (piece, words(found.dossier.procedure.document(piece.code).names))
            for piece in queries.readable(found)
        ],
        "may_sign": may_sign,
        "manifest": [{"subject": found.pk, "title": _("List of your files")}],
        "unentered": refusal_of_invited(found, request.actor),
        "arriving": [upload for upload in sent if upload.is_arriving],
        "refused": refused,
        "refused_code": refused_code,
        "doubted": doubted(sent, state.pieces),
    }
    status = status if status != 200 else (422 if refused else 200)
    return render(request, "dossiers/invitations/screen.html", context, status=status)


def _own(request: Request, pk: int) -> Invitation:
    """An invitation that the reader accepted and that stands; a 404 for anyone else."""
    found = Invitation.objects.of(request.actor).select_related("dossier__unit", "invited_by", "person")
    return get_object_or_404(found, pk=pk)


def _piece(invitation: Invitation, pk: int, request: Request) -> Piece:
    """A file of one's own, or one that the procedure's file lets one read."""
    state = queries.contribution(invitation, request.actor.now())
    seen = {piece.pk: piece for piece in (*state.pieces, *queries.readable(invitation))}
    if pk not in seen:
        raise Http404
    return seen[pk]


def _invited_by(request: Request, pk: int, invitation: int) -> Invitation:
    dossier: Dossier = own(request, pk)
    if not policy.may_invite(request.actor, dossier):
        raise Http404
    return get_object_or_404(dossier.invitations, pk=invitation)
