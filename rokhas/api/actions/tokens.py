"""Giving a token to an application, taking it back, and knowing it again."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from rokhas.accounts.models import Person
from rokhas.accounts.queries import as_of_now
from rokhas.api import policy
from rokhas.api.errors import TokenInvalid, TooManyTokens
from rokhas.api.models import Application, Meter, Reply, Scope, Token
from rokhas.journal.events import record
from rokhas.kernel.access import require
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed

WRITTEN = re.compile(r"rokhas_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
MOST = 20
USE_NOTED_EVERY = timedelta(minutes=1)
REPLIES_KEPT = timedelta(hours=24)
METERS_KEPT = 60  # windows of one minute


def create_token(*, by: Actor, name: str, scopes: Sequence[Scope], days: int) -> tuple[Token, str]:
    """A token for the application of that name, and its secret writing, which is never known again.

    `days` is how long it lives, at most what `policy.longest` says for the person and the rights. The application is made when
    the person has none of that name. Raises `TooManyTokens`, `NotAllowed`.
    """
    with transaction.atomic():
        person = (
            Person.objects.select_for_update(no_key=True).filter(pk=by.person_id or 0, is_active=True).first()
        )
        if person is None or not scopes:
            raise NotAllowed
        now = by.now()
        if Token.objects.valid(now).filter(application__person=person).count() >= MOST:
            raise TooManyTokens(most=MOST)
        application, _made = Application.objects.get_or_create(
            person=person, name=name, defaults={"created_at": now}
        )
        secret = secrets.token_urlsafe(32)
        life = timedelta(days=max(1, min(days, policy.longest(as_of_now(by), scopes))))
        token = Token.objects.create(
            application=application,
            prefix="".join(secrets.choice(ALPHABET) for _ in range(12)),
            digest=_digest(secret),
            scopes=sorted(set(scopes)),
            created_at=now,
            expires_at=now + life,
        )
        record(
            "token.created",
            token,
            by,
            prefix=token.prefix,
            scopes=token.scopes,
            expires_on=token.expires_at.date().isoformat(),
        )
    return token, f"rokhas_{token.prefix}_{secret}"


def revoke_token(token: Token, *, by: Actor) -> Token:
    """From now on nobody uses it; revoked twice, it was revoked the first time. Raises `NotAllowed`."""
    with transaction.atomic():
        token = (
            Token.objects.select_for_update(of=("self",), no_key=True)
            .select_related("application")
            .get(pk=token.pk)
        )
        require(policy.may_revoke, by, token)
        if token.revoked_at is None:
            token.revoked_at = by.now()
            token.save(update_fields=["revoked_at"])
            record("token.revoked", token, by, prefix=token.prefix)
    return token


def recognise(written: str, now: datetime) -> Token:
    """The valid token that is written so, with its application and person. One query. Raises `TokenInvalid`."""
    read = WRITTEN.fullmatch(written)
    prefix, secret = read.groups() if read else ("", "")
    rows = Token.objects.select_related("application__person")
    token = rows.filter(prefix=prefix, application__person__is_active=True).first() if prefix else None
    matches = secrets.compare_digest(token.digest if token else "0" * 64, _digest(secret))
    if token is None or not matches or not token.is_valid(now):
        raise TokenInvalid
    return token


def note_use(token: Token, now: datetime) -> None:
    """When it was last used, to the minute: a busy token does not write at each request."""
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def forget(now: datetime) -> int:
    """Drop the answers kept for a day and the meters of an hour ago; how many rows went."""
    replies, _ = Reply.objects.filter(taken_at__lt=now - REPLIES_KEPT).delete()
    window = int(now.timestamp()) // 60 - METERS_KEPT
    meters, _ = Meter.objects.filter(window__lt=window).delete()
    return replies + meters


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
