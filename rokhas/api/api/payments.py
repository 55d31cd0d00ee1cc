"""What is to be paid, and the way to the treasury's page, where alone money is paid."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from ninja import Router

from rokhas.api.http.acting import Acts, Call
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.models import Scope
from rokhas.api.queries import said
from rokhas.api.schema.applicant import OrderSaid, PaymentPage
from rokhas.api.schema.common import Number
from rokhas.payments import queries
from rokhas.payments.actions import start_payment
from rokhas.payments.models import Order

router = Router(tags=["payments"])
act = Acts(router, Holds(Scope.PAYMENTS_WRITE))


@router.get(
    "/payments/{reference}",
    auth=Holds(Scope.DOSSIERS_READ),
    response=OrderSaid,
    summary=gettext_noop("What is to be paid or was, line by line"),
)
def order(request: Asking, reference: Number) -> OrderSaid:
    return said.order(_seen(request, reference), request.actor)


def _seen(request: Asking, reference: str) -> Order:
    found = queries.visible_to(request.actor, reference)
    if found is None:
        raise Http404
    return found


def _back(call: Call) -> dict[str, Any]:
    back = call.request.build_absolute_uri(reverse("payments:return", args=[call.subject.reference]))
    return {"return_url": back, "lang": get_language() or "fr"}


act(
    "POST",
    "/payments/{reference}/page",
    start_payment,
    on=_seen,
    reads=_back,
    key="needed",
    whole=False,
    gives=PaymentPage,
    says=lambda call: PaymentPage(url=call.done),
    status=201,
    summary=gettext_noop("Begin or resume a payment: the address of the treasury's page"),
)
