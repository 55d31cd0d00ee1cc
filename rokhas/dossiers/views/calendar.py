"""The calendar by which delays are counted, kept by the administrator of the platform: ahead and afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rokhas.accounts.models import OfficeKind
from rokhas.dossiers.models import Task
from rokhas.kernel.errors import Refused
from rokhas.territory import policy
from rokhas.territory.actions import decide_day, withdraw_day
from rokhas.territory.forms import DayForm
from rokhas.territory.models import Holiday
from rokhas.territory.queries import year_of_closures
from rokhas.ui.http import Request, signed_in

FIRST_YEAR, YEARS_AHEAD = 2020, 5


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def closed_days(request: Request) -> HttpResponse:
    """The days of a year, who decided each, and the form that decides one."""
    if not policy.may_keep_calendar(request.actor):
        raise Http404
    today = request.actor.today()
    form = DayForm(request.POST or None, office_kinds=OfficeKind.choices)
    if request.method == "POST" and form.run(decide_day, by=request.actor):
        day = form.result.date
        moving = Task.objects.counted_across(day).count()
        messages.success(
            request,
            _(
                "Written down. Deadlines under way that are counted across that day are looked at again: %(n)s."
            )
            % {"n": moving},
        )
        return redirect(f"{request.path}?year={day.year}")
    asked = request.GET.get("year", "")
    years = range(FIRST_YEAR, today.year + YEARS_AHEAD + 1)
    year = int(asked) if asked.isdecimal() and int(asked) in years else today.year
    context = {
        "form": form,
        "year": year,
        "before": year - 1 if year - 1 in years else None,
        "after": year + 1 if year + 1 in years else None,
        "days": year_of_closures(year),
        "decisions": Holiday.objects.decided_in(year),
        "kinds": OfficeKind.choices,
        "today": today,
    }
    return render(request, "dossiers/calendar.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def withdrawal(request: Request, pk: int) -> HttpResponse:
    """A decision no longer holds; the days that it moved are counted again."""
    if not policy.may_keep_calendar(request.actor):
        raise Http404
    decision = get_object_or_404(Holiday.objects.exclude(decided_at=None), pk=pk)
    try:
        withdraw_day(decision, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The decision is withdrawn. Deadlines under way are looked at again."))
    return redirect(f"{reverse('dossiers:closed-days')}?year={decision.date.year}")
