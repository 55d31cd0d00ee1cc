"""How the treasury and the platform sign what they tell each other: HMAC-SHA256 of the time and content, one shared secret.

`X-Treasury-Timestamp` is in Unix seconds; `X-Treasury-Signature` is `v1=` and the hexadecimal digest.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints, ValidationError

from rokhas.payments.errors import Forged, Malformed, Stale
from rokhas.payments.schema import Settled

TOLERANCE = timedelta(minutes=5)
TIMESTAMP, SIGNATURE = "X-Treasury-Timestamp", "X-Treasury-Signature"
SETTLED = "payment.settled"
ONLINE = "online"


def of_request(secret: str, timestamp: int, method: str, target: str, body: bytes) -> str:
    """What signs a request to the treasury; `target` is the path and query exactly as sent."""
    return _hmac(secret, f"{timestamp}.{method}.{target}.".encode() + body)


def of_callback(secret: str, timestamp: int, body: bytes) -> str:
    """What signs a callback of the treasury."""
    return _hmac(secret, f"{timestamp}.".encode() + body)


def read_callback(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Settled | None:
    """The payment a callback announces, None when it announces none. Raises Forged, Stale, Malformed, asked in this order."""
    timestamp = headers.get(TIMESTAMP, "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise Forged
    expected = of_callback(secret, int(timestamp), body)
    if not hmac.compare_digest(headers.get(SIGNATURE, "").encode(), expected.encode()):
        raise Forged
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise Stale
    return _settled(body)


Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]{1,80}$")]
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{2}$")]


class Announced(BaseModel):
    """A callback, as the treasury words it."""

    event: Word
    kind: Literal["payment.settled", "payment.declined", "payment.cancelled"]
    reference: Word
    amount: Amount
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    transaction_number: str


class Known(BaseModel):
    """What the treasury answers when it is asked about an order."""

    reference: Word
    status: Literal["open", "paid"]
    amount: Amount
    currency: str
    transaction_number: str
    url: str


def _settled(body: bytes) -> Settled | None:
    try:
        announced = Announced.model_validate(json.loads(body))
    except (ValueError, ValidationError) as error:
        raise Malformed from error
    if announced.kind != SETTLED:
        return None
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,80}", announced.transaction_number):
        raise Malformed
    return Settled(
        event_id=announced.event,
        reference=announced.reference,
        amount=Decimal(announced.amount),
        currency=announced.currency,
        transaction=announced.transaction_number,
        channel=ONLINE,
    )


def _hmac(secret: str, message: bytes) -> str:
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
