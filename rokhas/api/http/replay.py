"""Idempotency-Key: a request sent twice is carried out once, and answered twice alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.http import HttpResponseBase
from ninja import Schema
from ninja.responses import Status

from rokhas.api.errors import KeyInUse, KeyRequired, KeyReused
from rokhas.api.http.guard import Asking
from rokhas.api.models import Reply

S = TypeVar("S", bound=Schema)

# A request whose process died frees its key after this long: longer than any call to the treasury.
LEASE = timedelta(seconds=60)
REPLAYED = "Idempotency-Replayed"


def once(
    request: Asking,
    response: HttpResponseBase,
    key: str | None,
    work: Callable[[], S],
    *,
    status: int,
    whole: bool = True,
    required: bool = True,
) -> Status[S] | Status[object]:
    """Carry out `work` under the key, or give again what it answered; `whole`: it is kept in the transaction of the act.

    A refusal is not kept: nothing was done, the key is free again. An act that asks a gateway is not `whole`: no transaction
    waits for a network, and such an act is itself safe to repeat.

    Raises `KeyRequired`, `KeyReused` (another request bore the key), `KeyInUse`, and whatever `work` raises.
    """
    assert request.token is not None
    if not key:
        if required:
            raise KeyRequired
        return Status(status, work())
    reply, fresh = _take(request, key)
    if not fresh:
        response[REPLAYED] = "true"
        return Status(reply.status or status, reply.body)
    mine = Reply.objects.filter(pk=reply.pk, taken_at=reply.taken_at, status=None)
    try:
        room: AbstractContextManager[object] = transaction.atomic() if whole else nullcontext()
        with room:
            done = work()
            kept = mine.update(status=status, body=done.model_dump(mode="json"))
            if (
                whole and not kept
            ):  # too slow: another request took the key over, and only one of the two may count
                raise KeyInUse
    except BaseException:
        mine.delete()
        raise
    return Status(status, done)


def _take(request: Asking, key: str) -> tuple[Reply, bool]:
    """The row of the key, and whether it is ours to fill."""
    assert request.token is not None
    now, hashed = request.actor.now(), _hash(request)
    try:
        with transaction.atomic():
            return Reply.objects.create(token=request.token, key=key, request_hash=hashed, taken_at=now), True
    except IntegrityError:
        reply = Reply.objects.filter(token=request.token, key=key).first()
    if reply is None:  # the other request was refused in between: its key is free
        raise KeyInUse
    if reply.request_hash != hashed:
        raise KeyReused
    if reply.status is not None:
        return reply, False
    left = Reply.objects.filter(pk=reply.pk, status=None, taken_at=reply.taken_at, taken_at__lt=now - LEASE)
    if not left.update(taken_at=now):
        raise KeyInUse
    reply.taken_at = now
    return reply, True


def _hash(request: Asking) -> str:
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()
