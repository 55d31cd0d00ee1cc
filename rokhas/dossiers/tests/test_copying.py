"""A new draft from an earlier dossier: shown first, then copied; only by its parties."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.documents.models import Document
from rokhas.dossiers.actions.copying import copy_draft
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.answers import all_same
from rokhas.kernel.errors import NotAllowed
from rokhas.testing.scene import Scene


@pytest.mark.parametrize(("language", "heading"), [("fr", "dossier antérieur"), ("ar", "ملف سابق")])
def test_what_is_ticked_comes_into_a_new_draft(
    client: Client, scene: Scene, language: str, heading: str
) -> None:
    scene.draft().give_pieces()
    client.force_login(scene.cast.people["architect"])
    client.cookies["rokhas_language"] = language
    page = reverse("dossiers:copy", args=[scene.dossier.pk])
    html = client.get(page).content.decode()
    assert heading in html
    kept = scene.dossier.pieces.get(code="CERTPROP")
    gone = scene.dossier.pieces.get(code="CONTRARCH")
    Document.objects.filter(pk=gone.document_id).update(scan="infected")
    assert f'value="{kept.pk}" id="piece-{kept.pk}" checked' in html
    answer = client.post(page, {"piece": [kept.pk, gone.pk, 999_999]})
    draft = Dossier.objects.exclude(pk=scene.dossier.pk).get()
    assert answer["Location"] == reverse("dossiers:draft", args=[draft.pk])
    assert [piece.document_id for piece in draft.pieces.all()] == [kept.document_id]
    scene.dossier.refresh_from_db()
    assert all_same(draft.procedure, scene.dossier.answers, draft.answers)
    assert draft.unit_id == scene.dossier.unit_id


def test_a_stranger_copies_nothing(client: Client, scene: Scene) -> None:
    scene.draft()
    client.force_login(scene.cast.people["president"])
    assert client.get(reverse("dossiers:copy", args=[scene.dossier.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        copy_draft(scene.dossier, pieces=(), by=scene.actor("president"))
