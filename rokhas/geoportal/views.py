"""The public pages of granted permits."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rokhas.geoportal.forms import PermitsForm
from rokhas.geoportal.queries import Wanted, busiest, drawing, natures, page, view_of, wanted
from rokhas.geoportal.queries.map import within
from rokhas.geoportal.schema import side
from rokhas.kernel.limits import Limit
from rokhas.ui.http import Request, public, too_many
from rokhas.ui.visitors import reads_too_fast

# The map and its pages are read; the whole of them has its address in the programming interface, counted there.
READ = Limit("permits", allowed=40, seconds=60)


@public
@require_safe
def permits(request: Request) -> HttpResponseBase:
    """The permits of a commune, on a map and in a list that says the same; or which commune."""
    if request.GET.get("unit") and reads_too_fast(request, READ):
        return too_many(request)
    today = request.actor.today()
    known = natures(today)
    if not request.GET.get("unit"):
        context = {"form": PermitsForm(natures=known), "busiest": busiest(), "side": side()}
        return render(request, "geoportal/permits.html", context)
    form = PermitsForm(request.GET, natures=known)
    if not form.is_valid():
        context = {"form": form, "busiest": busiest(), "side": side()}
        return render(request, "geoportal/permits.html", context, status=422)
    asked = Wanted(**form.cleaned_data)
    rows, view = wanted(asked), view_of(request.GET.get("view", ""))
    lines, after = page(within(rows, view) if view else rows, request.GET.get("after", ""), today)
    context = {
        "form": form,
        "asked": asked,
        "drawing": drawing(asked, view),
        "view": view,
        "lines": lines,
        "after": after,
        "is_first": not request.GET.get("after"),
        "address": _address(form.data),
        "side": side(),
    }
    return render(request, "geoportal/permits.html", context)


def _address(given: Any) -> str:
    """What was asked, for the links of the page: the place within it is added by each."""
    names = ("unit", "nature", "since", "until")
    return urlencode({name: given.get(name) for name in names if given.get(name)})
