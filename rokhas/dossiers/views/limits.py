"""A governor sets a time limit to a late office; a desk extends a legal maximum; a party asks for the certificate of silence."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rokhas.dossiers import policy
from rokhas.dossiers.actions.extensions import extend_maximum
from rokhas.dossiers.actions.limits import certify_silence, set_time_limit
from rokhas.dossiers.errors import AgencyOpinionRequired
from rokhas.dossiers.forms.extensions import ExtensionForm
from rokhas.dossiers.forms.limits import TimeLimitForm
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.queries.extensions import causes, extended, foreseen, running
from rokhas.dossiers.queries.sight import late_tasks
from rokhas.dossiers.views.case import look
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def time_limit(request: Request, pk: int) -> HttpResponse:
    """The late step, what was asked before, and the day that is asked now."""
    if not policy.may_oversee(request.actor):
        raise Http404
    late = late_tasks(request.actor, request.actor.today()).exclude(office=None)
    task = get_object_or_404(late.select_related("dossier__unit", "office"), pk=pk)
    form = TimeLimitForm(request.POST or None)
    if request.method == "POST" and form.run(set_time_limit, task, by=request.actor):
        messages.success(request, _("The time limit is set. The office is told."))
        return redirect("dossiers:dossier", task.dossier.number)
    context = {
        "task": task,
        "step": task.step.names.in_(get_language() or "fr"),
        "limits": task.time_limits.all(),
        "form": form,
    }
    return render(request, "dossiers/time_limit.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: Request, number: str) -> HttpResponseBase:
    """The desk extends the legal maximum, once: what it is, what it would be, the cause that the text foresees, and why."""
    seen = look(request, number, "extension", whole_file=True, beyond_copy=True)
    dossier = seen.dossier
    if foreseen(dossier) is None:
        raise Http404
    if not policy.may_extend(request.actor, dossier):
        raise PermissionDenied
    form = ExtensionForm(causes(dossier), request.POST or None)
    if request.method == "POST" and form.run(extend_maximum, dossier, by=request.actor):
        messages.success(request, _("The legal delay is extended. The applicant is told."))
        return redirect("dossiers:dossier", number)
    now = None if dossier.extended_since else running(dossier)
    if now is not None and now.until < request.actor.today():
        now = None
    answer = seen.page("extension", form=form, now=now, given=extended(dossier))
    answer.status_code = 422 if form.errors else 200
    return answer


@signed_in
@require_POST
def silence(request: Request, number: str) -> HttpResponse:
    """A party asks for the certificate of silence; a refusal says what is missing."""
    dossier = get_object_or_404(Dossier.objects.of_party(request.actor).lodged(), number=number)
    try:
        paper = certify_silence(dossier, by=request.actor)
    except AgencyOpinionRequired:
        messages.error(
            request,
            _(
                "No certificate: the favourable opinion of the urban agency is not on file and is never presumed."
            ),
        )
        return redirect("dossiers:history", number)
    return redirect("dossiers:paper", number, paper.pk)
