"""What the tests of this room share: a person, a purpose, files, and papers filled with invented facts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from rokhas.accounts.models import Person
from rokhas.documents.models import Document
from rokhas.documents.schema import UploadPurpose, register, uploads
from rokhas.kernel.actor import Actor

PURPOSE = "test-plan"


def pdf(
    pages: int = 1, *, width: float = 595, height: float = 842, password: str = "", script: str = ""
) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, height)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENT_FOLDER = tmp_path / "documents"
    return tmp_path / "documents"


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create_user("salma@example.org", "a-long-password", name_fr="Salma Berrada")


@pytest.fixture
def sender(person: Person) -> Actor:
    return Actor(person.pk)


class Desk:
    """The owner of a purpose: remembers what it was told, and may refuse."""

    def __init__(self) -> None:
        self.open = True
        self.refusal: Exception | None = None
        self.received: list[tuple[str, Document, dict[str, str], int | None]] = []

    def may_upload(self, actor: Actor, about: str, metadata: dict[str, str]) -> bool:
        return self.open and about != "closed"

    def on_received(
        self, about: str, document: Document, metadata: dict[str, str], actor: Actor
    ) -> dict[str, Any]:
        if self.refusal:
            raise self.refusal
        self.received.append((about, document, metadata, actor.person_id))
        return {"document": document.pk}


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    register(
        UploadPurpose(
            PURPOSE, desk.may_upload, desk.on_received, accepts=frozenset({uploads.PDF, uploads.PNG})
        )
    )
    yield desk
    del uploads._purposes[PURPOSE]


def sha256(content: bytes | str) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
