"""SMS through a gateway over HTTP.

`POST <SMS_URL>/messages` carries a key that makes it one message; `GET <SMS_URL>/messages/<key>` tells its state.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from http.client import HTTPException
from typing import Annotated
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from pydantic import BaseModel, StringConstraints, ValidationError

from rokhas.post.errors import Rejected, Uncertain, Unreachable
from rokhas.post.schema import Parcel

TIMEOUT = 10  # seconds
ANSWER_LIMIT = 64 * 1024
NEVER = frozenset({"failed", "undeliverable", "expired"})


class Known(BaseModel):
    """What the gateway says of a message."""

    key: Annotated[str, StringConstraints(max_length=200)]
    status: str


class Gateway:
    def hand_over(self, parcel: Parcel) -> str:
        body = json.dumps({"key": gateway_key(parcel.key), "to": parcel.to, "text": parcel.body}).encode()
        try:
            return _call("POST", "/messages", body).key
        except HTTPError as error:
            if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Uncertain(f"HTTP {error.code}") from error
            if error.code == HTTPStatus.TOO_MANY_REQUESTS:
                raise Unreachable("the gateway asks to slow down") from error
            raise Rejected(f"http-{error.code}") from error
        except ConnectionRefusedError as error:
            raise Unreachable("refused") from error
        except (OSError, HTTPException, ValidationError) as error:
            raise Uncertain(type(error).__name__) from error

    def seen(self, key: str) -> bool | None:
        return _ask(key) is not None

    def arrived(self, key: str) -> bool | None:
        known = _ask(key)
        if known is None:
            return None
        return False if known.status in NEVER else True if known.status == "delivered" else None


def gateway_key(key: str) -> str:
    """The key as the gateway takes it: 40 hexadecimal digits, telling nothing of ours."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def _ask(key: str) -> Known | None:
    try:
        return _call("GET", f"/messages/{gateway_key(key)}", None)
    except HTTPError as error:
        if error.code == HTTPStatus.NOT_FOUND:
            return None
        raise Unreachable(f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValidationError) as error:
        raise Unreachable(type(error).__name__) from error


def _call(method: str, target: str, body: bytes | None) -> Known:
    """Raises HTTPError for a status that is not a success, the cause itself (OSError) when the gateway was not reached."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_SECRET}"}
    request = Request(settings.SMS_URL.rstrip("/") + target, body, headers, method=method)  # noqa: S310
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - the operator's own address
            return Known.model_validate_json(answer.read(ANSWER_LIMIT))
    except HTTPError:
        raise
    except URLError as error:
        raise error.reason if isinstance(error.reason, OSError) else OSError(str(error.reason)) from error
