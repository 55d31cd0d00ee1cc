"""The tus 1.0 protocol: creation, chunks, checksum, termination. Every answer in words is `application/problem+json` or JSON."""

from __future__ import annotations

import base64
import binascii
import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from rokhas.documents import actions
from rokhas.documents.actions.uploads import CHUNK
from rokhas.documents.models import Upload
from rokhas.documents.schema.uploads import LARGEST
from rokhas.kernel.errors import Refused
from rokhas.ui.http import Request, signed_in

VERSION = "1.0.0"
BYTES = "application/offset+octet-stream"
_FACTS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}


class _Malformed(Exception):
    """A request that does not follow the protocol: its status, and a word for whoever writes the sender."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def _tus(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The protocol's own headers, and refusals as problems."""

    @functools.wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            request.method = request.headers.get("X-HTTP-Method-Override", "POST").upper()
        try:
            if request.method not in {"OPTIONS", "GET"} and request.headers.get("Tus-Resumable") != VERSION:
                raise _Malformed(412, "Tus-Resumable must be 1.0.0")
            response = view(request, *args, **kwargs)
        except Refused as refused:
            response = _problem(refused.status, str(refused), refused.code)
        except _Malformed as malformed:
            response = _problem(malformed.status, str(malformed), "malformed-upload")
            if malformed.status == 412:
                response["Tus-Version"] = VERSION
        for name, value in _FACTS.items():
            response[name] = value
        return response

    return answered


@never_cache
@signed_in
@_tus
def uploads(request: Request) -> HttpResponseBase:
    """OPTIONS: what is spoken here. POST: announce a file; its address is in `Location`.

    Upload-Metadata carries `filename`, `purpose`, `about`, and whatever else the purpose wants to know; with the `fingerprint` of
    a file that is already arriving, `Location` is where it arrives and `Upload-Offset` says from where it goes on.
    """
    if request.method == "OPTIONS":
        return _capabilities()
    if request.method != "POST":
        raise _Malformed(405, "POST or OPTIONS")
    metadata = _metadata(request.headers.get("Upload-Metadata", ""))
    upload = actions.begin(
        metadata.pop("purpose", ""),
        about=metadata.pop("about", ""),
        name=metadata.pop("filename", ""),
        length=_number(request, "Upload-Length"),
        fingerprint=metadata.pop("fingerprint", ""),
        metadata=metadata,
        by=request.actor,
    )
    return HttpResponse(
        status=201, headers={"Location": reverse("documents:upload", args=[upload.pk]), **_progress(upload)}
    )


@never_cache
@signed_in
@_tus
def upload(request: Request, pk: UUID) -> HttpResponseBase:
    """HEAD: where to resume. PATCH: the next chunk. DELETE: give up. GET: the state and the answer, as JSON."""
    found = get_object_or_404(Upload.objects.sent_by(request.actor), pk=pk)
    if request.method == "OPTIONS":
        return _capabilities()
    if request.method == "HEAD":
        return HttpResponse(status=200, headers={**_progress(found), "Upload-Length": str(found.length)})
    if request.method == "GET":
        return JsonResponse(_state(found))
    if request.method == "DELETE":
        actions.cancel(found, by=request.actor)
        return HttpResponse(status=204)
    if request.method != "PATCH":
        raise _Malformed(405, "HEAD, PATCH, DELETE or GET")
    return HttpResponse(status=204, headers=_progress(_patch(request, found)))


def _patch(request: Request, found: Upload) -> Upload:
    if request.content_type != BYTES:
        raise _Malformed(415, f"Content-Type must be {BYTES}")
    offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length", missing=411)
    if length > CHUNK:
        raise _Malformed(413, f"a chunk has {CHUNK} bytes at most")
    if not length:  # a sender who lost the answer to its last chunk
        return actions.finish(found, by=request.actor)
    return actions.append(
        found, offset=offset, content=request, length=length, checksum=_checksum(request), by=request.actor
    )


def _capabilities() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,checksum,termination,expiration",
            "Tus-Max-Size": str(LARGEST),
            "Tus-Checksum-Algorithm": "sha256",
        },
    )


def _progress(found: Upload) -> dict[str, str]:
    return {
        "Upload-Offset": str(found.offset),
        "Upload-Expires": f"{found.expires_at:%a, %d %b %Y %H:%M:%S} GMT",
    }


def _state(found: Upload) -> dict[str, Any]:
    state: dict[str, Any] = {"state": found.state, "offset": found.offset, "length": found.length}
    if found.state == Upload.State.REFUSED:
        language = "ar" if get_language() == "ar" else "fr"
        return {**state, "code": found.answer["code"], "detail": found.answer[language]}
    if found.is_arriving:
        state["chunks"] = found.chunks
    return {**state, "answer": found.answer}


def _metadata(header: str) -> dict[str, str]:
    """`key base64, key base64`: keys are unique, values are UTF-8."""
    told: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            text = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _Malformed(400, f"Upload-Metadata: {key!r} is not base64 of UTF-8") from None
        if key in told or len(text) > 500 or len(told) > 20:
            raise _Malformed(400, f"Upload-Metadata: {key!r} is repeated or too long")
        told[key] = text
    return told


def _checksum(request: Request) -> bytes | None:
    header = request.headers.get("Upload-Checksum", "")
    if not header:
        return None
    algorithm, _space, value = header.partition(" ")
    if algorithm != "sha256":
        raise _Malformed(400, "Upload-Checksum: sha256 only")
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise _Malformed(400, "Upload-Checksum is not base64") from None


def _number(request: Request, header: str, *, missing: int = 400) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise _Malformed(missing, f"{header} must be a number of bytes")
    return int(value)


def _problem(status: int, detail: str, code: str) -> HttpResponse:
    told = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    return JsonResponse(told, status=status, content_type="application/problem+json")
