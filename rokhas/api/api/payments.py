"""What is to be paid, and the way to the treasury's page, where alone money is paid."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from ninja import Router

from rokhas.api.api.drafts import IdempotencyKey
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.replay import once
from rokhas.api.models import Scope
from rokhas.api.queries import said
from rokhas.api.schema.applicant import OrderSaid, PaymentPage
from rokhas.api.schema.common import Number
from rokhas.payments import queries
from rokhas.payments.actions import start_payment
from rokhas.payments.models import Order

router = Router(tags=["payments"])


@router.get(
    "/payments/{reference}",
    auth=Holds(Scope.DOSSIERS_READ),
    response=OrderSaid,
    summary=gettext_noop("What is to be paid or was, line by line"),
)
def order(request: Asking, reference: Number) -> OrderSaid:
    return said.order(_seen(request, reference), request.actor)


@router.post(
    "/payments/{reference}/page",
    auth=Holds(Scope.PAYMENTS_WRITE),
    response={201: PaymentPage},
    summary=gettext_noop("Begin or resume a payment: the address of the treasury's page"),
)
def payment_page(
    request: Asking, response: HttpResponse, reference: Number, key: IdempotencyKey = None
) -> object:
    found = _seen(request, reference)
    back = request.build_absolute_uri(reverse("payments:return", args=[found.reference]))

    def work() -> PaymentPage:
        url = start_payment(found, by=request.actor, return_url=back, lang=get_language() or "fr")
        return PaymentPage(url=url)

    return once(request, response, key, work, status=201, whole=False)


def _seen(request: Asking, reference: str) -> Order:
    found = queries.visible_to(request.actor, reference)
    if found is None:
        raise Http404
    return found
