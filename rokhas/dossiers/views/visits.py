"""The page of a visit: its day is fixed, then what was seen is said."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rokhas.dossiers import policy
from rokhas.dossiers.actions import visits
from rokhas.dossiers.forms.visits import ReportForm, ScheduleForm
from rokhas.dossiers.models import Visit
from rokhas.dossiers.views.desk import already_answered, held_task, sheet_page
from rokhas.ui.http import Request, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: Request, pk: int) -> HttpResponseBase:
    """The day may be changed until the visit is reported; the report is offered from that day on."""
    found = held_task(request, pk, policy.may_visit)
    if not found.is_open:
        return already_answered(request, found)
    fixed, today = Visit.objects.filter(task=found).first(), request.actor.today()
    asked = request.POST.get("act", "")
    schedule = ScheduleForm(
        request.POST if asked == "schedule" else None,
        initial={"on": fixed.on if fixed else visits.first_day(found, today)},
    )
    report = ReportForm(found, request.POST if asked == "report" else None)
    if asked == "schedule" and schedule.run(visits.schedule_visit, found, by=request.actor):
        messages.success(request, _("The visit is fixed; the parties and the members are told."))
        return redirect("dossiers:visit", pk)
    if asked == "report" and report.run(visits.report_visit, found, by=request.actor):
        messages.success(request, _("The report of the visit is recorded."))
        return redirect("dossiers:dossier", found.dossier.number)
    return sheet_page(
        request,
        "dossiers/desk/visit.html",
        found,
        422 if schedule.errors or report.errors else 200,
        fixed=fixed,
        schedule=schedule,
        report=report if fixed and fixed.on <= today else None,
    )
