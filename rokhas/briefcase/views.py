"""The page of what one keeps, its files, and what the pages of a draft show of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.accounts.http import frame
from rokhas.briefcase import actions, policy, queries
from rokhas.briefcase.forms import ExpiryForm, KeepForm
from rokhas.briefcase.models import KeptDocument
from rokhas.documents.http import deliver, receive_form_file
from rokhas.dossiers.errors import Doubtful
from rokhas.dossiers.forms.drafts import ASKED, SectionForm
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.drafts import Asked, words
from rokhas.kernel.errors import Refused
from rokhas.kernel.personal import seal
from rokhas.ui.http import Request, actor_of, signed_in
from rokhas.ui.slots import Filling


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    """What I keep. POST keeps a file sent by a plain form."""
    kinds = queries.reusable_documents(request.actor.today())
    form = KeepForm(kinds, request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        expiry = form.cleaned_data["expires_on"]
        told = {"code": form.cleaned_data["code"], "expires_on": expiry.isoformat() if expiry else ""}
        try:
            receive_form_file(
                request,
                field="file",
                purpose=actions.CODE,
                about=str(request.actor.person_pk),
                metadata=told,
                by=request.actor,
            )
        except Refused as error:
            refused = str(error)
        else:
            messages.success(request, _("The document is kept."))
            return redirect("briefcase:mine")
    language, today = get_language() or "fr", request.actor.today()
    fields = queries.reusable_fields(today)
    context = {
        "form": form,
        "refused": refused,
        "rows": [
            {
                "kept": kept,
                "name": kinds[kept.code].names.in_(language) if kept.code in kinds else kept.code,
                "expired": kept.is_expired(today),
                "expiry": ExpiryForm(initial={"expires_on": kept.expires_on}, prefix=str(kept.pk)),
            }
            for kept in queries.kept_documents(request.actor)
        ],
        "data": queries.said(fields.values(), queries.kept_data(request.actor)),
        "accepts": "application/pdf,image/jpeg,image/png",
        "frame": frame(request.actor),
    }
    return render(request, "briefcase/mine.html", context, status=422 if form.errors or refused else 200)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: Request) -> HttpResponseBase:
    """The data I keep, to write and correct: what fits is kept, the rest is asked again."""
    fields = queries.reusable_fields(request.actor.today())
    known = queries.kept_data(request.actor)
    sealed = {
        code: seal(str(value)) if code in fields and fields[code].is_sealed else value
        for code, value in known.items()
    }
    asked = request.POST.getlist(ASKED)
    form = SectionForm(fields.values(), sealed, request.POST if request.method == "POST" else None, asked)
    if request.method == "POST":
        actions.write(form.given(), by=request.actor)
        if not form.errors:
            messages.success(request, _("Your data are kept."))
            return redirect("briefcase:mine")
    purposes = {code: words(field.personal.purpose) for code, field in fields.items() if field.personal}
    context = {"form": form, "frame": frame(request.actor), "purposes": sorted(set(purposes.values()))}
    return render(request, "briefcase/data.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def data_removal(request: Request) -> HttpResponseBase:
    actions.erase_data(by=request.actor)
    messages.success(request, _("Your kept data are deleted. Your requests keep what they answered."))
    return redirect("briefcase:mine")


@signed_in
@require_POST
def expiry(request: Request, pk: int) -> HttpResponseBase:
    """Say until when a kept document is valid."""
    kept = _kept(request, pk)
    form = ExpiryForm(request.POST, prefix=str(kept.pk))
    if form.run(actions.date_expiry, kept, by=request.actor):
        messages.success(request, _("The date is saved."))
    else:
        messages.error(request, " ".join(str(each) for each in form.errors.get("expires_on", ())))
    return redirect("briefcase:mine")


@signed_in
@require_POST
def removal(request: Request, pk: int) -> HttpResponseBase:
    kept = _kept(request, pk)
    actions.remove(kept, by=request.actor)
    messages.success(
        request,
        _("%(name)s is deleted. The dossiers it served keep their own.") % {"name": kept.document.name},
    )
    return redirect("briefcase:mine")


@signed_in
@require_safe
def file(request: Request, pk: int, name: str) -> HttpResponseBase:
    """The bytes of a kept document, for its owner alone."""
    return deliver(_kept(request, pk).document, request=request)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: Request, pk: int, draft: int) -> HttpResponseBase:
    """Give a kept document to a draft. When it is doubted, the page says why and the person may insist."""
    kept, dossier = _kept(request, pk), _own(request, draft)
    back = f"{reverse('dossiers:pieces', args=[draft])}#doc-{kept.code}"
    refused: Refused | None = None
    if request.method == "POST":
        try:
            actions.use(kept, dossier, by=request.actor, insist=request.POST.get("insist") == "1")
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("%(name)s is in the dossier.") % {"name": kept.document.name})
            return redirect(back)
    context = {
        "kept": kept,
        "dossier": dossier,
        "name": _name(dossier, kept.code),
        "back": back,
        "refused": refused,
        "doubted": isinstance(refused, Doubtful),
    }
    return render(request, "briefcase/use.html", context, status=refused.status if refused else 200)


@signed_in
@require_POST
def keep_piece(request: Request, draft: int, piece: int) -> HttpResponseBase:
    """Keep a file of a draft for the next ones."""
    found = get_object_or_404(_own(request, draft).pieces.select_related("document"), pk=piece)
    try:
        actions.keep_piece(found, by=request.actor)
        messages.success(
            request,
            _("%(name)s is among your documents, for your next requests.") % {"name": found.document.name},
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('dossiers:pieces', args=[draft])}#doc-{found.code}")


@signed_in
@require_POST
def keep_answers(request: Request, draft: int) -> HttpResponseBase:
    """Keep what a draft answers about me."""
    try:
        count = actions.keep_answers(_own(request, draft), by=request.actor)
        said = ngettext("%(n)d answer is kept.", "%(n)d answers are kept.", count)
        messages.success(request, said % {"n": count})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("dossiers:draft", draft)


@signed_in
@require_POST
def filling(request: Request, draft: int) -> HttpResponseBase:
    """Fill a draft with my data."""
    try:
        count = actions.fill(_own(request, draft), by=request.actor)
        said = ngettext(
            "%(n)d answer comes from your data. Check it.",
            "%(n)d answers come from your data. Check them.",
            count,
        )
        messages.success(request, said % {"n": count})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("dossiers:draft", draft)


def beside_document(request: HttpRequest, subject: Any) -> Filling | None:
    """On the page of a draft's documents: what I keep that would do, and what I may keep. One query for the page."""
    asked: Asked = subject
    match = request.resolver_match
    if not asked.document.reusable or match is None:
        return None
    actor = actor_of(request)
    read = vars(request).setdefault("kept_documents", [])
    if not read:
        read.append(queries.kept_documents(actor))
    mine: list[KeptDocument] = [kept for kept in read[0] if kept.code == asked.document.code]
    given = {piece.document.sha256 for piece in asked.pieces}
    held = {kept.document.sha256 for kept in mine}
    offered = [
        {"kept": kept, "expired": kept.is_expired(actor.today())}
        for kept in mine
        if kept.document.sha256 not in given
    ]
    keepable = [
        piece
        for piece in asked.pieces
        if piece.document.sha256 not in held and policy.may_keep_piece(actor, piece)
    ]
    if not offered and not keepable:
        return None
    return "briefcase/_beside_document.html", {
        "offered": offered,
        "keepable": keepable,
        "draft": match.kwargs["pk"],
        "asked": asked,
    }


