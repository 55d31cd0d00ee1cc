"""What the occupations of an officer's territory owe, by commune; the same as a file; and the ends that wait for their office."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from rokhas.occupations import policy
from rokhas.occupations.queries import dues
from rokhas.ui.http import Request, signed_in
from rokhas.work.actions import note_export

CSV = "text/csv; charset=utf-8"
STATES = {
    dues.UNPAID: _("To pay"),
    dues.LATE: pgettext_lazy("yearly fees", "Late"),
    dues.PAID: pgettext_lazy("yearly fees", "Paid"),
}


@signed_in
@require_safe
def fees(request: Request) -> HttpResponse:
    """The yearly fees: the totals of each commune, then the fees of the state that is asked, the longest due first."""
    if not policy.may_collect(request.actor):
        raise Http404
    today, state = request.actor.today(), _state(request)
    every = dues.dues(request.actor)
    page = Paginator(dues.chosen(every, state, today), dues.PAGE).get_page(request.GET.get("page"))
    context = {
        "totals": dues.by_commune(every, today),
        "page": page,
        "state": state,
        "states": STATES,
        "ends": dues.ends_to_see(request.actor)[: dues.PAGE],
        "today": today,
    }
    return render(request, "occupations/fees.html", context)


@signed_in
@require_safe
def export(request: Request) -> HttpResponseBase:
    """The fees of that state as a file for a spreadsheet. That it left is written down."""
    if not policy.may_collect(request.actor):
        raise Http404
    today = request.actor.today()
    found = dues.chosen(dues.dues(request.actor), _state(request), today)
    note_export(by=request.actor, which="yearly_fees", rows=found.count())
    response = StreamingHttpResponse(dues.lines(found, today), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="rokhas-occupations-{today:%Y-%m-%d}.csv"'
    return response


def _state(request: Request) -> str:
    asked = request.GET.get("state", dues.UNPAID)
    return asked if asked in dues.STATES else dues.UNPAID
