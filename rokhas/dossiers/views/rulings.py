"""What is decided apart from the steps: a request given up, a permit cancelled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.accounts.models import Person
from rokhas.documents.actions import render as typeset
from rokhas.dossiers import policy
from rokhas.dossiers.actions.papers import PDF, file_name
from rokhas.dossiers.actions.rulings import prepare_cancellation, prepare_stay
from rokhas.dossiers.actions.signatures import RULING
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.forms.rulings import RulingForm, StayForm
from rokhas.dossiers.models import Consultation, Ending, Ruling
from rokhas.dossiers.queries.review import reason_texts
from rokhas.dossiers.queries.rulings import (
    deciding_task,
    granting_task,
    letter,
    may_be_restored,
    reasons_offered,
)
from rokhas.dossiers.views.case import Seen, look
from rokhas.dossiers.workflow import stays
from rokhas.kernel.errors import Refused
from rokhas.payments.queries import order_for
from rokhas.signing.http import with_agent
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: Request, number: str) -> HttpResponseBase:
    """What giving a request up changes, and what was paid; then the act."""
    seen = look(request, number, "withdrawal", whole_file=True, beyond_copy=True)
    if seen.dossier.filer_id != request.actor.person_id:
        raise Http404
    if seen.dossier.is_ended:
        return redirect("dossiers:dossier", number)
    refused = ""
    if request.method == "POST":
        try:
            withdraw(seen.dossier, by=request.actor)
        except Refused as caught:
            refused = str(caught)
        else:
            messages.success(request, _("The request is withdrawn. The offices are told."))
            return redirect("dossiers:dossier", number)
    order = order_for(f"dossiers.dossier:{seen.dossier.pk}")
    answer = seen.page(
        "withdrawal", refused=refused, decided=seen.case.is_decided, order=order, waiting=seen.case.tasks
    )
    answer.status_code = 409 if refused else 200
    return answer


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def cancellation(request: Request, number: str) -> HttpResponseBase:
    """The authority that signed a permit cancels it: coded reasons, the decision as it will be printed, then its signature."""
    seen = look(request, number, "cancellation", whole_file=True, beyond_copy=True)
    task = granting_task(seen.dossier)
    if task is None:
        raise Http404
    if seen.dossier.ending == Ending.CANCELLED:
        return redirect("dossiers:dossier", number)
    if not policy.may_cancel(request.actor, task):
        raise PermissionDenied
    kind = Ruling.Kind.CANCELLATION
    prepared = seen.dossier.rulings.standing().filter(kind=kind, version=seen.dossier.version).first()
    form = RulingForm(reasons_offered(seen.dossier.procedure, kind), request.POST or None, ruling=prepared)
    if request.method == "POST" and form.run(prepare_cancellation, seen.dossier, by=request.actor):
        return redirect(request.path)
    restorable = may_be_restored(seen.dossier)
    return ruled(request, seen, "cancellation", form, prepared, may_be_restored=restorable)


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: Request, number: str) -> HttpResponseBase:
    """The president puts a decision off: coded reasons, the last day, then the signature (loi 12-90 art. 45)."""
    seen = look(request, number, "stay", whole_file=True, beyond_copy=True)
    dossier, today = seen.dossier, request.actor.today()
    task, latest = deciding_task(dossier), stays.latest(dossier, today)
    if task is None or latest is None or seen.case.is_decided:
        raise Http404
    if not policy.may_stay(request.actor, task):
        raise PermissionDenied
    kind = Ruling.Kind.STAY
    prepared = dossier.rulings.filter(kind=kind, version=dossier.version).first()
    if dossier.stayed_on is not None or (prepared is not None and prepared.is_signed):
        return redirect("dossiers:dossier", number)
    plans = stays.plans(dossier, today)
    form = StayForm(
        reasons_offered(dossier.procedure, kind),
        request.POST or None,
        ruling=prepared,
        declares=plans.is_silent,
    )
    if request.method == "POST" and form.run(prepare_stay, dossier, by=request.actor):
        return redirect(request.path)
    return ruled(request, seen, "stay", form, prepared, latest=latest, law=stays.law(dossier), plans=plans)


@signed_in
@require_safe
def preview(request: Request, number: str, pk: int) -> HttpResponseBase:
    """The decision as its signature would make it, typeset now and never kept; for whoever may sign it."""
    seen = look(request, number, whole_file=True, beyond_copy=True)
    ruling = get_object_or_404(
        seen.dossier.rulings.select_related("office", "paper", "appeal__against", "layer"), pk=pk
    )
    ruling.dossier = ruling.paper.dossier = seen.dossier
    if not policy.may_sign_ruling(request.actor, ruling):
        raise Http404
    Consultation.note(seen.dossier, request.actor.person_pk, "preview", request.actor.now())
    signer = Person.objects.get(pk=request.actor.person_pk)
    response = HttpResponse(typeset(letter(ruling, signer, request.actor), specimen=True), content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(False, file_name(ruling.paper)) or "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def ruled(
    request: Request, seen: Seen, tab: str, form: RulingForm, prepared: Ruling | None, **more: Any
) -> HttpResponse:
    """The page on which a decision is prepared, read as it will be printed, and signed."""
    shown = prepared is not None and not form.is_bound and "change" not in request.GET
    answer = seen.page(
        tab,
        form=form,
        prepared=prepared if shown else None,
        texts=reason_texts(prepared.reasons) if prepared else [],
        documents=[
            {
                "subject": prepared.pk,
                "title": prepared.paper.get_kind_display(),
                "reference": seen.dossier.number,
            }
        ]
        if prepared and shown
        else [],
        purpose=RULING,
        **more,
    )
    answer.status_code = 422 if form.is_bound else 200
    return answer
