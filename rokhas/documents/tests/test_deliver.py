from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import quote

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from rokhas.documents.actions import store
from rokhas.documents.http import deliver
from rokhas.documents.models import Document
from rokhas.kernel.actor import Actor

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def document(sender: Actor) -> Document:
    return store(CONTENT, name="تصميم الكتلة.pdf", media_type="application/pdf", by=sender)


def answered(document: Document, method: str = "get", **headers: str) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/plan", headers=headers)
    return cast(HttpResponse, deliver(document, request=request))


def body(response: Any) -> bytes:
    assert isinstance(response, StreamingHttpResponse)
    content = b"".join(cast(Iterable[bytes], response.streaming_content))
    response.close()
    return content


def test_the_whole_file_is_streamed_with_headers_that_let_nothing_run(document: Document) -> None:
    response = answered(document)
    assert body(response) == CONTENT
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "1024"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('تصميم الكتلة.pdf')}"


def test_shown_inline_under_another_name(document: Document) -> None:
    request = RequestFactory().get("/plan")
    response = deliver(document, request=request, inline=True, name="PCT-1-permit.pdf")
    assert response["Content-Disposition"] == 'inline; filename="PCT-1-permit.pdf"'
    body(response)


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=1000-", 1000, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=1000-9999", 1000, 1024),
    ],
)
def test_a_viewer_reads_the_range_it_asks_for(document: Document, asked: str, start: int, stop: int) -> None:
    response = answered(document, Range=asked)
    assert response.status_code == 206
    assert body(response) == CONTENT[start:stop]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/1024"
    assert response["Content-Length"] == str(stop - start)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=9-3", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(document: Document, asked: str) -> None:
    response = answered(document, Range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=0-" + "9" * 5000, "bytes=²-"]
)
def test_what_is_not_one_range_gets_the_whole_file(document: Document, asked: str) -> None:
    response = answered(document, Range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_a_known_version_is_not_sent_again(document: Document) -> None:
    response = answered(document, **{"If-None-Match": f'"{document.sha256}"'})
    assert (response.status_code, response.content) == (304, b"")


def test_a_range_of_another_version_becomes_the_whole_file(document: Document) -> None:
    response = answered(document, Range="bytes=0-9", **{"If-Range": '"other"'})
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_head_says_the_size_and_sends_nothing(document: Document) -> None:
    response = answered(document, "head")
    assert (response["Content-Length"], response.content) == ("1024", b"")
