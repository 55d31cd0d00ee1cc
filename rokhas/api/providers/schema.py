"""The contract of a caller, and how a call is signed.

`Rokhas-Signature: t=<Unix seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 under each secret in force of the time, a point, the body.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

SIGNATURE = "Rokhas-Signature"


class NotTaken(Exception):
    """The address was not reached (`code` says why) or did not answer 2xx (`status`)."""

    def __init__(self, code: str, status: int | None = None) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Caller(Protocol):
    def post(self, url: str, body: bytes, secrets: Sequence[str], now: datetime) -> int:
        """Send a call; the 2xx status it was taken with. Raises `NotTaken`."""


def signature(body: bytes, secrets: Sequence[str], now: datetime) -> str:
    moment = str(int(now.timestamp()))
    signed = (
        hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        for secret in secrets
    )
    return ",".join([f"t={moment}", *(f"v1={digest}" for digest in signed)])
