"""Where an application is told what happens, by its own token."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Router

from rokhas.api.actions import webhooks as acts
from rokhas.api.events import TO_ALL, TO_OFFICERS
from rokhas.api.http import acting
from rokhas.api.http.guard import Asking, Holds
from rokhas.api.http.pages import newest
from rokhas.api.http.problems import Misfits
from rokhas.api.models import Application, Call, Scope, Webhook
from rokhas.api.schema.common import Cursor, Limit, Listed, Row
from rokhas.api.schema.webhooks import CallSaid, Kinds, Secret, WebhookAsked, WebhookOpened, WebhookSaid

router = Router(tags=["webhooks"])
RULES = Holds(Scope.WEBHOOKS)
act = acting.Acts(router, RULES)


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


def _application(request: Asking) -> Application:
    assert request.token is not None
    return request.token.application


def _webhook(request: Asking, pk: int) -> Webhook:
    return get_object_or_404(_own(request), pk=pk)


def _one_call(request: Asking, pk: int, call: int) -> Call:
    found = Call.objects.filter(webhook__in=_own(request)).select_related("event", "webhook")
    return get_object_or_404(found, pk=call, webhook=pk)


def _known_kinds(asking: acting.Call) -> dict[str, Any]:
    unknown = [kind for kind in asking.given.kinds if kind not in {*TO_ALL, *TO_OFFICERS}]
    if unknown:
        raise Misfits([("kinds", "unknown-kind", kind) for kind in unknown])
    return asking.sent


def _opened(asking: acting.Call) -> WebhookOpened:
    webhook, secret = asking.done
    return WebhookOpened(**_facts(webhook), secret=secret)


def _rotated(asking: acting.Call) -> Secret:
    webhook, secret = asking.done
    return Secret(secret=secret, former_until=webhook.former_until)


act(
    "POST",
    "/webhooks",
    acts.open_webhook,
    on=_application,
    asked=WebhookAsked,
    reads=_known_kinds,
    gives=WebhookOpened,
    says=_opened,
    status=201,
    summary=gettext_noop("Open a webhook; its secret is told this once"),
)
act(
    "DELETE",
    "/webhooks/{pk}",
    acts.close_webhook,
    on=_webhook,
    summary=gettext_noop("Close a webhook"),
)
act(
    "POST",
    "/webhooks/{pk}/secret",
    acts.rotate_secret,
    on=_webhook,
    gives=Secret,
    says=_rotated,
    summary=gettext_noop("Change the secret; the former one signs too for a day"),
)
act(
    "POST",
    "/webhooks/{pk}/calls/{call}/retry",
    acts.retry_call,
    on=_one_call,
    gives=CallSaid,
    says=lambda asking: _call(asking.done),
    summary=gettext_noop("Send again a call that was given up"),
)
