"""The search of the officers' bar: every dossier that one may open, by what it says."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rokhas.dossiers import policy
from rokhas.ui.http import Request, signed_in
from rokhas.work.queries import lists
from rokhas.work.queries.search import found, numbered


@signed_in
@require_safe
def search(request: Request) -> HttpResponseBase:
    """A whole number opens its dossier at once; words list what they are found in, the last lodged first."""
    if not policy.is_official(request.actor):
        raise Http404
    text = request.GET.get("q", "")[:100]
    exact = numbered(request.actor, text) if "after" not in request.GET else None
    if exact is not None:
        return redirect("dossiers:dossier", exact.number)
    page = lists.following_page(
        found(request.actor, text), request.actor.today(), "", request.GET.get("after", "")
    )
    asked = request.GET.copy()
    asked["after"] = page.after
    context = {
        "text": text,
        "page": page,
        "next_url": f"?{asked.urlencode()}" if page.after else "",
        "is_first": not request.GET.get("after"),
    }
    return render(request, "work/search.html", context)
