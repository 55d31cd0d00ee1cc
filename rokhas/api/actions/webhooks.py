"""Opening and closing webhooks, announcing an event to those that asked for it, sending a call."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from rokhas.accounts.queries import actor_of
from rokhas.api import policy
from rokhas.api.errors import NothingToRetry, TooManyWebhooks
from rokhas.api.events import ANNOUNCED, TO_ALL
from rokhas.api.models import Application, Call, CallState, Webhook
from rokhas.api.providers import caller, require_reachable
from rokhas.api.providers.schema import NotTaken
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.policy import is_official, prepares
from rokhas.dossiers.queries.sight import sees_copy_only
from rokhas.journal.events import record
from rokhas.journal.models import Delivery, Event
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor, system

MOST = 10
FORMER_KEPT = timedelta(hours=24)
# As long as the outbox tries.
PATIENCE = timedelta(hours=48)
LONGEST_QUIET = 3600
DOSSIER = "dossiers.dossier:"


class NotYet(Exception):
    """The address failed a moment ago: the outbox comes back later."""


def open_webhook(
    application: Application, *, by: Actor, url: str, kinds: Sequence[str]
) -> tuple[Webhook, str]:
    """A new webhook and its secret, never told again. Raises `AddressRefused`, `TooManyWebhooks`, `NotAllowed`."""
    require(policy.is_own, by, application)
    require_reachable(url)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Application.objects.select_for_update(no_key=True).get(pk=application.pk)
        if application.webhooks.filter(closed_at=None).count() >= MOST:
            raise TooManyWebhooks(most=MOST)
        webhook = Webhook(
            application=application,
            url=url,
            kinds=[kind for kind in ANNOUNCED if kind in set(kinds)],
            created_at=by.now(),
        )
        webhook.secret = secret
        webhook.save()
        record("webhook.opened", webhook, by, kinds=webhook.kinds)
    return webhook, secret


def rotate_secret(webhook: Webhook, *, by: Actor) -> tuple[Webhook, str]:
    """A new secret; the former one signs beside it for a day, so that the receiver changes when it likes. Raises `NotAllowed`."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        webhook = _held(webhook, by)
        webhook.former_sealed, webhook.former_until = webhook.secret_sealed, by.now() + FORMER_KEPT
        webhook.secret = secret
        webhook.save(update_fields=["secret_sealed", "former_sealed", "former_until"])
        record("webhook.rotated", webhook, by)
    return webhook, secret


def close_webhook(webhook: Webhook, *, by: Actor) -> Webhook:
    """Nothing is announced there any more. Raises `NotAllowed`."""
    with transaction.atomic():
        webhook = _held(webhook, by)
        if webhook.closed_at is None:
            _close(webhook, by.now(), "asked", by)
    return webhook


def retry_call(call: Call, *, by: Actor) -> Call:
    """Give another life to a call that was given up. Raises `NothingToRetry`, `NotAllowed`."""
    with transaction.atomic():
        webhook = _held(call.webhook, by)
        call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)
        if call.state != CallState.DEAD or webhook.closed_at is not None:
            raise NothingToRetry
        call.state, call.ended_at = CallState.QUEUED, None
        call.save(update_fields=["state", "ended_at"])
        record("webhook.queued", call, by, announced=call.event_id)
    return call


def announce(events: Sequence[Event]) -> int:
    """Write a call for each event to each webhook that asked for its kind and whose person may know it; how many.

    Twice, it writes once. One query when nobody asked for any, however many events and dossiers there are.
    """
    told = [(event, dossier) for event in events if (dossier := _dossier_of(event))]
    asked = _asked({dossier for _event, dossier in told})
    dossiers = Dossier.objects.in_bulk(asked) if asked else {}
    return sum(
        _queue(webhook, event)
        for event, dossier in told
        for webhook, person in asked.get(dossier, [])
        if event.kind in webhook.kinds and _may_know(person, event, dossiers[dossier])
    )


def send_call(call: Call, *, by: Actor) -> Call:
    """Take a queued call to its address, outside any transaction; nothing when it has ended.

    Raises `NotYet` while the address is left in peace, `NotTaken` when it was not reached or answered badly: try again.
    """
    webhook, now = call.webhook, by.now()
    if call.state != CallState.QUEUED:
        return call
    if webhook.closed_at is not None:
        return _ended(call, CallState.DEAD, now)
    if webhook.quiet_until and webhook.quiet_until > now:
        raise NotYet(webhook.pk)
    Call.objects.filter(pk=call.pk).update(attempts=F("attempts") + 1)
    try:
        status = caller().post(webhook.url, body_of(call), webhook.secrets(now), now)
    except NotTaken as failure:
        Call.objects.filter(pk=call.pk).update(last_status=failure.status, last_error=failure.code)
        _note_failure(webhook, now)
        if webhook.failing_since and now - webhook.failing_since > PATIENCE:
            with transaction.atomic():
                _close(webhook, now, "failing", by)
            return _ended(call, CallState.DEAD, now)
        raise
    Call.objects.filter(pk=call.pk).update(last_status=status, last_error="")
    Webhook.objects.filter(pk=webhook.pk).update(failures=0, failing_since=None, quiet_until=None)
    return _ended(call, CallState.SENT, now)


