"""How the treasury and the platform sign what they tell each other: HMAC-SHA256 with one shared secret.

Request to the treasury   message = timestamp + "." + METHOD + "." + target + "." + body
    `target` is the path and query exactly as sent, e.g. `/orders/ORD-1`; `body` the raw bytes (empty for GET).
Callback to the platform  message = timestamp + "." + body

    X-Treasury-Timestamp: Unix seconds, at most 300 s away from the receiver's clock
    X-Treasury-Signature: "v1=" + lower-case hexadecimal HMAC-SHA256(secret, message)
    X-Treasury-Event:     on callbacks, the event's id: the same at every retry, so the receiver acts on it once

The secret is the stripped content of its file, used as ASCII bytes. Compare signatures in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

TOLERANCE = 300


def read_or_create_secret(path: Path) -> bytes:
    """The secret in `path`; a new one of 64 hexadecimal digits is written there (mode 600) when the file is absent."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
    secret = path.read_bytes().strip()
    if len(secret) < 32:
        raise ValueError(f"{path} must hold at least 32 characters")
    return secret


def sign_callback(secret: bytes, timestamp: int, body: bytes) -> str:
    return _hmac(secret, f"{timestamp}.".encode() + body)


def sign_request(secret: bytes, timestamp: int, method: str, target: str, body: bytes) -> str:
    return _hmac(secret, f"{timestamp}.{method}.{target}.".encode() + body)


def is_fresh(timestamp: str, now: float) -> bool:
    return timestamp.isdecimal() and abs(now - int(timestamp)) <= TOLERANCE


def matches(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _hmac(secret: bytes, message: bytes) -> str:
    return "v1=" + hmac.new(secret, message, hashlib.sha256).hexdigest()
