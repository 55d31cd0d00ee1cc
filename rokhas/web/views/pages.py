"""Pages that say who we are and how to use the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rokhas.privacy import queries
from rokhas.ui.http import Request, public
from rokhas.web.queries.health import state


def _said(request: Request, template: str, **more: Any) -> HttpResponse:
    contacts = more | {
        "publisher": settings.ROKHAS_PUBLISHER,
        "help_contact": settings.ROKHAS_HELP_CONTACT,
        "privacy_contact": settings.ROKHAS_PRIVACY_CONTACT,
        "security_contact": settings.ROKHAS_SECURITY_CONTACT,
    }
    return render(request, template, contacts)


@public
@require_safe
def help_page(request: Request) -> HttpResponse:
    return _said(request, "web/help.html")


@public
@require_safe
def accessibility(request: Request) -> HttpResponse:
    return _said(request, "web/accessibility.html")


@public
@require_safe
def privacy(request: Request) -> HttpResponse:
    """Law 09-08: who answers, for which purposes, which rights and how."""
    return _said(
        request, "web/privacy.html", collections=queries.collections(), retentions=queries.retentions()
    )


@public
@require_safe
def legal(request: Request) -> HttpResponse:
    return _said(request, "web/legal.html")


@public
@never_cache
@require_safe
def service(request: Request) -> HttpResponse:
    """How the service fares, in words; 503 when the register does not answer. Machines read `health`."""
    now = request.actor.now()
    try:
        seen = state(now)
    except DatabaseError:
        seen = None
    context = {"seen": seen, "now": now, "help_contact": settings.ROKHAS_HELP_CONTACT}
    return render(request, "web/service.html", context, status=200 if seen else 503)
