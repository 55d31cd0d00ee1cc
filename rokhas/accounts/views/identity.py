"""The way to the national identity, and back."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from rokhas.accounts.providers.identity import back_from_the_provider, to_the_provider
from rokhas.ui.http import Request, public


@public
@require_http_methods(["GET", "HEAD", "POST"])
def goes_there(request: Request, provider_id: str) -> HttpResponseBase:
    """Say where the button leads, then go there."""
    return to_the_provider(request, provider_id)


@public
@require_safe
def comes_back(request: Request, provider_id: str) -> HttpResponseBase:
    """Sign in, or link, whoever proved who they are at the provider."""
    return back_from_the_provider(request, provider_id)
