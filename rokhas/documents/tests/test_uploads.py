"""Receiving by chunks, through the protocol as a browser speaks it."""

import base64
import fcntl
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from rokhas.accounts.models import Person
from rokhas.documents import actions
from rokhas.documents.actions import uploads
from rokhas.documents.errors import (
    EmptyFile,
    Encrypted,
    FileRefused,
    Markup,
    NameMismatch,
    NotAccepted,
    QuotaReached,
    ReadingAnother,
    ReadLater,
    TooLarge,
    TooLongToRead,
    TooManyUploads,
    UnknownPurpose,
    UploadOver,
)
from rokhas.documents.models import Document, Upload
from rokhas.documents.providers import inspection
from rokhas.documents.providers import vault as files
from rokhas.documents.queries import read
from rokhas.documents.schema import Inspection
from rokhas.documents.tests.conftest import PURPOSE, Desk, pdf
from rokhas.documents.tests.sender import PLAN, TUS, Browser
from rokhas.documents.tests.test_inspection import png
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed, Refused


@pytest.fixture
def browser(person: Person, desk: Desk) -> Browser:
    return Browser(person)


def test_a_file_sent_in_two_chunks_becomes_a_document(browser: Browser, desk: Desk, person: Person) -> None:
    assert browser.announce(tag="plan-de-masse").status_code == 201
    half = len(PLAN) // 2
    first = browser.patch(0, PLAN[:half])
    assert (first.status_code, first["Upload-Offset"]) == (204, str(half))
    assert browser.head()["Upload-Offset"] == str(half)
    assert browser.patch(half, PLAN[half:]).status_code == 204
    about, document, metadata, person_id = desk.received[0]
    assert (about, metadata, person_id) == ("dossier-7", {"tag": "plan-de-masse"}, person.pk)
    assert (document.name, document.media_type, document.pages) == ("A-01.pdf", "application/pdf", 2)
    assert read(document) == PLAN
    assert browser.state() == {
        "state": "received",
        "offset": len(PLAN),
        "length": len(PLAN),
        "answer": {"document": document.pk},
    }
    assert not files.part_of(Upload.objects.get().pk).exists()


def test_a_chunk_altered_on_its_way_counts_for_nothing(browser: Browser, desk: Desk) -> None:
    browser.announce()
    right = base64.b64encode(hashlib.sha256(PLAN).digest()).decode()
    altered = browser.patch(0, b"X" + PLAN[1:], **{"Upload-Checksum": f"sha256 {right}"})
    assert (altered.status_code, altered.json()["code"]) == (460, "upload-checksum")
    assert browser.head()["Upload-Offset"] == "0"
    assert browser.patch(0, PLAN, **{"Upload-Checksum": f"sha256 {right}"}).status_code == 204
    assert len(desk.received) == 1


def test_a_wrong_offset_is_refused_and_the_right_one_is_asked(browser: Browser) -> None:
    browser.announce()
    browser.patch(0, PLAN[:10])
    assert browser.patch(5, PLAN[5:]).status_code == 409
    assert browser.patch(10, PLAN[10:] + b"more than announced").status_code == 409
    assert browser.head()["Upload-Offset"] == "10"


def test_a_killed_process_loses_nothing_that_was_acknowledged(browser: Browser, desk: Desk) -> None:
    browser.announce()
    browser.patch(0, PLAN[:100])
    with files.part_of(Upload.objects.get().pk).open("ab") as part:
        part.write(b"bytes of a chunk that the dead process never acknowledged")
    assert browser.head()["Upload-Offset"] == "100"
    assert browser.patch(100, PLAN[100:]).status_code == 204
    assert read(desk.received[0][1]) == PLAN


def test_the_last_answer_may_be_lost_and_asked_again(browser: Browser, desk: Desk) -> None:
    browser.announce()
    upload = Upload.objects.get()
    with files.open_part(upload.pk) as part:  # the server died after the last byte, before it finished
        part.write(PLAN)
    Upload.objects.update(offset=len(PLAN))
    assert browser.patch(len(PLAN), b"").status_code == 204
    assert browser.patch(len(PLAN), b"").status_code == 204
    assert len(desk.received) == Document.objects.count() == 1