def beside_dossiers(_request: HttpRequest, _subject: Any) -> Filling:
    """On the list of my dossiers: where what I keep is."""
    return "briefcase/_beside_dossiers.html", {}


def beside_tasks(request: HttpRequest, subject: Any) -> Filling | None:
    """On the tasks of my own draft: fill it with my data, keep what it says of me. One query."""
    dossier: Dossier = subject
    actor = actor_of(request)
    if not policy.may_fill(actor, dossier):
        return None
    known = queries.kept_data(actor)
    context = {
        "dossier": dossier,
        "fillable": len(queries.fillable(dossier, known)),
        "keepable": len(queries.keepable(dossier, known)),
    }
    return ("briefcase/_beside_tasks.html", context) if context["fillable"] or context["keepable"] else None


def _kept(request: Request, pk: int) -> KeptDocument:
    """One of mine; a 404 for anybody else's."""
    return get_object_or_404(
        KeptDocument.objects.of(request.actor).select_related("document", "person"), pk=pk
    )


def _own(request: Request, pk: int) -> Dossier:
    return get_object_or_404(
        Dossier.objects.of_party(request.actor).select_related("procedure_version", "unit"), pk=pk
    )


def _name(dossier: Dossier, code: str) -> str:
    asked = next((document for document in dossier.procedure.documents if document.code == code), None)
    return words(asked.names) if asked else code
