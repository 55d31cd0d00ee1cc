"""The page of the account where applications are given tokens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rokhas.accounts.http import frame, fresh
from rokhas.api import policy
from rokhas.api.actions.tokens import create_token, revoke_token
from rokhas.api.actions.webhooks import close_webhook
from rokhas.api.forms import TokenForm
from rokhas.api.models import Token, Webhook
from rokhas.api.queries.applications import applications as own_applications
from rokhas.ui.http import Request, confirmation, signed_in
from rokhas.ui.slots import Filling


@signed_in
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: Request) -> HttpResponseBase:
    """My applications and their tokens, for whoever has just proved who they are.

    A new token is shown in the answer to its own creation, and never again.
    """
    may: dict[str, Any] = {"offered": policy.offered(request.actor), "longest": policy.longest(request.actor)}
    form = TokenForm(request.POST if request.method == "POST" else None, **may)
    written = ""
    if request.method == "POST" and form.run(create_token, by=request.actor):
        _token, written = form.result
        form = TokenForm(**may)
    context = {
        "form": form,
        "written": written,
        "rows": own_applications(request.actor.person_pk, request.actor.now()),
        "frame": frame(request.actor),
    }
    status = 422 if form.errors else 201 if written else 200
    return render(request, "api/applications.html", context, status=status)


@signed_in
@require_POST
def revocation(request: Request, pk: int) -> HttpResponse:
    own = Token.objects.filter(application__person=request.actor.person_pk).select_related("application")
    token = get_object_or_404(own, pk=pk)
    asked = confirmation(
        request,
        title=_("Revoke this token?"),
        text=_("The programs that use it stop at once. %(name)s: rokhas_%(prefix)s_…")
        % {"name": token.application.name, "prefix": token.prefix},
        button=_("Revoke the token"),
        back=reverse("api:applications"),
    )
    if asked is not None:
        return asked
    revoke_token(token, by=request.actor)
    messages.success(request, _("The token is revoked: nobody uses it any more."))
    return redirect("api:applications")


@signed_in
@require_POST
def closing(request: Request, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook.objects.filter(application__person=request.actor.person_pk), pk=pk)
    asked = confirmation(
        request,
        title=_("Close this webhook?"),
        text=_("Nothing more is announced to %(url)s.") % {"url": webhook.url},
        button=_("Close the webhook"),
        back=reverse("api:applications"),
    )
    if asked is not None:
        return asked
    close_webhook(webhook, by=request.actor)
    messages.success(request, _("The webhook is closed: nothing is announced there any more."))
    return redirect("api:applications")


def panel(request: HttpRequest, subject: object) -> Filling | None:
    """The way to the page, on one's account. No query."""
    return "api/_panel.html", {}
