"""How a refusal is contested, and answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.documents.http import deliver, receive_form_files
from rokhas.dossiers import policy
from rokhas.dossiers.actions import appeals as acts
from rokhas.dossiers.actions.rulings import prepare_answer
from rokhas.dossiers.forms.rulings import AnswerForm, AppealForm
from rokhas.dossiers.models import AppealPiece, Ruling
from rokhas.dossiers.queries.appeals import Way, waiting_pieces, ways
from rokhas.dossiers.queries.rulings import reasons_offered
from rokhas.dossiers.views.case import Seen, look, noted
from rokhas.dossiers.views.rulings import ruled
from rokhas.procedures.schema import remedies
from rokhas.signing.http import with_agent
from rokhas.ui.http import Request, signed_in


@signed_in
@require_safe
def appeals(request: Request, number: str) -> HttpResponse:
    """Every way to contest the refusal: until when, what was filed, what was answered."""
    seen = _seen(request, number)
    found = ways(seen.dossier, request.actor.today())
    mine = {
        way.appeal.pk
        for way in found
        if way.stands and way.appeal and policy.may_answer_appeal(request.actor, way.appeal)
    }
    return seen.page("appeals", ways=found, mine=mine, party=policy.is_party(request.actor, seen.dossier))


@signed_in
@with_agent
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: Request, number: str, code: str) -> HttpResponseBase:
    """One way: the applicant files, whoever is seized answers, the others read."""
    seen = _seen(request, number)
    way = next((each for each in ways(seen.dossier, request.actor.today()) if each.remedy.code == code), None)
    if way is None:
        raise Http404
    if way.appeal is None:
        return _filing(request, seen, way)
    pieces = list(way.appeal.pieces.select_related("document"))
    if not way.stands or not policy.may_answer_appeal(request.actor, way.appeal):
        return seen.page("appeal", way=way, pieces=pieces)
    prepared = Ruling.objects.filter(appeal=way.appeal).select_related("paper").first()
    offered = reasons_offered(seen.dossier.procedure, Ruling.Kind.ANSWER)
    form = AnswerForm(offered, request.POST or None, ruling=prepared)
    if request.method == "POST" and form.run(prepare_answer, way.appeal, by=request.actor):
        return redirect(request.path)
    return ruled(request, seen, "appeal", form, prepared, way=way, pieces=pieces, may_answer=True)


@signed_in
@require_safe
def file(request: Request, number: str, code: str, pk: int, name: str) -> HttpResponseBase:
    """The bytes of a file of an appeal. The name is for people: it decides nothing."""
    seen = _seen(request, number)
    rows = AppealPiece.objects.filter(appeal__dossier=seen.dossier, appeal__code=code).select_related(
        "document"
    )
    return noted(seen, "appeal", deliver(get_object_or_404(rows, pk=pk).document, request=request))


def _seen(request: Request, number: str) -> Seen:
    return look(request, number, "appeal", whole_file=True, beyond_copy=True)


def _filing(request: Request, seen: Seen, way: Way) -> HttpResponseBase:
    if way.until is None or not policy.may_appeal(request.actor, seen.dossier):
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST":
        form.full_clean()
        if receive_form_files(request, form, purpose=acts.CODE, about=str(seen.dossier.pk)) and form.run(
            acts.file_appeal, seen.dossier, by=request.actor, code=way.remedy.code
        ):
            messages.success(request, _("Your appeal is filed. Its receipt is being printed."))
            return redirect("dossiers:appeals", seen.dossier.number)
    context: dict[str, Any] = {
        "way": way,
        "form": form,
        "effect": remedies().effect,
        "waiting": waiting_pieces(seen.dossier, request.actor),
        "most": acts.MOST_FILES,
        "largest": acts.LARGEST,
    }
    answer = seen.page("appeal", **context)
    answer.status_code = 422 if form.is_bound else 200
    return answer
