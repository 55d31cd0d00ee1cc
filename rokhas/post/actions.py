"""Writing a message, and getting it to its recipient once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from rokhas.journal.events import act, record, reference
from rokhas.kernel.actor import Actor
from rokhas.kernel.fixed import Fixed, Several
from rokhas.kernel.personal import seal
from rokhas.kernel.rows import written_once
from rokhas.post import providers
from rokhas.post.errors import BadRecipient, InHand, Rejected, Uncertain, Unreachable
from rokhas.post.models import Channel, Message, State
from rokhas.post.queries import parcel_of
from rokhas.post.schema import is_mailbox

# Longer than any gateway call (10 s a step), shorter than the outbox's lease: a mark older than this was left by a dead worker.
HAND_OVER_LIMIT = timedelta(seconds=75)
GIVE_UP_AFTER = timedelta(hours=48)
SUBJECT_LENGTH = 250
TELEPHONE = re.compile(r"\+[1-9][0-9]{7,14}")

_WAITING = Fixed(
    lambda number, since, attempts: Message.objects.filter(
        pk=number, state=State.QUEUED, handing_since=since, attempts=attempts
    ),
    number=models.BigIntegerField(),
    since=models.DateTimeField(null=True),
    attempts=models.IntegerField(),
)
_IN_STATE = Fixed(
    lambda number, states: Message.objects.filter(pk=number, state__in=states),
    number=models.BigIntegerField(),
    states=Several(models.CharField()),
)


def send(
    channel: Channel,
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    language: str,
    about: models.Model | None,
    by: Actor,
    secret: bool = False,
) -> Message:
    """Write a message in the transaction of the act that wants it; the worker hands it over after the commit.

    `to` is an e-mail address, or a telephone number (a Moroccan `06…` or an international `+…`). The same `key` again is the same
    message. `secret`: whoever reads the text could use it (a code, a link that opens); it lies sealed, and is erased once it has
    left. The caller has authorised the act. Raises `BadRecipient`.
    """
    address = readable_address(channel, to)
    about_name = reference(about) if about else ""
    wanted = Message(
        key=key,
        channel=channel,
        recipient_sealed=seal(address),
        subject=" ".join(subject.split())[:SUBJECT_LENGTH],
        body="" if secret else body,
        secret_sealed=seal(body) if secret else "",
        language=language,
        about=about_name,
        queued_at=by.now(),
    )
    with act(savepoint=False):
        message, written = written_once(wanted, key=key)
        if written:
            _record("message.queued", message, by)
    return message


def readable_address(channel: Channel, to: str) -> str:
    """The address as gateways take it: one mailbox, or `+` and digits. Raises `BadRecipient`, as where there is no mailbox."""
    if channel == Channel.MAIL:
        try:
            validate_email(to)
        except ValidationError as error:
            raise BadRecipient from error
        if not is_mailbox(to):
            raise BadRecipient
        return to
    compact = re.sub(r"[\s.()-]", "", to)
    compact = re.sub(r"^00", "+", compact)
    compact = re.sub(r"^0(?=[5-7][0-9]{8}$)", "+212", compact)
    if not TELEPHONE.fullmatch(compact):
        raise BadRecipient
    return compact


def hand_over(message: Message, *, by: Actor) -> Message:
    """Take a queued message to its gateway, outside any transaction; nothing when it has already left.

    An attempt is marked before the hand-over. When an earlier attempt may have left (its worker was killed, the line broke), the
    gateway is asked first. A gateway that cannot say gets the message again under the same Message-ID: losing it would be worse.

    Raises:
        InHand: another worker is at it.
        Unreachable, Uncertain: to be tried again by whoever called.
    """
    if not message.is_waiting:
        return message
    if message.handing_since and by.now() - message.handing_since < HAND_OVER_LIMIT:
        raise InHand(message.key)
    may_have_left = message.may_have_left
    if not _claim(message, by):
        raise InHand(message.key)
    transport = providers.transport(Channel(message.channel))
    try:
        already = may_have_left and transport.seen(message.key)
        taken = message.provider_reference if already else transport.hand_over(parcel_of(message))
    except Unreachable:
        _let_go(message, may_have_left=may_have_left)
        raise
    except Uncertain:
        _let_go(message, may_have_left=True)
        raise
    except Rejected as refusal:
        return _failed(message, refusal.code, by)
    return _sent(message, taken, by)


def ask_arrival(message: Message, *, by: Actor) -> Message:
    """Ask the gateway whether a sent message arrived, and keep the answer. Raises `Unreachable`."""
    Message.objects.filter(pk=message.pk).update(asked_at=by.now())
    arrived = providers.transport(Channel(message.channel)).arrived(message.key)
    if arrived is None:
        return message
    return _arrived(message, by) if arrived else _failed(message, "not-delivered", by)


def take_up(message: Message, *, by: Actor) -> Message:
    """Try again a message that everyone gave up, or declare it failed after two days. Raises as `hand_over`."""
    if by.now() - message.queued_at > GIVE_UP_AFTER and not message.handing_since:
        return _failed(message, "gave-up", by)
    return hand_over(message, by=by)


def forget_messages(before: datetime, *, by: Actor) -> int:
    """Erase the text and the recipient of what was queued before a moment and waits no more: that it was sent stays. `by` is the
    platform."""
    old = (
        Message.objects.exclude(state=State.QUEUED).filter(queued_at__lt=before).exclude(recipient_sealed="")
    )
    return old.update(recipient_sealed="", subject="", body="")


def _claim(message: Message, by: Actor) -> bool:
    """Take the attempt that follows the last one known here; nobody else can."""
    since, attempts = message.handing_since, message.attempts
    message.handing_since, message.may_have_left, message.attempts = by.now(), True, attempts + 1
    mark = {"handing_since": message.handing_since, "may_have_left": True, "attempts": message.attempts}
    return bool(_WAITING.update(mark, number=message.pk, since=since, attempts=attempts))


def _let_go(message: Message, *, may_have_left: bool) -> None:
    message.handing_since, message.may_have_left = None, may_have_left
    Message.objects.filter(pk=message.pk, state=State.QUEUED).update(
        handing_since=None, may_have_left=may_have_left
    )


def _sent(message: Message, taken: str, by: Actor) -> Message:
    return _turn(
        message,
        "message.sent",
        by,
        [State.QUEUED],
        state=State.SENT,
        sent_at=by.now(),
        provider_reference=taken,
        handing_since=None,
        secret_sealed="",
    )


def _arrived(message: Message, by: Actor) -> Message:
    return _turn(message, "message.delivered", by, [State.SENT], state=State.DELIVERED, arrived_at=by.now())


def _failed(message: Message, failure: str, by: Actor) -> Message:
    return _turn(
        message,
        "message.failed",
        by,
        [State.QUEUED, State.SENT],
        state=State.FAILED,
        failure=failure,
        handing_since=None,
        secret_sealed="",
    )


def _turn(message: Message, kind: str, by: Actor, before: Sequence[State], **changes: Any) -> Message:
    """Change the state once: whoever comes second finds it changed and says nothing."""
    with act():
        if not _IN_STATE.update(changes, number=message.pk, states=before):
            message.refresh_from_db()
            return message
        extra = {"failure": changes["failure"]} if "failure" in changes else {}
        _record(kind, message, by, **extra)
    for name, value in changes.items():
        setattr(message, name, value)
    return message


def _record(kind: str, message: Message, by: Actor, **extra: str) -> None:
    data = {"channel": message.channel, "key": message.key, "concerning": message.about, **extra}
    record(kind, message, by, stream=message, **data)
