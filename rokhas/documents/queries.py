"""Reading what was kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from rokhas.documents.errors import Damaged
from rokhas.documents.models import Document, Upload
from rokhas.documents.providers import inspection, scanner, vault
from rokhas.documents.schema import Inspection
from rokhas.kernel.actor import Actor

# The family of every paper as TrueType files, for whoever else typesets (the drawings of a demonstration).
FONTS = Path(__file__).parent / "fonts"


def read(document: Document) -> bytes:
    """The whole content, checked against its hash: for papers and signatures, not for large plans.

    Raises:
        Damaged: the file is missing or is no longer what was kept.
    """
    with open_file(document) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Damaged(name=document.name)
    return content


def open_file(document: Document) -> BinaryIO:
    """The content as a stream open for reading; the caller closes it.

    Raises:
        Damaged: the file is missing or has another size.
    """
    path = vault.path_of(document.sha256)
    try:
        if path.stat().st_size != document.size:
            raise Damaged(name=document.name)
        return path.open("rb")
    except OSError as error:
        raise Damaged(name=document.name) from error


def is_scanned() -> bool:
    """Whether received files are searched for viruses here."""
    return scanner.is_set_up()


def unfinished(purpose: str, about: str, by: Actor) -> list[Upload]:
    """What this person sent for this thing that is still arriving, or was refused, the latest first. One query."""
    mine = Upload.objects.sent_by(by).filter(purpose=purpose, about=about).unfinished(by.now())
    return [upload for upload in mine.order_by("-created_at") if upload.offset]


def inspect(source: Document | Path) -> Inspection:
    """What the file really is, from its content: media type, pages and their sizes, problems. Seconds at most.

    Raises:
        Damaged: the document's file is missing.
    """
    path = vault.path_of(source.sha256) if isinstance(source, Document) else source
    try:
        return inspection.inspect(path)
    except FileNotFoundError as error:
        raise Damaged(name=str(source)) from error
