"""Answers in JSON for the parcel picker: search, at and boundaries are public; parcels is for people signed in."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from rokhas.kernel.limits import Limit
from rokhas.territory import queries
from rokhas.territory.forms import Point, PointForm, written
from rokhas.territory.models import Kind, Unit
from rokhas.ui.http import Request, public, signed_in

_LIMIT = 10
_LONGEST_QUERY = 80
_DAY = 24 * 3600
LOOKS = Limit("parcels", allowed=20, seconds=60)


@require_safe
@public
def search(request: Request) -> HttpResponseBase:
    """`?q=` a name or a code, `&kind=` (repeatable) → `{"results": [unit, …]}`, at most ten."""
    kinds = [kind for kind in request.GET.getlist("kind") if kind in Kind.values]
    found = queries.find(request.GET.get("q", "")[:_LONGEST_QUERY], kinds=kinds or None, limit=_LIMIT)
    response = JsonResponse({"results": [_unit(unit) for unit in found]})
    patch_cache_control(response, public=True, max_age=_DAY)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@require_safe
@public
def at(request: Request) -> HttpResponseBase:
    """`?lon=&lat=` (degrees) or `?x=&y=&zone=` (metres) → both writings of the point and the unit found there, or null."""
    form = PointForm(request.GET)
    if not form.is_valid():
        return _problem(form)
    point: Point = form.cleaned_data["point"]
    unit = queries.at_point(point.lon, point.lat)
    return JsonResponse(
        {
            "lon": round(point.lon, 6),
            "lat": round(point.lat, 6),
            "lambert": {"zone": point.zone, "x": round(point.x, 1), "y": round(point.y, 1)},
            "unit": _unit(unit) if unit else None,
        }
    )


@signed_in
@require_safe
def parcels(request: Request) -> HttpResponseBase:
    """The point of `at` → the titles of the register that hold it: number, area (m²), outline. One point at a time, and no more
    than a person clicks: the register is not copied from here."""
    whom = str(request.actor.person_pk)
    if LOOKS.is_reached(whom):
        problem = {
            "title": _("You have looked at many places. Wait a minute, then click again."),
            "status": 429,
        }
        return JsonResponse(problem, status=429, content_type="application/problem+json")
    LOOKS.note(whom)
    form = PointForm(request.GET)
    if not form.is_valid():
        return _problem(form)
    point: Point = form.cleaned_data["point"]
    found = queries.parcels_at(point.lon, point.lat)
    response = JsonResponse({"parcels": [place.drawn for place in found if place.parcel]})
    patch_cache_control(response, private=True, no_store=True)
    return response


def _etag(request: HttpRequest, code: str) -> str | None:
    text = queries.features(code)
    return None if text is None else f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


@require_safe
@public
@condition(etag_func=_etag)
def boundaries(request: Request, code: str) -> HttpResponseBase:
    """GeoJSON of what lies directly inside a unit, or of the unit itself; `MA` gives the regions."""
    text = queries.features(code)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="application/geo+json")
    patch_cache_control(response, public=True, max_age=_DAY)
    return response


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "kind": unit.kind,
        "kind_label": unit.get_kind_display(),
        "name": unit.name,
        "name_fr": unit.name_fr,
        "name_ar": unit.name_ar,
        "inside": unit.parent.name if unit.parent else "",
        "parent": unit.parent_id,
        "bbox": unit.bbox,
        "written": written(unit),
    }


def _problem(form: PointForm) -> JsonResponse:
    problem = {
        "title": " ".join(str(error) for errors in form.errors.values() for error in errors),
        "status": 422,
    }
    return JsonResponse(problem, status=422, content_type="application/problem+json")
