"""What is late in a province, whoever holds it, for the governor."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rokhas.dossiers import policy
from rokhas.dossiers.queries import sight
from rokhas.dossiers.queries import worklist as tasks_of
from rokhas.ui.http import Request, signed_in
from rokhas.work import actions
from rokhas.work.queries.late import Wanted, chosen, facets
from rokhas.work.queries.paper import lines
from rokhas.work.views.lists import CSV


@signed_in
@require_safe
def late(request: Request) -> HttpResponse:
    """The steps whose deadline has passed in the provinces that the governor heads, the oldest first."""
    if not policy.may_oversee(request.actor):
        raise Http404
    today = request.actor.today()
    every, wanted = sight.late_tasks(request.actor, today), Wanted.of(request.GET)
    page = tasks_of.page_of(chosen(every, wanted), today, request.GET.get("after", ""))
    holders, communes = facets(every)
    asked = request.GET.copy()
    asked["after"] = page.after
    context = {
        "page": page,
        "wanted": wanted,
        "holders": holders,
        "communes": communes,
        "next_url": f"?{asked.urlencode()}" if page.after else "",
        "is_first": not request.GET.get("after"),
    }
    return render(request, "work/late.html", context)


@signed_in
@require_safe
def export(request: Request) -> HttpResponseBase:
    """The same as a file for a spreadsheet. That it left is written down."""
    if not policy.may_oversee(request.actor):
        raise Http404
    today = request.actor.today()
    found = chosen(sight.late_tasks(request.actor, today), Wanted.of(request.GET))
    actions.note_export(by=request.actor, which="late", rows=found.count())
    response = StreamingHttpResponse(lines(found, today), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="rokhas-late-{today:%Y-%m-%d}.csv"'
    return response
