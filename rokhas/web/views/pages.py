"""Pages that say who we are and how to use the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rokhas.ui.http import Request, public


def _said(request: Request, template: str) -> HttpResponse:
    contacts = {
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
    return _said(request, "web/privacy.html")


@public
@require_safe
def legal(request: Request) -> HttpResponse:
    return _said(request, "web/legal.html")
