"""The real services, over HTTP."""

from __future__ import annotations

from datetime import datetime
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

TIMEOUT = 10
LARGEST_ANSWER = 256 * 1024


class Unreachable(Exception):
    """The service did not answer as it must; asking again later may succeed."""


class HttpTimestamper:
    """The authority at `settings.TIMESTAMP_URL`."""

    def answer(self, request: bytes, at: datetime | None = None) -> bytes:
        if not settings.TIMESTAMP_URL:
            raise Unreachable("No time-stamping authority is configured (ROKHAS_TIMESTAMP_URL).")
        return _post(settings.TIMESTAMP_URL, request, "timestamp-query", "timestamp-reply", at)


class HttpRevocationSource:
    """The responder whose address the certificate gives."""

    def answer(self, url: str, request: bytes, at: datetime | None = None) -> bytes:
        return _post(url, request, "ocsp-request", "ocsp-response", at)


def _post(url: str, body: bytes, sent: str, expected: str, at: datetime | None) -> bytes:
    """Send `application/<sent>`, receive `application/<expected>`."""
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Unreachable(f"{url} is not an HTTP address.")
    if at is not None:
        if settings.ROKHAS_MODE == "production":
            raise ValueError("Production never asks for an answer of the past.")
        url = f"{url}{'&' if '?' in url else '?'}{urlencode({'at': at.isoformat()})}"
    request = Request(url, body, {"Content-Type": f"application/{sent}", "Accept": f"application/{expected}"})  # noqa: S310 - scheme checked
    try:
        with urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            answer = response.read(LARGEST_ANSWER + 1)
            media = response.headers.get_content_type()
    except (URLError, HTTPException, OSError) as error:
        raise Unreachable(f"{url}: {error}") from error
    if media != f"application/{expected}" or len(answer) > LARGEST_ANSWER:
        raise Unreachable(f"{url} answered {media}, {len(answer)} bytes.")
    return bytes(answer)
