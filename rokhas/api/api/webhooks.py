"""Where an application is told what happens, by its own token."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.actions import webhooks as acts
from rokhas.api.events import TO_ALL, TO_OFFICERS
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.http.problems import Misfits
from rokhas.api.models import Call, Scope, Webhook
from rokhas.api.schema.common import Cursor, Limit, Listed, Row
from rokhas.api.schema.webhooks import CallSaid, Kinds, Secret, WebhookAsked, WebhookOpened, WebhookSaid

router = Router(tags=["webhooks"])
RULES = Holds(Scope.WEBHOOKS)


@router.get("/webhooks/kinds", auth=RULES, response=Kinds, summary=gettext_noop("What may be announced"))
def kinds(request: Asking) -> Kinds:
    return Kinds(kinds=list(TO_ALL), officers=list(TO_OFFICERS))


@router.get(
    "/webhooks",
    auth=RULES,
    response=list[WebhookSaid],
    summary=gettext_noop("The webhooks of this application"),
)
def webhooks(request: Asking) -> list[WebhookSaid]:
    return [WebhookSaid(**_facts(each)) for each in _own(request).filter(closed_at=None).order_by("pk")]


@router.post(
    "/webhooks",
    auth=RULES,
    response={201: WebhookOpened},
    summary=gettext_noop("Open a webhook; its secret is told this once"),
)
def open_webhook(request: Asking, asked: WebhookAsked) -> WebhookOpened:
    assert request.token is not None
    unknown = [kind for kind in asked.kinds if kind not in {*TO_ALL, *TO_OFFICERS}]
    if unknown:
        raise Misfits([("kinds", "unknown-kind", kind) for kind in unknown])
    webhook, secret = acts.open_webhook(
        request.token.application, by=request.actor, url=asked.url, kinds=asked.kinds
    )
    return WebhookOpened(**_facts(webhook), secret=secret)


@router.delete(
    "/webhooks/{pk}",
    auth=RULES,
    response={204: None},
    summary=gettext_noop("Close a webhook"),
)
def close_webhook(request: Asking, pk: Row) -> None:
    acts.close_webhook(get_object_or_404(_own(request), pk=pk), by=request.actor)


@router.post(
    "/webhooks/{pk}/secret",
    auth=RULES,
    response=Secret,
    summary=gettext_noop("Change the secret; the former one signs too for a day"),
)
def rotate(request: Asking, pk: Row) -> Secret:
    webhook, secret = acts.rotate_secret(get_object_or_404(_own(request), pk=pk), by=request.actor)
    assert webhook.former_until is not None
    return Secret(secret=secret, former_until=webhook.former_until)


@router.get(
    "/webhooks/{pk}/calls",
    auth=RULES,
    response=Listed[CallSaid],
    summary=gettext_noop("What was announced there, the last first, and what became of it"),
)
def calls(request: Asking, pk: Row, cursor: Cursor = "", limit: Limit = 50) -> Listed[CallSaid]:
    webhook = get_object_or_404(_own(request), pk=pk)
    found, following = newest(Call.objects.filter(webhook=webhook).select_related("event"), cursor, limit)
    return Listed(items=[_call(each) for each in found], next=following)


@router.post(
    "/webhooks/{pk}/calls/{call}/retry",
    auth=RULES,
    response=CallSaid,
    summary=gettext_noop("Send again a call that was given up"),
)
def retry(request: Asking, pk: Row, call: Row) -> CallSaid:
    found = get_object_or_404(
        Call.objects.filter(webhook__in=_own(request)).select_related("event", "webhook"), pk=call, webhook=pk
    )
    return _call(acts.retry_call(found, by=request.actor))


def _own(request: Asking) -> QuerySet[Webhook]:
    assert request.token is not None
    return Webhook.objects.filter(application=request.token.application_id)


def _facts(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.pk,
        "url": webhook.url,
        "kinds": webhook.kinds,
        "created_at": webhook.created_at,
        "failing_since": webhook.failing_since,
        "closed_at": webhook.closed_at,
    }


def _call(call: Call) -> CallSaid:
    return CallSaid(
        id=call.pk,
        kind=call.event.kind,
        state=call.state,
        attempts=call.attempts,
        last_status=call.last_status,
        last_error=call.last_error,
        created_at=call.created_at,
        ended_at=call.ended_at,
    )
