"""The edge of signing: pages that talk to the agent, and refusals that scripts read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseBase, JsonResponse

from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def with_agent(view: View[P]) -> View[P]:
    """Let the page reach the local signing agent, and nothing else outside. Goes under `signed_in`."""

    @functools.wraps(view)
    def reaching(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        address = urlsplit(settings.SIGNING_AGENT_URL)
        # Read by the middleware of django-csp, as its decorator `csp_update` would set it; the setting is read at each request.
        response._csp_update = {"connect-src": f"{address.scheme}://{address.netloc}"}  # type: ignore[attr-defined]
        return response

    return reaching


def problem(refused: Refused, status: int = 0) -> JsonResponse:
    """A refusal as RFC 9457 `application/problem+json`, with its stable `code`."""
    status = status or refused.status
    body = {
        "type": "about:blank",
        "title": str(refused),
        "detail": "",
        "status": status,
        "code": refused.code,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
