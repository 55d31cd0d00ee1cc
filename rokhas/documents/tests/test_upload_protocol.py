"""What the protocol of resumable uploads refuses by itself, and the plain form beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from rokhas.accounts.models import Person
from rokhas.documents.actions import uploads
from rokhas.documents.errors import (
    EmptyFile,
    Markup,
)
from rokhas.documents.http import receive_form_file
from rokhas.documents.models import Upload
from rokhas.documents.queries import read
from rokhas.documents.tests.conftest import PURPOSE, Desk
from rokhas.documents.tests.sender import PLAN, TUS, Browser, encoded
from rokhas.kernel.actor import Actor


@pytest.fixture
def browser(person: Person, desk: Desk) -> Browser:
    return Browser(person)


def malformed_version(browser: Browser) -> Any:
    return browser.client.patch(browser.address, b"x", content_type="application/offset+octet-stream")


def malformed_type(browser: Browser) -> Any:
    return browser.client.patch(browser.address, b"x", content_type="application/pdf", headers=TUS)


def malformed_offset(browser: Browser) -> Any:
    return browser.patch(0, b"x", **{"Upload-Offset": "-1"})


def malformed_checksum(browser: Browser) -> Any:
    return browser.patch(0, b"x", **{"Upload-Checksum": "md5 AAAA"})


def oversized_chunk(browser: Browser) -> Any:
    return browser.patch(0, b"x" * (uploads.CHUNK + 1))


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (malformed_version, 412),
        (malformed_type, 415),
        (malformed_offset, 400),
        (malformed_checksum, 400),
        (oversized_chunk, 413),
    ],
)
def test_a_malformed_request_is_answered_by_the_protocol(
    browser: Browser, ask: Callable[[Browser], Any], status: int
) -> None:
    browser.announce()
    response = ask(browser)
    assert (response.status_code, response["Tus-Resumable"]) == (status, "1.0.0")


def test_the_protocol_says_what_it_speaks(browser: Browser) -> None:
    response = browser.client.options("/uploads/")
    assert response["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert response["Tus-Checksum-Algorithm"] == "sha256"
    assert response["Tus-Max-Size"] == str(200 * 1024 * 1024)


def test_another_site_cannot_send_in_the_persons_name(person: Person, desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    headers = {**TUS, "Upload-Length": "10", "Upload-Metadata": f"purpose {encoded(PURPOSE)}"}
    assert strict.post("/uploads/", headers=headers).status_code == 403
    assert not Upload.objects.exists()


def test_a_plain_form_follows_the_same_rules(sender: Actor, desk: Desk) -> None:
    def posted(name: str, content: bytes) -> Any:
        request = RequestFactory().post("/", {"plan": SimpleUploadedFile(name, content)})
        return receive_form_file(
            request, field="plan", purpose=PURPOSE, about="d", metadata={"tag": "x"}, by=sender
        )

    answer = posted("تصميم.pdf", PLAN)
    document = desk.received[0][1]
    assert (answer, document.name, read(document)) == ({"document": document.pk}, "تصميم.pdf", PLAN)
    with pytest.raises(Markup):
        posted("a.pdf", b"<svg/>")
    with pytest.raises(EmptyFile):
        posted("a.pdf", b"")
    with pytest.raises(EmptyFile):
        receive_form_file(RequestFactory().post("/"), field="plan", purpose=PURPOSE, about="d", by=sender)