def test_the_worker_finishes_what_a_dead_server_left(browser: Browser, desk: Desk) -> None:
    browser.announce()
    upload = Upload.objects.get()
    with files.open_part(upload.pk) as part:
        part.write(PLAN)
    Upload.objects.update(offset=len(PLAN), expires_at=datetime.now(UTC) + timedelta(hours=23))
    assert actions.finish_interrupted(system()) == 1
    assert browser.state()["state"] == "received"


def test_one_upload_that_breaks_does_not_hold_the_others(
    sender: Actor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for about in ("broken", "whole"):
        upload = actions.begin(PURPOSE, about=about, name="a.pdf", length=len(PLAN), metadata={}, by=sender)
        with files.open_part(upload.pk) as part:
            part.write(PLAN)
    Upload.objects.update(offset=len(PLAN), expires_at=datetime.now(UTC) + timedelta(hours=23))
    first = Upload.objects.get(about="broken")
    adopt = files.adopt

    def broken(path: Path) -> tuple[str, int]:
        if path == files.part_of(first.pk):
            raise ValueError("something that nobody foresaw")
        return adopt(path)

    monkeypatch.setattr(files, "adopt", broken)
    assert actions.finish_interrupted(system()) == 1
    assert set(Upload.objects.values_list("about", "state")) == {
        ("broken", "arriving"),
        ("whole", "received"),
    }


def whole(sender: Actor, content: bytes = PLAN) -> Upload:
    upload = actions.begin(PURPOSE, about="d", name="a.pdf", length=len(content), metadata={}, by=sender)
    with files.open_part(upload.pk) as part:
        part.write(content)
    Upload.objects.filter(pk=upload.pk).update(offset=len(content))
    upload.refresh_from_db()
    return upload


def test_one_person_has_one_file_read_at_a_time(
    sender: Actor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Actor(Person.objects.create_user("other@example.org").pk)
    waiting, elsewhere = whole(sender), whole(other)
    look = inspection.inspect

    def meanwhile(path: Path) -> Inspection:
        if path == files.part_of(elsewhere.pk):
            return look(path)
        with pytest.raises(ReadingAnother):
            actions.finish(waiting, by=sender)
        assert actions.finish(elsewhere, by=other).state == "received"
        return look(path)

    monkeypatch.setattr(inspection, "inspect", meanwhile)
    assert actions.finish(whole(sender), by=sender).state == "received"
    monkeypatch.setattr(inspection, "inspect", look)
    assert actions.finish(waiting, by=sender).state == "received"


def test_files_that_take_long_to_read_wait_for_the_next_hour(
    sender: Actor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Inspection("application/pdf", problems=("too_long",), seconds=uploads.SECONDS_AN_HOUR)
    monkeypatch.setattr(inspection, "inspect", lambda path: slow)
    with pytest.raises(TooLongToRead):
        actions.finish(whole(sender), by=sender)
    monkeypatch.undo()
    upload = whole(sender)
    with pytest.raises(ReadLater):
        actions.finish(upload, by=sender)
    assert Upload.objects.get(pk=upload.pk).is_arriving
    actions.finish(upload, by=Actor(sender.person_id, at=datetime.now(UTC) + timedelta(hours=2)))
    assert upload.state == "received"
    assert upload.document is not None


def test_what_a_sender_tells_keeps_no_control_character(browser: Browser) -> None:
    assert browser.announce(about="d\0", code="PLAN\0ARCH").status_code == 201
    upload = Upload.objects.get()
    assert (upload.about, upload.metadata) == ("d", {"code": "PLANARCH"})


def test_a_cut_line_keeps_what_came_unless_it_had_a_checksum(sender: Actor, desk: Desk) -> None:
    class Cut:
        def __init__(self) -> None:
            self.parts = [PLAN[:40]]

        def read(self, size: int) -> bytes:
            if not self.parts:
                raise OSError("the client is gone")
            return self.parts.pop()

    upload = actions.begin(PURPOSE, about="d", name="a.pdf", length=len(PLAN), metadata={}, by=sender)
    actions.append(upload, offset=0, content=Cut(), length=len(PLAN), checksum=b"x" * 32, by=sender)
    assert upload.offset == 0
    actions.append(upload, offset=0, content=Cut(), length=len(PLAN), by=sender)
    assert upload.offset == 40


def test_two_windows_do_not_write_the_same_file(browser: Browser) -> None:
    browser.announce()
    with files.open_part(Upload.objects.get().pk) as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        assert browser.patch(0, PLAN).status_code == 423


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("plan.pdf", pdf(password="x"), Encrypted),
        ("plan.pdf", b"<html>", Markup),
        ("plan.pdf", png(), NameMismatch),
        ("plan.pdf", b"0\nSECTION\n0\nEOF\n", NotAccepted),
    ],
)
def test_a_refused_content_leaves_no_document_and_says_why_in_both_languages(
    browser: Browser, desk: Desk, name: str, content: bytes, refusal: type[Refused]
) -> None:
    browser.announce(len(content), filename=name)
    response = browser.patch(0, content)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()["code"]) == (refusal.status, refusal.code)
    assert not Document.objects.exists()
    assert not desk.received
    kept = Upload.objects.get().answer
    assert kept["fr"] != kept["ar"]
    assert any("\u0600" < char < "\u06ff" for char in kept["ar"])
    assert browser.state()["detail"] == kept["fr"]


