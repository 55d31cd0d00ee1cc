"""The desk's pages of the assisted deposit: who comes, the sheet they read, their consent, and the papers handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.documents.http import deliver
from rokhas.dossiers import policy
from rokhas.dossiers.actions import assistance, handing
from rokhas.dossiers.errors import NotADraft, TooManyTries
from rokhas.dossiers.forms.assistance import BeginForm, CodeForm, HandForm, TakeUpForm
from rokhas.dossiers.models import Dossier, Notification, PaperKind
from rokhas.dossiers.queries import assistance as said
from rokhas.dossiers.queries import sight
from rokhas.dossiers.queries.drafts import title_of, words
from rokhas.dossiers.queries.handing import papers_to_hand
from rokhas.dossiers.views.prepared import Draft, draft_of, lodge_prepared, own, shown
from rokhas.kernel.errors import Refused
from rokhas.kernel.limits import Limit
from rokhas.kernel.personal import masked
from rokhas.ui.forms import Form
from rokhas.ui.http import Request, signed_in

REFUSED = Limit("desk")  # cards and telephones that were not those of the person, for one clerk


@signed_in
@require_safe
def assisted(request: Request) -> HttpResponseBase:
    """What the desk types for the persons who come there, and what was deposited so."""
    _clerk(request)
    context = {"under_way": said.under_way(request.actor), "deposited": said.deposited(request.actor)}
    return render(request, "dossiers/assisted/list.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def beginning(request: Request) -> HttpResponseBase:
    """Who comes, with which card and telephone, for which request."""
    _clerk(request)
    offers = said.offers(request.actor)
    form = BeginForm(offers.open, request.POST or None, initial={"language": "ar"})
    if request.method == "POST" and _tried(request, form, assistance.begin_assistance):
        return redirect("dossiers:draft", form.result.pk)
    context = {"form": form, "offers": offers}
    return render(request, "dossiers/assisted/begin.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def taking(request: Request, pk: int) -> HttpResponseBase:
    """Go on with what a colleague left, or with a new version that is asked of the person."""
    _clerk(request)
    dossier = said.at_desk(request.actor, pk)
    if dossier is None:
        raise Http404
    form = TakeUpForm(request.POST or None)
    if request.method == "POST" and _tried(request, form, assistance.take_up, dossier):
        return redirect("dossiers:draft", pk)
    context = {"form": form, "dossier": dossier, "name": title_of(dossier) or words(dossier.procedure.names)}
    return render(request, "dossiers/assisted/take.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: Request, pk: int) -> HttpResponseBase:
    """Print the sheet, send the code, type it: the request is then deposited at once."""
    if number := _deposited(request, pk):
        return redirect("dossiers:handing", number)
    dossier = own(request, pk)
    if not policy.assists(request.actor, dossier):
        raise Http404
    draft, form = draft_of(dossier), CodeForm(None)
    if request.method != "POST":
        return _consent(request, draft, form)
    step, refused = request.POST.get("step", ""), ""
    try:
        if step == "print":
            assistance.print_consent(dossier, by=request.actor)
            return redirect("dossiers:consent", pk)
        if step == "send":
            assistance.ask_consent(dossier, by=request.actor)
            messages.success(request, _("The code has been sent to the person's telephone."))
            return redirect("dossiers:consent", pk)
        form = CodeForm(request.POST)
        agreed = step == "lodge" or form.run(assistance.consent, dossier, by=request.actor)
        if agreed:
            deposited = lodge_prepared(draft_of(own(request, pk)), by=request.actor)
            messages.success(request, _("Deposited. Print the receipt and hand it over."))
            return redirect("dossiers:handing", deposited.number)
    except Refused as error:
        if number := _deposited(request, pk):
            return redirect("dossiers:handing", number)
        refused = str(error)
    return _consent(request, draft, form, refused=refused, status=422)


@signed_in
@require_safe
def sheet(request: Request, pk: int) -> HttpResponseBase:
    """The sheet of what is to be deposited, to print."""
    dossier = own(request, pk)
    papers = dossier.papers.ready().filter(kind=PaperKind.CONSENT, superseded_at=None)
    paper = papers.select_related("document").order_by("version").last()
    if paper is None or paper.document is None:
        raise Http404
    return deliver(paper.document, request=request)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def hand(request: Request, number: str) -> HttpResponseBase:
    """Papers to print and hand over, to the person who shows the card or gives the code."""
    dossier = sight.in_sight(request.actor, number)
    if dossier is None or not policy.may_hand_over(request.actor, dossier):
        raise Http404
    papers, refused = papers_to_hand(dossier), ""
    form = HandForm(papers, request.POST or None)
    if request.method == "POST" and request.POST.get("step") == "send":
        form = HandForm(papers)
        try:
            handing.ask_presence(dossier, by=request.actor)
            messages.success(request, _("The code has been sent to the person's telephone."))
            return redirect("dossiers:handing", number)
        except Refused as error:
            refused = str(error)
    elif request.method == "POST" and _tried(request, form, handing.hand_over, dossier):
        messages.success(request, _("The hand-over is recorded: it proves the notification."))
        return redirect("dossiers:handing", number)
    proofs = Notification.objects.filter(paper__in=papers, person=dossier.filer_id).select_related(
        "handed_by"
    )
    by_paper = {proof.paper_id: proof for proof in proofs}
    context = {
        "dossier": dossier,
        "name": title_of(dossier) or words(dossier.procedure.names),
        "papers": [(paper, by_paper.get(paper.pk)) for paper in papers],
        "to_hand": any(not (proof := by_paper.get(paper.pk)) or not proof.handed_at for paper in papers),
        "awaits_receipt": not any(paper.kind == PaperKind.RECEIPT for paper in papers),
        "telephone": masked(dossier.filer.phone),
        "form": form,
        "refused": refused,
        "again": policy.may_take_up(request.actor, dossier) and _is_asked(dossier),
    }
    return render(
        request, "dossiers/assisted/hand.html", context, status=422 if form.errors or refused else 200
    )


def _consent(
    request: Request, draft: Draft, form: CodeForm, *, refused: str = "", status: int = 200
) -> HttpResponseBase:
    dossier = draft.dossier
    return shown(
        request,
        "consent",
        draft,
        status,
        state=draft.state,
        consenting=said.consenting(dossier, draft.state, request.actor.now()),
        telephone=masked(dossier.filer.phone),
        form=form,
        refused=refused,
    )


def _deposited(request: Request, pk: int) -> str:
    """The number of what this clerk has just deposited, by the first of two clicks; empty while it is not."""
    lodged = Dossier.objects.lodged().filter(pk=pk, assistant_id=request.actor.person_id).first()
    return lodged.number or "" if lodged and not lodged.is_assisted else ""


def _is_asked(dossier: Dossier) -> bool:
    """Whether a new version is asked of the person."""
    try:
        return draft_of(dossier).version > dossier.version
    except NotADraft:
        return False


def _tried(request: Request, form: Form, act: Callable[..., Any], *about: Dossier) -> bool:
    """Do what a clerk asks with the card or the telephone of a person. What is refused is counted: nobody finds a number, or
    whose it is, by trying one after the other."""
    clerk = str(request.actor.person_pk)
    if not form.is_valid():
        return False
    if REFUSED.is_reached(clerk):
        form.refuse(TooManyTries())
        return False
    if form.run(act, *about, by=request.actor):
        return True
    REFUSED.note(clerk)
    return False


def _clerk(request: Request) -> None:
    """Only those who serve at a desk; a 404 for the others."""
    if not said.at_a_desk(request.actor):
        raise Http404
