"""How often a visitor may try, and files read from a form without ever touching the disk."""

from __future__ import annotations

import io
import ipaddress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    """At most `allowed` tries in `seconds`, for each of the names given (an address, a number).

    Each try takes a place that frees itself: places are inserted, never counted up, so that two processes cannot both take the
    last one. Names are hashed: no address lies in the cache.
    """

    name: str
    allowed: int = 10
    seconds: int = 600

    def is_reached(self, *whom: str) -> bool:
        """Whether any of these has used all its tries. One query."""
        places = {name: self._places(name) for name in whom}
        taken = caches["shared"].get_many([place for each in places.values() for place in each])
        return any(all(place in taken for place in each) for each in places.values())

    def note(self, *whom: str) -> None:
        """One more try for each."""
        for name in whom:
            for place in self._places(name):
                if caches["shared"].add(place, 1, self.seconds):
                    break

    def _places(self, name: str) -> list[str]:
        digest = salted_hmac("rokhas.web.limit", name, algorithm="sha256").hexdigest()
        return [f"{self.name}:{digest}:{turn}" for turn in range(self.allowed)]


def visitor(request: HttpRequest) -> str:
    """Whose tries are counted: the address behind our own proxies (`ALLAUTH_TRUSTED_PROXY_COUNT`), an IPv6 one by its /64."""
    address = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{read}/64", strict=False)) if read.version == 6 else str(read)


class InMemory(FileUploadHandler):
    """Keeps an uploaded file in memory, up to `largest` bytes, and nowhere else; a larger one is read to its end and dropped."""

    def __init__(self, largest: int, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.largest, self.too_large = largest, False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > self.largest:
            self.too_large, self.content = True, io.BytesIO()
            raise SkipFile
        self.content.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if self.too_large:
            return None
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )
