"""The zoning for the maps of the pages: public, kept by browsers, no faster than a person moves a map."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rokhas.kernel.limits import Limit
from rokhas.ui.http import Request, public
from rokhas.ui.middleware import same_for_all
from rokhas.ui.visitors import reads_too_fast
from rokhas.zoning import queries

MOVES = Limit("zoning-drawing", allowed=60, seconds=60)
_HOUR = 3600


@public
@require_safe
def drawing(request: Request) -> HttpResponseBase:
    """`?box=west,south,east,north` (degrees) → the zones and easements of the approved plans there, as GeoJSON."""
    box = queries.box_of(request.GET.get("box", ""))
    if box is None:
        return _problem(_("Give a box: west, south, east, north, in degrees."), 422)
    if reads_too_fast(request, MOVES):
        return _problem(_("The map moves too fast. Wait a minute, then move it again."), 429)
    now = queries.stamp()
    etag = queries.etag(box, now)
    known = etag in parse_etags(request.headers.get("If-None-Match", ""))
    response = (
        HttpResponseNotModified()
        if known
        else HttpResponse(queries.drawing(box, now), content_type="application/geo+json")
    )
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=_HOUR)
    return same_for_all(response)


def _problem(said: str, status: int) -> JsonResponse:
    problem = {"title": said, "status": status}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
