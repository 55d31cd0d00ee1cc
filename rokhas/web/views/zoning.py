"""What may be built here? The indicative note of planning information, as a page and as a paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rokhas.documents.actions import render as typeset
from rokhas.kernel.limits import Limit
from rokhas.territory.forms import ParcelForm, SoughtForm
from rokhas.territory.queries import Found
from rokhas.territory.schema import parse_number
from rokhas.territory.views import LOOKS
from rokhas.ui.http import Request, public, too_many
from rokhas.ui.visitors import reads_too_fast, visitor
from rokhas.web.queries.zoning import Note, note_of, paper
from rokhas.zoning.queries import layers_of, told_of

SOUGHT = "sought"
_FIELDS = ("commune", "lon", "lat", "x", "y")
# A paper is work: it is typeset for whoever asks.
PAPERS = Limit("planning-note", allowed=20)
# A place is found faster than anybody reads its rules, and no zoning is copied from here point by point.
READ = Limit("zoning", allowed=40, seconds=60)


@public
@require_safe
def zoning(request: Request) -> HttpResponseBase:
    """Find a land by a click, coordinates or its title, then read what the zoning says of it."""
    if SOUGHT not in request.GET and not any(request.GET.get(name) for name in _FIELDS):
        return _page(request)
    if reads_too_fast(request, READ):
        return too_many(request)
    if SOUGHT in request.GET:
        return _sought(request)
    form = ParcelForm(request.GET)
    place = form.place() if form.is_valid() else None
    if place is None:
        return _page(request, 422, form=form)
    if place.point is None:
        return _page(request, form=form, commune=place.unit, layers=told_of(layers_of(place.unit.pk)))
    found = Found(place.point.lon, place.point.lat, place.found or place.unit)
    return _page(request, form=form, note=note_of(found, request.actor.today()))


@public
@require_safe
def note(request: Request) -> HttpResponseBase:
    """The note of a point, or of a title, as a PDF."""
    if PAPERS.is_reached(visitor(request)):
        return too_many(request)
    found = _place(request)
    said = note_of(found, request.actor.today()) if found else None
    if said is None or not said.answers:
        raise Http404
    PAPERS.note(visitor(request))
    pdf = typeset(paper(said, get_language() or "fr", request.actor), specimen=False)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="note.pdf"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _sought(request: Request) -> HttpResponseBase:
    search = SoughtForm(request.GET)
    if not search.is_valid():
        return _page(request, 422, search=search)
    if parse_number(search.cleaned_data[SOUGHT]) and not _may_look(request, search):
        return _page(request, 422, search=search)
    found = search.found()
    if len(found) != 1:
        return _page(request, search=search, several=found, nothing=not found)
    return _page(request, search=search, note=note_of(found[0], request.actor.today()))


def _may_look(request: Request, search: SoughtForm) -> bool:
    """The register of titles answers people who have signed in, and no faster than one reads: it is not copied from here."""
    whom = request.actor.person_id
    if whom is None:
        search.add_error(
            SOUGHT, _("Sign in to look for a title number; coordinates and the map are open to all.")
        )
    elif LOOKS.is_reached(str(whom)):
        search.add_error(SOUGHT, _("You have looked at many places. Wait a minute, then try again."))
    else:
        LOOKS.note(str(whom))
        return True
    return False


def _place(request: Request) -> Found | None:
    """The one place that the address of a paper names."""
    if SOUGHT in request.GET:
        search = SoughtForm(request.GET)
        titled = search.is_valid() and parse_number(search.cleaned_data[SOUGHT])
        found = search.found() if search.is_valid() and (not titled or _may_look(request, search)) else []
        return found[0] if len(found) == 1 else None
    form = ParcelForm({name: request.GET.get(name, "") for name in ("lon", "lat")})
    point = form.place().point if form.is_valid() else None
    return Found(point.lon, point.lat, form.place().unit) if point else None


def _page(request: Request, status: int = 200, **context: Any) -> HttpResponseBase:
    said: Note | None = context.get("note")
    context["search"] = context.get("search") or SoughtForm()
    if context.get("form") is None:
        context["form"] = ParcelForm(initial=_initial(said) if said else None)
    context["parcels"] = said.drawn if said else []
    return render(request, "web/zoning.html", context, status=status)


def _initial(said: Note) -> dict[str, str]:
    return {"lon": f"{said.place.lon:.6f}", "lat": f"{said.place.lat:.6f}"}
