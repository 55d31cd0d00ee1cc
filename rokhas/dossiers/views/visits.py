"""The pages of a visit: its day is fixed, what was seen is said, then read by the parties and the offices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rokhas.documents.errors import EmptyFile
from rokhas.documents.http import deliver, receive_form_files
from rokhas.dossiers import policy
from rokhas.dossiers.actions import photographs, uploads, visits
from rokhas.dossiers.forms.visits import PhotoForm, ReportForm, ScheduleForm
from rokhas.dossiers.models import Visit, VisitPhoto
from rokhas.dossiers.queries.visits import Found, findings
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.views.case import Seen, look, noted
from rokhas.dossiers.views.desk import already_answered, held_task, sheet_page
from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request, pk: int) -> HttpResponseBase:
    """The day may be changed until the visit is reported; the report is offered from that day on."""
    found = held_task(request, pk, policy.may_visit)
    if not found.is_open:
        return already_answered(request, found)
    fixed, today = Visit.objects.filter(task=found).first(), request.actor.today()
    asked, first = request.POST.get("act", ""), visits.first_day(found, today)
    called = visits.called(found)
    schedule = ScheduleForm(
        request.POST if asked == "schedule" else None,
        is_fixed=fixed is not None,
        initial={"on": fixed.on if fixed else first},
    )
    report = ReportForm(found, called, request.POST if asked == "report" else None)
    if asked == "schedule" and schedule.run(visits.schedule_visit, found, by=request.actor):
        messages.success(request, _("The visit is fixed; the parties and the members are told."))
        return redirect("dossiers:visit", pk)
    if asked == "report" and report.run(visits.report_visit, found, by=request.actor):
        messages.success(request, _("The report of the visit is recorded."))
        return redirect("dossiers:visits", found.dossier.number)
    return sheet_page(
        request,
        "dossiers/desk/visit.html",
        found,
        422 if schedule.errors or report.errors else 200,
        fixed=fixed,
        first=first,
        notice=found.step.notice,
        laws={
            name: cited(found.dossier.procedure, delay.law)
            for name, delay in (("notice", found.step.notice), ("announced", found.step.announced))
            if delay
        },
        told_by=visits.told_by(found) if fixed is None else None,
        announced=found.step.announced,
        today=today,
        called=called,
        schedule=schedule,
        report=report if fixed and fixed.on <= today else None,
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visits_of(request: Request, number: str) -> HttpResponseBase:
    """What was seen, point by point, who came, the photographs; whoever was there adds theirs until the conclusion."""
    seen = _seen(request, number)
    found = findings(seen.dossier)
    current = next((each for each in found if _adds(request, each)), None)
    form = PhotoForm(current.visit.task, request.POST or None) if current else None
    if request.method == "POST":
        if current is None or form is None:
            raise Http404
        if _received(request, form, current.visit):
            messages.success(request, _("The photographs are added to the visit."))
            return redirect("dossiers:visits", number)
    return _page(request, seen, found, current, form)


@signed_in
@require_safe
def photo(request: Request, number: str, pk: int, name: str) -> HttpResponseBase:
    """The bytes of a photograph. The name is for people: it decides nothing."""
    seen = _seen(request, number)
    rows = VisitPhoto.objects.filter(visit__task__dossier=seen.dossier).select_related("document")
    found = get_object_or_404(rows, pk=pk)
    return noted(seen, f"photo-{found.pk}", deliver(found.document, request=request))


@signed_in
@require_POST
def photo_removal(request: Request, number: str, pk: int) -> HttpResponse:
    """Whoever sent it takes it back."""
    seen = _seen(request, number)
    rows = VisitPhoto.objects.filter(visit__task__dossier=seen.dossier, added_by=request.actor.person_id)
    found = get_object_or_404(rows.select_related("visit__task"), pk=pk)
    try:
        photographs.remove_photo(found, by=request.actor)
        messages.success(request, _("The photograph is taken back."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("dossiers:visits", number)


def _seen(request: Request, number: str) -> Seen:
    return look(request, number, "visits", whole_file=True, beyond_copy=True)


def _adds(request: Request, found: Found) -> bool:
    """Whether the reader may photograph this visit now."""
    begun = found.visit.on <= request.actor.today() and not photographs.is_over(found.visit)
    return begun and policy.may_photograph(request.actor, photographs.site_of(found.visit))


def _received(request: Request, form: PhotoForm, visit: Visit) -> bool:
    if not form.is_valid():
        return False
    if not request.FILES.getlist("files"):
        form.refuse(EmptyFile())
        return False
    return receive_form_files(
        request,
        form,
        purpose=uploads.PHOTO,
        about=str(visit.task_id),
        metadata={"point": form.cleaned_data["point"]},
    )


def _page(
    request: Request, seen: Seen, found: list[Found], current: Found | None, form: PhotoForm | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "visits": found,
        "adding": current.visit if current else None,
        "form": form,
        "me": request.actor.person_id,
        "most": photographs.MOST,
        "largest": uploads.LARGEST_PHOTO,
    }
    answer = seen.page("visits", **context)
    answer.status_code = 422 if form is not None and form.errors else 200
    return answer
