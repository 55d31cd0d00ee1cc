"""For those who run the platform, and for robots: plain text, no template."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rokhas.ui.http import Request, public
from rokhas.web.queries.health import state

PLAIN = "text/plain; charset=utf-8"
# Nothing here is for a search engine: they are forms and what a code opens.
CLOSED = ("/track/", "/verify/", "/sign-in/", "/account/", "/language/", "/health/")


@public
@never_cache
@require_safe
def health(request: Request) -> HttpResponse:
    """`database ok`, `worker-lag-seconds N`, `dead-letters N`, one a line; 503 when the database does not answer."""
    try:
        now = state(request.actor.now())
    except DatabaseError:
        return HttpResponse("database away\n", content_type=PLAIN, status=503)
    lines = ["database ok", f"worker-lag-seconds {now.worker_lag}", f"dead-letters {now.dead_letters}"]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


@public
@require_safe
def robots(request: Request) -> HttpResponse:
    """A demonstration asks to be left out of search engines altogether: nothing in it may pass for real."""
    closed = CLOSED if settings.ROKHAS_MODE == "production" else ("/",)
    return HttpResponse(
        "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in closed), content_type=PLAIN
    )


@public
@require_safe
def security(request: Request) -> HttpResponse:
    """RFC 9116; absent until someone is named to be written to."""
    if not settings.ROKHAS_SECURITY_CONTACT:
        raise Http404
    expires = request.actor.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=90)
    lines = [
        f"Contact: {settings.ROKHAS_SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, ar, en",
        f"Canonical: {settings.PUBLIC_URL.rstrip('/')}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)
