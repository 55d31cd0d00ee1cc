"""Signatures and registered files of a subject."""

from __future__ import annotations

from rokhas.documents.models import Document
from rokhas.signing.errors import AwaitingSeal
from rokhas.signing.models import RegisteredFile, Signature


def latest(purpose: str, subject: str) -> Signature | None:
    """The last signature accepted for a subject, sealed or not."""
    return (
        Signature.objects.filter(purpose=purpose, subject=subject)
        .select_related("document")
        .order_by("-pk")
        .first()
    )


def sealed_documents(purpose: str, subject: str) -> list[Document]:
    """The sealed files of a subject that stand today, the newest first.

    Raises:
        AwaitingSeal: the last signature has no time-stamp yet.
    """
    last = latest(purpose, subject)
    if last is not None and not last.is_sealed:
        raise AwaitingSeal
    standing = RegisteredFile.objects.filter(purpose=purpose, subject=subject).standing()
    return [entry.document for entry in standing.select_related("document").order_by("-pk")]
