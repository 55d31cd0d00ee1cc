"""The applicant's pages of the deposit: the documents, the check, the deposit itself and what follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import next_look
from rokhas.documents.http import deliver, receive_form_file
from rokhas.documents.queries import unfinished
from rokhas.dossiers import policy
from rokhas.dossiers.actions import filing, uploads
from rokhas.dossiers.actions.practices import ask_signature, refusal_of_designer
from rokhas.dossiers.actions.professionals import refusal
from rokhas.dossiers.errors import NotADraft, TaskAlreadyClosed
from rokhas.dossiers.models import Dossier, PaperKind, Piece
from rokhas.dossiers.queries import drafts as said
from rokhas.dossiers.queries.invitations import awaited
from rokhas.dossiers.queries.land import land_of
from rokhas.dossiers.queries.pieces import doubted
from rokhas.dossiers.queries.timeline import law_of
from rokhas.dossiers.views.drafts import awaits
from rokhas.dossiers.views.prepared import Draft, draft_of, followed, lodge_prepared, own, prepared, shown
from rokhas.dossiers.workflow import clocks
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.errors import Refused
from rokhas.procedures.schema import Kind
from rokhas.signing.http import with_agent
from rokhas.ui.http import Request, hx, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@followed
def pieces(request: Request, draft: Draft) -> HttpResponseBase:
    """The documents asked and given. POST receives one file from a plain form, without scripts."""
    refused, code = "", request.POST.get("code", "")
    if request.method == "POST":
        try:
            told = {
                name: request.POST[name] for name in ("code", "replaces", "insist") if request.POST.get(name)
            }
            receive_form_file(
                request,
                field="file",
                purpose=uploads.CODE,
                about=str(draft.dossier.pk),
                metadata=told,
                by=request.actor,
            )
            return redirect("dossiers:pieces", draft.dossier.pk)
        except Refused as error:
            refused = str(error)
    sent = unfinished(uploads.CODE, str(draft.dossier.pk), request.actor)
    return shown(
        request,
        "pieces",
        draft,
        422 if refused else 200,
        state=draft.state,
        arriving=[upload for upload in sent if upload.is_arriving],
        refused=refused,
        refused_code=code,
        doubted=doubted(sent, draft.state.state.pieces),
    )


@signed_in
@require_safe
def piece(request: Request, pk: int, piece: int) -> HttpResponseBase:
    """One file, in the viewer of plans."""
    dossier = own(request, pk)
    found = _piece(dossier, piece)
    name = said.words(dossier.procedure.document(found.code).names)
    return render(request, "dossiers/drafts/piece.html", {"dossier": dossier, "piece": found, "name": name})


@signed_in
@require_safe
def piece_file(request: Request, pk: int, piece: int) -> HttpResponseBase:
    """The bytes of a file."""
    found = _piece(own(request, pk), piece)
    return deliver(found.document, request=request, inline="view" in request.GET)


@signed_in
@require_POST
@prepared
def piece_removal(request: Request, draft: Draft, piece: int) -> HttpResponseBase:
    found = _piece(draft.dossier, piece)
    filing.remove_piece(found, by=request.actor)
    messages.success(request, _("%(name)s was taken out.") % {"name": found.document.name})
    return redirect("dossiers:pieces", draft.dossier.pk)


@signed_in
@with_agent
@require_safe
@prepared
def check(request: Request, draft: Draft) -> HttpResponseBase:
    """Everything that will be deposited, what is missing, the list of plans to sign, the fees, and the deposit."""
    return _check(request, draft)


@signed_in
@with_agent
@require_POST
@prepared
def signature(request: Request, draft: Draft) -> HttpResponseBase:
    """Ask the designer to sign what is complete."""
    try:
        ask_signature(draft.dossier, by=request.actor)
    except Refused as refused:
        return _check(request, draft, refused=str(refused), status=refused.status)
    messages.success(request, _("The designer is told: it is on their home until it is lodged."))
    return redirect("dossiers:check", draft.dossier.pk)


@signed_in
@with_agent
@require_POST
def lodging(request: Request, pk: int) -> HttpResponseBase:
    """Deposit, or deposit again. A second click on the same button leads to the same deposit."""
    dossier = own(request, pk)
    deposited = redirect("dossiers:deposit", pk)
    try:
        draft = draft_of(dossier)
    except NotADraft:
        return deposited
    try:
        lodge_prepared(draft, by=request.actor)
    except TaskAlreadyClosed:  # by the first click
        return deposited
    except Refused as refused:
        return _check(request, draft, refused=str(refused), status=refused.status)
    return deposited


@signed_in
@require_safe
def deposit(request: Request, pk: int) -> HttpResponseBase:
    """The confirmation: number, tracking code, receipt, and what happens next with its dates."""
    dossier = own(request, pk)
    if dossier.is_draft:
        return redirect("dossiers:draft", pk)
    last = dossier.versions.latest("number")
    lodged_on = last.lodged_at.astimezone(MOROCCO).date()
    limit = (
        dossier.procedure.limit("legal_maximum", dossier.class_code or None) if last.restarts_clock else None
    )
    due = clocks.maximum_of(dossier, lodged_on) if limit else None
    sits = dossier.procedure.has_commission
    context = {
        "dossier": dossier,
        "last": last,
        "studied_anew": last.restarts_clock,
        "session_on": clocks.next_session(lodged_on, clocks.place_of(dossier, dossier.desk))
        if last.restarts_clock and sits
        else None,
        "sits": sits,
        "pays": any(step.kind is Kind.PAYMENT for step in dossier.procedure.steps),
        "grant": dossier.procedure.grant_of(dossier.class_code),
        "decision_by": due.on if due else None,
        "law": law_of(limit.delay, dossier) if limit and limit.delay.law.certainty == "sourced" else "",
        "name": said.words(dossier.procedure.names),
        "receipt": _receipt(dossier),
        "land": land_of(dossier),
        "poll": next_look(request),
    }
    return render(request, "dossiers/drafts/deposit.html", context)


@signed_in
@require_safe
def receipt(request: Request, pk: int) -> HttpResponseBase:
    """The receipt's place on the confirmation page: asked again until the file is printed. Alone it is no page."""
    dossier = own(request, pk)
    if not hx(request):
        return redirect("dossiers:deposit", pk)
    return render(
        request,
        "dossiers/drafts/_receipt.html",
        {"dossier": dossier, "receipt": _receipt(dossier), "poll": next_look(request)},
    )


