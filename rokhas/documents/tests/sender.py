"""A browser that sends files by the protocol of resumable uploads."""

import base64
from typing import Any

from django.test import Client

from rokhas.accounts.models import Person
from rokhas.documents.tests.conftest import PURPOSE, pdf

PLAN = pdf(2)
TUS = {"Tus-Resumable": "1.0.0"}
EMPTY: Any = {"CONTENT_TYPE": "application/offset+octet-stream", "CONTENT_LENGTH": "0"}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class Browser:
    def __init__(self, person: Person) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.address = ""

    def announce(self, length: int = len(PLAN), **told: str) -> Any:
        told = {"filename": "A-01.pdf", "purpose": PURPOSE, "about": "dossier-7", **told}
        metadata = ",".join(f"{name} {encoded(value)}" for name, value in told.items())
        headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata}
        response: Any = self.client.post("/uploads/", headers=headers)
        self.address = response.headers.get("Location", "")
        return response

    def patch(self, offset: int, content: bytes, **headers: str) -> Any:
        return self.client.patch(
            self.address,
            content,
            content_type="application/offset+octet-stream",
            headers={**TUS, "Upload-Offset": str(offset), **headers},
            **EMPTY if not content else {},
        )

    def head(self) -> Any:
        return self.client.head(self.address, headers=TUS)

    def state(self) -> Any:
        return self.client.get(self.address).json()
