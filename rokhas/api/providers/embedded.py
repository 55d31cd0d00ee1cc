"""A caller for the tests: what it was given is in `taken`; an address that contains `down` is never reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from rokhas.api.providers.schema import NotTaken, signature


class Embedded:
    taken: ClassVar[list[tuple[str, bytes, str]]] = []

    def post(self, url: str, body: bytes, secrets: Sequence[str], now: datetime) -> int:
        if "down" in url:
            raise NotTaken("answered-badly", 503)
        self.taken.append((url, body, signature(body, secrets, now)))
        return 204