def body_of(call: Call) -> bytes:
    """What is sent: which event, of which dossier, when; what it says is read from the interface, with a token."""
    event, dossier = call.event, _dossier_of(call.event)
    assert dossier is not None, "what is announced is of a dossier"
    number = Dossier.objects.values_list("number", flat=True).get(pk=dossier)
    said = {
        "id": call.pk,
        "event": event.pk,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "dossier": number,
        "url": urljoin(settings.PUBLIC_URL, f"{reverse('api:root')}dossiers/{number}"),
    }
    return json.dumps(said, separators=(",", ":")).encode()


def bury(now: datetime) -> int:
    """Mark as given up the calls whose outbox row died; how many."""
    dead = Delivery.objects.dead().filter(event__kind="webhook.queued").select_related("event")[:500]
    buried = 0
    for delivery in dead:
        call = Call.objects.filter(pk=delivery.event.about.partition(":")[2], state=CallState.QUEUED).first()
        if call is not None:
            _ended(call, CallState.DEAD, now)
            buried += 1
    return buried


# Whose webhooks the events of lodged dossiers may reach: their parties, who was let in, and who serves in their offices.
CONCERNED = """
WITH lodged AS (
    SELECT id, filer_id, designer_id, desk_id FROM dossiers_dossier WHERE id IN (%s) AND number IS NOT NULL
), granted AS (
    SELECT dossier_id, person_id, office_id FROM dossiers_accessgrant WHERE dossier_id IN (SELECT id FROM lodged)
), offices AS (
    SELECT id AS dossier_id, desk_id AS office_id FROM lodged
    UNION SELECT dossier_id, office_id FROM dossiers_task WHERE dossier_id IN (SELECT id FROM lodged)
    UNION SELECT dossier_id, office_id FROM granted
), persons AS (
    SELECT id AS dossier_id, filer_id AS person_id FROM lodged
    UNION SELECT id, designer_id FROM lodged
    UNION SELECT dossier_id, person_id FROM granted
    UNION SELECT offices.dossier_id, accounts_mandate.person_id
    FROM offices JOIN accounts_mandate ON accounts_mandate.office_id = offices.office_id
)
SELECT api_webhook.*, persons.person_id, persons.dossier_id
FROM persons
JOIN accounts_person ON accounts_person.id = persons.person_id AND accounts_person.is_active
JOIN api_application ON api_application.person_id = persons.person_id
JOIN api_webhook ON api_webhook.application_id = api_application.id AND api_webhook.closed_at IS NULL
ORDER BY api_webhook.id
"""


def _dossier_of(event: Event) -> int | None:
    """The dossier whose event it is."""
    names = (event.stream, event.about)
    return next((int(name.removeprefix(DOSSIER)) for name in names if name.startswith(DOSSIER)), None)


def _asked(dossiers: Collection[int]) -> dict[int, list[tuple[Webhook, int]]]:
    """By lodged dossier, the open webhooks of the people it may concern, each with its person.

    One query, in SQL: every fact of every dossier asks it, and nearly always the answer is nobody.
    """
    if not dossiers:
        return {}
    found: dict[int, list[tuple[Webhook, int]]] = {}
    marks = ", ".join(["%s"] * len(dossiers))
    for each in Webhook.objects.raw(CONCERNED % marks, sorted(dossiers)):
        found.setdefault(each.dossier_id, []).append((each, each.person_id))  # type: ignore[attr-defined]
    return found


def _may_know(person_id: int, event: Event, dossier: Dossier) -> bool:
    """What the person would see on the pages now: the dossiers in sight, and what only officers know to officers alone."""
    actor = actor_of(person_id)
    if not Dossier.objects.visible_to(actor).filter(pk=dossier.pk).exists() or sees_copy_only(dossier, actor):
        return False
    if event.kind in TO_ALL:
        return True
    if prepares(actor, dossier) or not is_official(actor):
        return False
    office = event.data.get("office")
    return not event.kind.startswith("task.") or office in actor.offices()


def _queue(webhook: Webhook, event: Event) -> int:
    try:
        with transaction.atomic():
            call = Call.objects.create(webhook=webhook, event=event, created_at=event.at)
            record("webhook.queued", call, system(event.at), announced=event.pk)
    except IntegrityError:  # announced already, by a worker that died after
        return 0
    return 1


def _held(webhook: Webhook, by: Actor) -> Webhook:
    held = (
        Webhook.objects.select_for_update(of=("self",), no_key=True)
        .select_related("application")
        .get(pk=webhook.pk)
    )
    require(policy.is_own, by, held.application)
    return held


def _note_failure(webhook: Webhook, now: datetime) -> None:
    failures = webhook.failures + 1
    quiet = now + timedelta(seconds=min(LONGEST_QUIET, 2 ** min(failures, 12)))
    since = webhook.failing_since or now
    Webhook.objects.filter(pk=webhook.pk).update(failures=failures, quiet_until=quiet, failing_since=since)
    webhook.failures, webhook.quiet_until, webhook.failing_since = failures, quiet, since


def _close(webhook: Webhook, now: datetime, why: str, by: Actor) -> None:
    webhook.closed_at = now
    webhook.save(update_fields=["closed_at"])
    record("webhook.closed", webhook, by, why=why)


def _ended(call: Call, state: CallState, now: datetime) -> Call:
    Call.objects.filter(pk=call.pk, state=CallState.QUEUED).update(state=state, ended_at=now)
    call.refresh_from_db()
    return call
