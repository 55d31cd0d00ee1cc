"""What the worker does with messages."""

from __future__ import annotations

import logging
from datetime import timedelta

from rokhas.journal.duties import every
from rokhas.journal.events import on
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.post.actions import ask_arrival, hand_over, take_up
from rokhas.post.errors import TransportError
from rokhas.post.models import Channel, Message
from rokhas.post.queries import read_message

log = logging.getLogger(__name__)

BATCH = 100
# By then the outbox comes back once an hour only: a message leaves sooner than that when its gateway is back.
LEFT_BEHIND = timedelta(hours=1)
ASK_FOR = timedelta(days=3)


@on("message.queued")
def hand_over_the_message(event: Event) -> None:
    hand_over(read_message(int(event.about.partition(":")[2])), by=system())


@every(timedelta(minutes=10))
def take_up_what_was_left_behind(by: Actor) -> None:
    """Messages whose gateway was down for long leave when it comes back."""
    for message in Message.objects.left_behind(by.now() - LEFT_BEHIND).order_by("queued_at")[:BATCH]:
        try:
            take_up(message, by=by)
        except TransportError as error:
            log.warning("message %s is still waiting: %r", message.pk, error)


@every(timedelta(minutes=1))
def ask_what_arrived(by: Actor) -> None:
    """Arrival is a fact that the proof of a notification needs; one silent gateway does not hold the other."""
    for channel in Channel:
        for message in Message.objects.on_their_way(by.now() - ASK_FOR).filter(channel=channel)[:BATCH]:
            try:
                ask_arrival(message, by=by)
            except TransportError as error:
                log.warning("%s does not say what arrived: %r", channel, error)
                break
