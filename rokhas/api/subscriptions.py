"""What the worker does for applications: announce, call, forget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rokhas.api.actions import tokens, webhooks
from rokhas.api.events import ANNOUNCED
from rokhas.api.models import Call
from rokhas.journal.duties import every
from rokhas.journal.events import on, on_several
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system


@on_several(*ANNOUNCED)
def announce(events: Sequence[Event]) -> None:
    webhooks.announce(events)


@on("webhook.queued")
def call(event: Event) -> None:
    found = Call.objects.select_related("webhook", "event").filter(pk=event.about.partition(":")[2]).first()
    if found is not None:
        webhooks.send_call(found, by=system())


@every(timedelta(minutes=10))
def bury_dead_calls(by: Actor) -> None:
    """A call whose outbox row was given up is said to be."""
    webhooks.bury(by.now())


@every(timedelta(hours=1))
def forget_old_replies(by: Actor) -> None:
    tokens.forget(by.now())
