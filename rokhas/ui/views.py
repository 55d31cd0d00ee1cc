"""Pages of the room itself: the change of language, and the style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from rokhas.ui.http import Request, public

ONE_YEAR = 365 * 24 * 3600


@public
@require_safe
def language(request: Request, code: str) -> HttpResponse:
    """Keep the language in a cookie and go back to the page; a plain link, so that it works without scripts."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    after = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        after = "/"
    response = redirect(after)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=ONE_YEAR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
