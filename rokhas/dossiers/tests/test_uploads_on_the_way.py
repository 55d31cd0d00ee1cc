"""What the page of the documents says of files that are still arriving."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.documents.actions import append, begin
from rokhas.dossiers.actions import uploads
from rokhas.dossiers.queries.drafts import preparation
from rokhas.testing.scene import Scene


@pytest.mark.parametrize(("language", "said"), [("fr", "50 % est arrivé"), ("ar", "50 %")])
def test_an_interrupted_file_is_told_beside_its_document(
    client: Client, drafted: Scene, language: str, said: str
) -> None:
    architect = drafted.actor("architect")
    code = preparation(drafted.dossier, 1).documents["main"][0].document.code
    about = str(drafted.dossier.pk)
    upload = begin(
        uploads.CODE, about=about, name="A-03.pdf", length=200, metadata={"code": code}, by=architect
    )
    append(upload, offset=0, content=io.BytesIO(b"x" * 100), length=100, by=architect)
    client.force_login(drafted.cast.people["architect"])
    client.cookies["rokhas_language"] = language
    html = client.get(reverse("dossiers:pieces", args=[drafted.dossier.pk])).content.decode()
    assert said in html
    assert "A-03.pdf" in html
