"""The order's page, the way to the treasury and back, and the treasury's own entry."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from rokhas.accounts.http import frame, next_look
from rokhas.kernel.actor import system
from rokhas.kernel.errors import Refused
from rokhas.payments import actions, policy, queries
from rokhas.payments.errors import SettlementRefused, TreasuryUnreachable
from rokhas.payments.models import Order
from rokhas.ui.http import Request, public, signed_in

log = logging.getLogger(__name__)

CALLBACK_LIMIT = 16 * 1024


@signed_in
@never_cache
@require_safe
def order(request: Request, reference: str) -> HttpResponse:
    return _page(request, "payments/order.html", _seen(request, reference))


@signed_in
@require_POST
def pay(request: Request, reference: str) -> HttpResponse:
    """Start or resume; the way out is a page of ours, because a form may not lead to another site (form-action 'self')."""
    found = _seen(request, reference)
    try:
        _treasury_page(request, found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("payments:order", reference)
    return redirect("payments:leave", reference)


@signed_in
@never_cache
@require_safe
def leave(request: Request, reference: str) -> HttpResponse:
    """Says where the reader is going, then goes there by itself; the link does it too."""
    found = _seen(request, reference)
    url = queries.treasury_page(found, request.actor.now())
    if not url or not policy.may_pay(request.actor, found):
        return redirect("payments:order", reference)
    response = render(
        request, "payments/leave.html", {"order": found, "url": url, "frame": frame(request.actor)}
    )
    response["Refresh"] = f"0; url={url}"
    return response


@signed_in
@never_cache
@require_safe
def come_back(request: Request, reference: str) -> HttpResponse:
    """The reader returns from the treasury, whose callback may be late: ask once, then wait in view."""
    return _page(request, "payments/return.html", _asked(_seen(request, reference)))


@signed_in
@never_cache
@require_safe
def state(request: Request, reference: str) -> HttpResponse:
    """The part of the return page that changes."""
    return _page(request, "payments/_state.html", _asked(_seen(request, reference)))


@csrf_exempt
@public
@require_POST
def callback(request: Request) -> HttpResponse:
    """What the treasury announces; 204 when heard, now or before. Authenticated by the signature of the body alone."""
    body = _body(request)
    if body is None:
        return JsonResponse({"error": "too-large"}, status=413)
    try:
        actions.receive(request.headers, body, by=system())
    except SettlementRefused as refused:
        return JsonResponse({"error": refused.code}, status=refused.status)
    return HttpResponse(status=204)


def _seen(request: Request, reference: str) -> Order:
    found = queries.visible_to(request.actor, reference)
    if found is None:
        raise Http404
    return found


def _treasury_page(request: Request, found: Order) -> str:
    back = request.build_absolute_uri(reverse("payments:return", args=[found.reference]))
    return actions.start_payment(found, by=request.actor, return_url=back, lang=get_language() or "fr")


def _asked(found: Order) -> Order:
    try:
        return actions.reconcile(found, by=system())
    except (TreasuryUnreachable, SettlementRefused) as error:
        log.warning("%s is still waiting: %r", found.reference, error)
        found.refresh_from_db()
        return found


def _page(request: Request, template: str, found: Order) -> HttpResponse:
    context = {
        "order": found,
        # The treasury adds it to the address of return: a hint for the words of the page, never a proof.
        "given_up": found.is_open and request.GET.get("status") in {"declined", "cancelled"},
        "lines": found.lines.all(),
        "may_pay": policy.may_pay(request.actor, found),
        "frame": frame(request.actor),
        "poll": next_look(request),
    }
    return render(request, template, context)


def _body(request: HttpRequest) -> bytes | None:
    """The raw body, None when it is too large; never more than the limit is read."""
    body = request.read(CALLBACK_LIMIT + 1)
    return None if len(body) > CALLBACK_LIMIT else body
