"""Which authorisation for my activity? The search, the tree, and the page of each activity."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rokhas.ui.http import Request, public
from rokhas.web.queries.activities import find, leaf, tree

LONGEST = 100


@public
@require_safe
def activities(request: Request) -> HttpResponse:
    """What `?q=` finds, or the level of the tree that `?under=` names."""
    today = request.actor.today()
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = find(text, today) if text else []
    under = "" if found else request.GET.get("under", "")
    level = tree(under, today)
    if level is None:
        raise Http404
    return render(request, "web/activities.html", {"text": text, "found": found, "tree": level})


@public
@require_safe
def activity(request: Request, code: str) -> HttpResponse:
    """One activity: the authorisation that it asks, why, and how sure that is."""
    found = leaf(code, request.actor.today())
    if found is None:
        raise Http404
    return render(request, "web/activity.html", {"leaf": found})
