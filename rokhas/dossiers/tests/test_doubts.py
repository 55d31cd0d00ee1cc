"""Photographs and first pages alone are refused with what to do; a person may insist, and the desk reads it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rokhas.documents.actions import receive
from rokhas.documents.tests.conftest import pdf
from rokhas.documents.tests.pictures import pdf_of, photograph
from rokhas.dossiers.actions import uploads
from rokhas.dossiers.errors import FirstPageOnly, LooksPhotographed
from rokhas.dossiers.models import Piece
from rokhas.dossiers.queries.drafts import preparation
from rokhas.kernel.errors import Refused
from rokhas.testing.scene import Scene

PHOTOGRAPH = pdf_of(photograph(), 2000, 1000)


def give(scene: Scene, code: str, content: bytes, **told: str) -> Any:
    return receive(
        uploads.CODE,
        about=str(scene.dossier.pk),
        name="scan.pdf",
        content=io.BytesIO(content),
        length=len(content),
        metadata={"code": code, **told},
        by=scene.actor("architect"),
    )


@pytest.mark.parametrize(
    ("code", "content", "refusal", "doubt"),
    [
        ("CERTPROP", PHOTOGRAPH, LooksPhotographed, "photographed"),
        ("CONTRARCH", pdf(1), FirstPageOnly, "first_page"),
    ],
)
def test_a_doubted_file_is_refused_until_its_sender_insists(
    drafted: Scene, code: str, content: bytes, refusal: type[Refused], doubt: str
) -> None:
    with pytest.raises(refusal):
        give(drafted, code, content)
    assert not Piece.objects.exists()
    give(drafted, code, content, insist="1")
    assert Piece.objects.get().insisted == [doubt]


def test_a_whole_scan_is_not_doubted_and_carries_no_mark(drafted: Scene) -> None:
    give(drafted, "CONTRARCH", pdf(2), insist="1")
    give(drafted, "CERTPROP", pdf(1))
    assert [piece.insisted for piece in Piece.objects.all()] == [[], []]


@pytest.mark.parametrize(
    ("language", "offered", "mark", "warned"),
    [
        ("fr", "envoyez-le quand même", "Ressemble à une photo", "ne sont pas contrôlés contre les virus"),
        ("ar", "أرسلوه مع ذلك", "يبدو صورة", "لا تُفحص الملفات"),
    ],
)
def test_the_plain_form_offers_to_insist_and_the_desk_reads_the_mark(
    client: Client, drafted: Scene, language: str, offered: str, mark: str, warned: str
) -> None:
    drafted.give_pieces(without=["CERTPROP"])
    client.force_login(drafted.cast.people["architect"])
    client.cookies["rokhas_language"] = language
    page = reverse("dossiers:pieces", args=[drafted.dossier.pk])
    asked = preparation(drafted.dossier, 1).documents["main"]
    assert "CERTPROP" in {each.document.code for each in asked}

    def post(**told: str) -> Any:
        sent = SimpleUploadedFile("scan.pdf", PHOTOGRAPH)
        return client.post(page, {"code": "CERTPROP", "file": sent, **told})

    told = post()
    assert told.status_code == 422
    assert offered in told.content.decode()
    reopened = client.get(page).content.decode()
    assert offered in reopened, "on another visit one may still insist"
    assert "scan.pdf" in reopened
    assert post(insist="1").status_code == 302
    given = client.get(page).content.decode()
    assert mark in given
    assert 'name="insist"' not in given
    drafted.sign_plans().lodge()
    officer = Client()
    officer.cookies["rokhas_language"] = language
    task = drafted.dossier.tasks.open().get()
    officer.force_login(drafted.cast.people["front-desk"])
    html = officer.get(reverse("dossiers:desk-check", args=[task.pk])).content.decode()
    assert mark in html
    assert warned in html
