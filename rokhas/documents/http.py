"""Sending documents out and taking plain forms in. Documents have no address of their own: the owner's view decides who sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _

from rokhas.documents.actions import receive
from rokhas.documents.errors import EmptyFile
from rokhas.documents.models import Document
from rokhas.documents.queries import open_file
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import Refused
from rokhas.ui.forms import Form
from rokhas.ui.http import Request

BLOCK = 256 * 1024
# Longer numbers name no byte of any file.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def deliver(
    document: Document, *, request: HttpRequest, inline: bool = False, name: str | None = None
) -> HttpResponseBase:
    """The document's bytes, streamed, whole or the one range asked for; call it once access is decided.

    `inline` lets a page of ours show it (the viewer); otherwise it is saved under `name`, in any script. Whatever it holds runs
    nothing: no type guessing, a sandbox without any source.

    A file that waits for the virus scanner, or in which it found something, is not sent (423): the answer says why.

    Raises:
        Damaged: the stored file is missing.
    """
    if document.scan in {Document.Scan.WAITING, Document.Scan.INFECTED}:
        return _withheld(document)
    etag = f'"{document.sha256}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": content_disposition_header(not inline, name or document.name)
        or ("inline" if inline else "attachment"),
    }
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers=headers)
    whole = range(document.size)
    asked = _asked(request, etag, document.size)
    if asked is None:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{document.size}"})
    headers["Content-Length"] = str(len(asked))
    status = 200
    if asked != whole:
        status = 206
        headers["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{document.size}"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=document.media_type)
    return StreamingHttpResponse(
        _Slice(open_file(document), asked), status=status, headers=headers, content_type=document.media_type
    )


def receive_form_file(
    request: HttpRequest,
    *,
    field: str,
    purpose: str,
    about: str,
    metadata: dict[str, str] | None = None,
    by: Actor,
) -> dict[str, Any]:
    """The file of a plain multipart form, under the same rules as an upload by chunks; returns what its purpose answered.

    Raises:
        EmptyFile: no file was chosen; and all that `actions.receive` refuses.
    """
    sent = request.FILES.get(field)
    if not isinstance(sent, UploadedFile) or not sent.size:
        raise EmptyFile
    upload = receive(
        purpose,
        about=about,
        name=sent.name or "",
        content=sent,
        length=sent.size,
        metadata=metadata or {},
        by=by,
    )
    answer: dict[str, Any] = upload.answer
    return answer


def receive_form_files(
    request: Request, form: Form, *, purpose: str, about: str, metadata: dict[str, str] | None = None
) -> bool:
    """Keep the files that came with a form, in its field `files`. The first that is refused says why on the form: False then."""
    return received_form_files(request, form, purpose=purpose, about=about, metadata=metadata) is not None


def received_form_files(
    request: Request, form: Form, *, purpose: str, about: str, metadata: dict[str, str] | None = None
) -> list[dict[str, Any]] | None:
    """The same, for whoever needs what the purpose answered of each; None when one was refused."""
    answers: list[dict[str, Any]] = []
    for sent in request.FILES.getlist("files"):
        try:
            upload = receive(
                purpose,
                about=about,
                name=sent.name or "",
                content=sent,
                length=sent.size or 0,
                metadata=metadata or {},
                by=request.actor,
            )
        except Refused as refused:
            form.refuse(refused)
            return None
        answers.append(upload.answer)
    return answers


def _withheld(document: Document) -> HttpResponse:
    waits = _(
        "This file has not yet been searched for viruses. It can be opened as soon as the scanner has answered."
    )
    found = _("A virus was found in this file: it cannot be opened. Ask its sender for another.")
    said = waits if document.scan == Document.Scan.WAITING else found
    return HttpResponse(said, status=423, content_type="text/plain; charset=utf-8")


def _asked(request: HttpRequest, etag: str, size: int) -> range | None:
    """The bytes to send; everything when no single valid range is asked, None when it lies outside the file."""
    whole = range(size)
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    condition = request.headers.get("If-Range")
    if not found or (condition and condition != etag) or found.groups() == ("", ""):
        return whole
    first, last = found.groups()
    stop = min(int(last) + 1, size) if first and last else size
    asked = range(int(first) if first else max(0, size - int(last)), stop)
    return asked if asked and asked.start < size else None


class _Slice:
    """A part of an open file, in blocks; closed with the response."""

    def __init__(self, file: BinaryIO, asked: range) -> None:
        self.file, self.left = file, len(asked)
        file.seek(asked.start)

    def __iter__(self) -> Iterator[bytes]:
        while self.left and (block := self.file.read(min(BLOCK, self.left))):
            self.left -= len(block)
            yield block

    def close(self) -> None:
        self.file.close()