def test_every_refusal_of_a_file_is_translated() -> None:
    for refusal in FileRefused.__subclasses__():
        with translation.override("fr"):
            french = str(refusal.message)
        with translation.override("ar"):
            arabic = str(refusal.message)
        with translation.override("en"):
            assert len({french, arabic, str(refusal.message)}) == 3, refusal


def test_a_purpose_that_refuses_on_reception_undoes_the_row(browser: Browser, desk: Desk) -> None:
    desk.refusal = NotAllowed()
    browser.announce()
    assert browser.patch(0, PLAN).status_code == 403
    assert not Document.objects.exists()
    assert Upload.objects.get().state == Upload.State.REFUSED


def test_what_is_refused_before_the_first_byte(
    sender: Actor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(**changed: Any) -> Upload:
        given: dict[str, Any] = {
            "about": "d",
            "name": "a.pdf",
            "length": 10,
            "metadata": {},
            "by": sender,
        } | changed
        return actions.begin(given.pop("code", PURPOSE), **given)

    refused: list[tuple[type[Refused], dict[str, Any]]] = [
        (UnknownPurpose, {"code": "nobody"}),
        (EmptyFile, {"length": 0}),
        (TooLarge, {"length": 201 * 1024 * 1024}),
        (NotAccepted, {"name": "virus.exe"}),
        (NotAllowed, {"about": "closed"}),
        (NotAllowed, {"by": Actor(None)}),
    ]
    for refusal, changed in refused:
        with pytest.raises(refusal):
            begin(**changed)
    assert not Upload.objects.exists()
    monkeypatch.setattr(uploads, "OPEN_AT_ONCE", 2)
    begin()
    begin()
    with pytest.raises(TooManyUploads):
        begin()
    monkeypatch.setattr(uploads, "OPEN_AT_ONCE", 20)
    monkeypatch.setattr(uploads, "BYTES_A_DAY", 25)
    with pytest.raises(QuotaReached):
        begin()


def test_a_right_that_ends_while_sending_ends_the_upload(browser: Browser, desk: Desk) -> None:
    browser.announce()
    browser.patch(0, PLAN[:10])
    desk.open = False
    assert browser.patch(10, PLAN[10:]).status_code == 403


def test_an_upload_of_another_person_does_not_exist(browser: Browser, db: None) -> None:
    browser.announce()
    other = Client()
    other.force_login(Person.objects.create_user("other@example.org", "a-long-password"))
    assert other.head(browser.address, headers=TUS).status_code == 404
    assert other.delete(browser.address, headers=TUS).status_code == 404
    assert Client().get(browser.address).status_code == 302


def test_giving_up_leaves_nothing(browser: Browser) -> None:
    browser.announce()
    browser.patch(0, PLAN[:10])
    part = files.part_of(Upload.objects.get().pk)
    assert browser.client.delete(browser.address, headers=TUS).status_code == 204
    assert not part.exists()
    assert browser.head().status_code == 404


def test_abandoned_uploads_are_swept_after_a_day(sender: Actor, desk: Desk) -> None:
    upload = actions.begin(PURPOSE, about="d", name="a.pdf", length=10, metadata={}, by=sender)
    later = datetime.now(UTC) + timedelta(hours=25)
    with pytest.raises(UploadOver):
        actions.append(
            upload,
            offset=0,
            content=SimpleUploadedFile("a", b"x" * 10),
            length=10,
            by=Actor(sender.person_id, at=later),
        )
    assert actions.sweep_uploads(system()) == 0
    assert actions.sweep_uploads(system(later)) == 1
    assert not Upload.objects.exists()
    assert not files.part_of(upload.pk).exists()
