"""Follow a dossier by its number and its code, without signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rokhas.kernel.limits import Guesses
from rokhas.kernel.references import read_number
from rokhas.ui.http import Request, public, too_many
from rokhas.ui.visitors import visitor
from rokhas.web.forms import TrackForm
from rokhas.web.queries import tracking

WRONG_CODES = Guesses("track")
SHOWN = "rokhas_track"
SHOWN_SECONDS = 30 * 60


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Request, number: str = "") -> HttpResponseBase:
    """The form, then the dossier whose code was given: a signed cookie keeps it in sight for half an hour, in both languages."""
    number = read_number(number)
    if request.method == "POST":
        return _try(request)
    dossier = tracking.lodged(number) if number and _shown(request) == number else None
    if dossier is None:
        return render(request, "web/track.html", {"form": TrackForm(initial={"number": number})})
    return render(request, "web/tracked.html", {"tracked": tracking.tracked(dossier, request.actor.today())})


def _try(request: Request) -> HttpResponse:
    form = TrackForm(request.POST)
    who, what = visitor(request), read_number(form.data.get("number", ""))
    if WRONG_CODES.are_spent(who, what):
        return too_many(request)
    if form.run(tracking.identify):
        response = redirect("web:tracked", form.result.number)
        response.set_signed_cookie(
            SHOWN,
            form.result.number,
            max_age=SHOWN_SECONDS,
            path="/track/",
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response
    if form.is_valid() or "code" in form.cleaned_data:
        WRONG_CODES.note(who, what)
    return render(request, "web/track.html", {"form": form}, status=422)


def _shown(request: Request) -> str:
    return request.get_signed_cookie(SHOWN, default="", max_age=SHOWN_SECONDS) or ""