def _check(request: Request, draft: Draft, refused: str = "", status: int = 200) -> HttpResponseBase:
    dossier = draft.dossier
    # The designer learns before they try that their entry in the register is not current.
    designs = request.actor.person_id == dossier.designer_id
    unentered: Refused | None = None
    if designs:
        unentered = refusal(dossier.procedure, request.actor)
    elif dossier.designer_id == dossier.filer_id or not policy.is_party(request.actor, dossier):
        unentered = refusal_of_designer(dossier, request.actor)
    return shown(
        request,
        "check",
        draft,
        status,
        state=draft.state,
        sections=[(each, said.summary(each, dossier)) for each in draft.state.sections],
        **awaits(request, draft),
        may_ask=policy.may_ask_signature(request.actor, dossier) and not draft.state.state.manifest_is_signed,
        may_lodge=policy.may_lodge(request.actor, dossier),
        expected=awaited(dossier, draft.state.state.pieces, request.actor.now()),
        may_sign=policy.may_sign_manifest(request.actor, dossier) and unentered is None,
        manifest=[{"subject": dossier.pk, "title": _("List of the plans of the dossier")}],
        refused=refused,
        unentered=None if refused else unentered,
    )


def _piece(dossier: Dossier, pk: int) -> Piece:
    return get_object_or_404(dossier.pieces.select_related("document"), pk=pk)


def _receipt(dossier: Dossier) -> object:
    papers = dossier.papers.filter(kind=PaperKind.RECEIPT, version=dossier.version)
    return papers.select_related("document").first()
