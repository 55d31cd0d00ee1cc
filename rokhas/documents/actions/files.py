"""Keeping files."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from typing import BinaryIO

from django.db import models, transaction

from rokhas.documents.errors import EmptyFile, NoRoom
from rokhas.documents.models import Document, Upload
from rokhas.documents.providers import vault
from rokhas.journal.duties import every
from rokhas.kernel.actor import Actor

ORPHANS_KEPT = timedelta(days=7)
NAME_LENGTH = 200


def store(
    content: bytes | BinaryIO, *, name: str, media_type: str, by: Actor, pages: int | None = None
) -> Document:
    """Keep a file for ever and give it a row; the same bytes are kept once, whatever their number of rows.

    The bytes are durable before the row exists. Call it before opening a transaction: it hashes and waits for the disk.
    `pages` is the number of pages when the caller knows it (`inspect` tells).

    Raises:
        EmptyFile: there is nothing to keep.
        NoRoom: the disk is full.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    try:
        sha256, size = vault.put(stream)
    except OSError as error:
        raise NoRoom from error
    if not size:
        raise EmptyFile
    return Document.objects.create(
        sha256=sha256,
        size=size,
        name=tidy_name(name),
        media_type=media_type,
        pages=pages,
        created_at=by.now(),
        created_by_id=by.person_id,
    )


def rename(document: Document, name: str) -> None:
    """Call a file otherwise: its bytes stay. Nothing when it is already called so."""
    if document.name != (tidied := tidy_name(name)):
        document.name = tidied
        document.save(update_fields=["name"])


def forget(numbers: Iterable[int]) -> int:
    """Remove the rows of files that nothing names any more, and of their uploads; returns how many. The sweep takes the bytes."""
    forgotten = 0
    for document in Document.objects.filter(pk__in=list(numbers)):
        try:
            with transaction.atomic():
                Upload.objects.filter(document=document).delete()
                document.delete()
        except models.ProtectedError:  # a signature or another dossier still holds it
            continue
        forgotten += 1
    return forgotten


def tidy_name(name: str) -> str:
    """A file's name as a person may be shown it: no folders, no control or direction characters, 200 characters at most."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, extension = clean.rpartition(".")
    if dot and len(extension) <= 10:
        return f"{stem[: NAME_LENGTH - len(extension) - 1]}.{extension}" if stem else extension
    return clean[:NAME_LENGTH] or "document"


@every(timedelta(days=1))
def sweep_orphans(by: Actor) -> list[str]:
    """Remove the files that no row has named for seven days: what a process left when it died between file and row."""
    return vault.sweep(
        by.now() - ORPHANS_KEPT, lambda sha256: Document.objects.filter(sha256=sha256).exists()
    )
