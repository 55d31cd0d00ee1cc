"""A person's own applications, as the page of the account shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from rokhas.api.models import Application, Scope, Token, Webhook


@dataclass(frozen=True)
class TokenRow:
    token: Token
    scopes: list[str]
    state: str


@dataclass(frozen=True)
class ApplicationRow:
    application: Application
    tokens: list[TokenRow]
    webhooks: list[Webhook]


def applications(person_id: int, now: datetime) -> list[ApplicationRow]:
    """Each application with its tokens, the last made first, and its open webhooks. Three queries."""
    tokens = Token.objects.order_by("-pk")
    webhooks = Webhook.objects.filter(closed_at=None).order_by("pk")
    own = Application.objects.filter(person_id=person_id).order_by("name")
    rows = own.prefetch_related(Prefetch("tokens", tokens), Prefetch("webhooks", webhooks))
    labels = {scope.value: str(scope.label) for scope in Scope}
    return [
        ApplicationRow(
            application,
            [
                TokenRow(token, [labels.get(scope, scope) for scope in token.scopes], _state(token, now))
                for token in application.tokens.all()
            ],
            list(application.webhooks.all()),
        )
        for application in rows
    ]


def _state(token: Token, now: datetime) -> str:
    if token.revoked_at:
        return "revoked"
    return "active" if token.expires_at > now else "expired"
