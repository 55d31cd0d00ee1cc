"""What anybody may read: the enquiries that are open, the notice of each, its printed form."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rokhas.documents.http import deliver
from rokhas.enquiries import policy
from rokhas.enquiries.models import Enquiry
from rokhas.enquiries.queries import shown
from rokhas.territory.models import Unit
from rokhas.ui.http import Request, public

PAGE = 25


@public
@require_safe
def enquiries(request: Request) -> HttpResponse:
    """The enquiries that may be consulted, everywhere or in one commune (`?commune=` its code)."""
    today = request.actor.today()
    asked = request.GET.get("commune", "")[:20]
    unit = Unit.objects.filter(code=asked).first() if asked else None
    everywhere = shown.public_list(today)
    found = shown.public_list(today, unit) if unit else everywhere
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [shown.shown(each, today) for each in page.object_list]
    drawn = shown.placed(unit, list(page.object_list)) if unit else None
    context = {
        "page": page,
        "rows": list(zip(rows, drawn.places if drawn else [None] * len(rows), strict=True)),
        "map": drawn,
        "unit": unit,
        "communes": shown.communes(everywhere),
    }
    return render(request, "enquiries/list.html", context)


@public
@require_safe
def notice(request: Request, pk: int) -> HttpResponse:
    """The notice: what is asked and where, until when, where to read the file, how to be heard; the commune drawn."""
    enquiry = found(pk)
    actor = request.actor
    told = shown.shown(enquiry, actor.today())
    context = {
        "told": told,
        "enquiry": enquiry,
        "map": shown.drawn(enquiry),
        "law": shown.law_of(enquiry.task),
        "has_poster": shown.public_poster(enquiry, actor.today()) is not None,
        "mine": shown.opposition_of(enquiry, actor) if actor.person_id else None,
        "may_speak": told.is_open and (actor.person_id is None or policy.may_oppose(actor, enquiry)),
    }
    return render(request, "enquiries/notice.html", context)


@public
@require_safe
def poster(request: Request, pk: int) -> HttpResponseBase:
    """The notice as it is posted at the commune (A3); a 404 once it would name somebody for nothing."""
    document = shown.public_poster(found(pk), request.actor.today())
    if document is None:
        raise Http404
    return deliver(document, request=request, inline=True)


def found(pk: int) -> Enquiry:
    """An enquiry that is public; a 404 otherwise."""
    enquiry = shown.find(pk)
    if enquiry is None:
        raise Http404
    return enquiry
