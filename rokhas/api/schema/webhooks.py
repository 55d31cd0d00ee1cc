"""Where an application is told what happens."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from rokhas.api.schema.common import Asked, Code


class WebhookAsked(Asked):
    """`url`: https, a name that leads to a public address, no user name. `kinds`: those of GET /webhooks/kinds."""

    url: str = Field(max_length=500)
    kinds: list[Code] = Field(min_length=1, max_length=50)


class WebhookSaid(Schema):
    id: int
    url: str
    kinds: list[str]
    created_at: datetime
    failing_since: datetime | None
    closed_at: datetime | None


class WebhookOpened(WebhookSaid):
    """With its secret, told this once."""

    secret: str


class Secret(Schema):
    """The new secret, told this once. The former one signs too until `former_until`."""

    secret: str
    former_until: datetime


class Kinds(Schema):
    """What may be announced. The last ones are announced to officers alone."""

    kinds: list[str]
    officers: list[str]


class CallSaid(Schema):
    """An announcement: `state` queued, sent or dead; `last_status` what was answered, `last_error` why it was not reached."""

    id: int
    kind: str
    state: str
    attempts: int
    last_status: int | None
    last_error: str
    created_at: datetime
    ended_at: datetime | None
