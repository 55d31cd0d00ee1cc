"""The catalogue, and the public sheet of each procedure."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rokhas.dossiers.queries.periods import closed
from rokhas.procedures import queries
from rokhas.procedures.errors import UnknownProcedure
from rokhas.ui.http import Request, public
from rokhas.web.queries.catalogue import catalogue as families
from rokhas.web.queries.diagram import diagram
from rokhas.web.queries.sheet import sheet as sheet_of


@public
@require_safe
def catalogue(request: Request) -> HttpResponse:
    """The procedures that exist, all of them or those that answer `?q=`."""
    text = request.GET.get("q", "").strip()[:100]
    today = request.actor.today()
    found = families(today, text)
    context = {"text": text, "families": found or families(today), "nothing": bool(text) and not found}
    return render(request, "web/procedures.html", context)


@public
@require_safe
def sheet(request: Request, code: str) -> HttpResponse:
    """One procedure, as its file in force says."""
    try:
        procedure = queries.current(code, request.actor.today())
    except UnknownProcedure as unknown:
        raise Http404 from unknown
    today = request.actor.today()
    context = {
        "sheet": sheet_of(procedure, today),
        "diagram": diagram(procedure),
        "closed": closed(procedure, today),
    }
    return render(request, "web/procedure.html", context)
