"""Files read from a form without ever touching the disk."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


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
