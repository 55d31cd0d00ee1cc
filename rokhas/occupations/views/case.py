"""The pages of one occupation: its term and its years, its renewal, its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.accounts.http import frame
from rokhas.documents.actions import render as print_paper
from rokhas.dossiers.models import Consultation, Dossier
from rokhas.dossiers.policy import is_party
from rokhas.dossiers.queries.drafts import title_of, words
from rokhas.dossiers.workflow.renewing import begins_on
from rokhas.occupations import policy
from rokhas.occupations.actions import ending, renewing
from rokhas.occupations.errors import RenewalUnderWay
from rokhas.occupations.forms import EndForm, SeenForm
from rokhas.occupations.models import Cessation, Occupation
from rokhas.occupations.queries import life, renewals
from rokhas.ui.http import Request, actor_of, signed_in
from rokhas.ui.slots import Filling


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def occupation(request: Request, number: str) -> HttpResponseBase:
    """The term, what each year owes, the renewal and the end; the office that was asked answers the end that is declared."""
    dossier, running = _running(request, number)
    declared = life.last_cessation(running)
    form = _seen(request, running, declared)
    if request.method == "POST":
        if form is None or declared is None:
            raise Http404
        if form.run(ending.answer_end, declared, by=request.actor):
            messages.success(request, _("Your answer is given: the holder reads it."))
            return redirect("occupations:occupation", number)
    fees, renewal = list(running.fees.select_related("order")), renewals.standing(dossier, request.actor)
    under_way = renewal.request if renewal and not renewal.granted else None
    may_end = running.is_running and policy.may_declare_end(request.actor, dossier)
    context = _around(request, dossier) | {
        "running": running,
        "until": life.last_day(dossier),
        "fees": fees,
        "to_pay": life.first_due(fees) if is_party(request.actor, dossier) else None,
        "renewal": renewal,
        "may_renew": policy.may_renew(request.actor, dossier),
        "may_end": may_end and under_way is None,
        "not_yet": str(RenewalUnderWay(number=under_way.number or "")) if may_end and under_way else "",
        "declared": declared,
        "form": form,
        "today": request.actor.today(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "occupations/occupation.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: Request, number: str) -> HttpResponseBase:
    """What the renewal takes over; POST opens its draft, or goes on with the one that is open."""
    dossier, running = _running(request, number)
    standing = renewals.standing(dossier, request.actor)
    if standing is None or not policy.may_renew(request.actor, dossier):
        raise Http404
    if request.method == "POST" and standing.may_begin:
        draft = renewing.begin_renewal(dossier, by=request.actor)
        messages.success(
            request, _("The renewal is ready to be read again: change what has changed, then deposit it.")
        )
        return redirect("dossiers:check", draft.pk)
    context = _around(request, dossier) | {
        "running": running,
        "renewal": standing,
        "draft": renewals.draft_of(dossier, request.actor),
        "files": renewals.taken_over(dossier, request.actor.today()),
    }
    return render(
        request, "occupations/renewal.html", context, status=409 if request.method == "POST" else 200
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, number: str) -> HttpResponseBase:
    """The holder declares the last day and undertakes to give the place back."""
    dossier, running = _running(request, number)
    asked = dossier.procedure.occupation
    if asked is None or asked.cessation is None or not policy.may_declare_end(request.actor, dossier):
        raise Http404
    first = max(request.actor.today(), begins_on(dossier, running.since))
    form = EndForm(request.POST or None, initial={"on": first})
    if request.method == "POST" and form.run(ending.declare_end, dossier, by=request.actor):
        messages.success(request, _("The end is declared: the office will see the place, then answer you."))
        return redirect("occupations:occupation", number)
    context = _around(request, dossier) | {
        "running": running,
        "undertaking": words(asked.cessation.undertaking),
        "renewal": renewals.granted_renewal(dossier),
        "form": form,
    }
    return render(request, "occupations/end.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def receipt(request: Request, number: str, rank: int) -> HttpResponseBase:
    """The proof that a year was paid, to print."""
    dossier, _running_one = _running(request, number)
    fee = life.fee_of(dossier, rank)
    if fee is None or fee.paid_at is None:
        raise Http404
    pdf = print_paper(life.receipt(fee, dossier), specimen=False)
    named = f'inline; filename="{dossier.number}-A{rank}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": named})


def beside_case(request: HttpRequest, dossier: Any) -> Filling | None:
    """The occupation, beside its case: until when it runs, what it owes, and the way to its page. One query."""
    if not isinstance(dossier, Dossier) or not policy.had_life(dossier):
        return None
    running = life.beside(dossier)
    if running is None:
        return None
    actor = actor_of(request)
    return "occupations/beside.html", {
        "dossier": dossier,
        "running": running,
        "is_party": is_party(actor, dossier),
        "is_holder": policy.may_declare_end(actor, dossier) or policy.may_renew(actor, dossier),
    }


def _running(request: Request, number: str) -> tuple[Dossier, Occupation]:
    dossier = life.in_sight(request.actor, number)
    running = life.occupation_of(dossier) if dossier else None
    if dossier is None or running is None:
        raise Http404
    if request.method == "GET" and request.actor.person_id is not None:
        Consultation.note(dossier, request.actor.person_id, "occupation", request.actor.now())
    return dossier, running


def _seen(request: Request, running: Occupation, declared: Cessation | None) -> SeenForm | None:
    if declared is None or not declared.is_open or not running.is_running:
        return None
    if not policy.may_answer_end(request.actor, declared):
        return None
    return SeenForm(request.POST or None)


def _around(request: Request, dossier: Dossier) -> dict[str, Any]:
    return {
        "dossier": dossier,
        "name": words(dossier.procedure.names),
        "title": title_of(dossier),
        "frame": frame(request.actor),
    }
