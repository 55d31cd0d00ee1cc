"""Files, by the site's own resumable uploads (tus 1.0): announced, sent in chunks of 5 MiB at most, resumed after a cut."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_noop
from ninja import Header, Router
from pydantic import StringConstraints

from rokhas.api.http.guard import Asking, Holds
from rokhas.api.models import Scope
from rokhas.api.schema.applicant import UploadSaid
from rokhas.documents import views as tus

router = Router(tags=["uploads"])
WRITES = Holds(Scope.DOSSIERS_WRITE)
Version = Annotated[Literal["1.0.0"], Header(alias="Tus-Resumable")]
Bytes = Annotated[int, Header(alias="Upload-Length")]
Offset = Annotated[int, Header(alias="Upload-Offset")]
Metadata = Annotated[
    str,
    Header(
        alias="Upload-Metadata",
        description=(
            "`key base64` pairs: filename, purpose (dossier-piece), about (the id of the dossier), code (of the document), "
            "replaces (the id of a piece, when one is replaced), insist (1 when a person says that a file refused with a code "
            "`doubt-…` is whole all the same: the desk sees it)"
        ),
    ),
    StringConstraints(max_length=4000),
]
Checksum = Annotated[str, Header(alias="Upload-Checksum"), StringConstraints(max_length=100)]


@router.post(
    "/uploads",
    auth=WRITES,
    response={201: None},
    summary=gettext_noop("Announce a file; its address is in the header Location"),
)
def announce(
    request: Asking,
    tus_resumable: Version = "1.0.0",
    upload_length: Bytes = 0,
    upload_metadata: Metadata = "",
) -> HttpResponseBase:
    answer = tus.uploads(request)
    if answer.has_header("Location"):
        pk = answer["Location"].rpartition("/")[2]
        answer["Location"] = reverse("api:upload", args=[pk])
    return answer


@router.api_operation(
    ["HEAD"],
    "/uploads/{pk}",
    auth=WRITES,
    response={200: None},
    summary=gettext_noop("Where to resume: the header Upload-Offset"),
    url_name="upload",
)
def offset(request: Asking, pk: UUID, tus_resumable: Version = "1.0.0") -> HttpResponseBase:
    return tus.upload(request, pk)


@router.get(
    "/uploads/{pk}",
    auth=WRITES,
    response=UploadSaid,
    summary=gettext_noop("What became of a file: arriving, received or refused"),
    url_name="upload",
)
def state(request: Asking, pk: UUID) -> HttpResponseBase:
    return tus.upload(request, pk)


@router.patch(
    "/uploads/{pk}",
    auth=WRITES,
    response={204: None},
    summary=gettext_noop("Send the next chunk; after the last one the file is checked and kept"),
    url_name="upload",
    openapi_extra={
        "requestBody": {
            "content": {"application/offset+octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        }
    },
)
def chunk(
    request: Asking,
    pk: UUID,
    tus_resumable: Version = "1.0.0",
    upload_offset: Offset = 0,
    upload_checksum: Checksum = "",
) -> HttpResponseBase:
    return tus.upload(request, pk)


@router.delete(
    "/uploads/{pk}",
    auth=WRITES,
    response={204: None},
    summary=gettext_noop("Give up a file on its way"),
    url_name="upload",
)
def give_up(request: Asking, pk: UUID, tus_resumable: Version = "1.0.0") -> HttpResponseBase:
    return tus.upload(request, pk)
