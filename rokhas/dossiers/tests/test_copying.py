"""A new draft from an earlier dossier: shown first, then copied; only by its parties."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rokhas.documents.models import Document
from rokhas.dossiers.actions.copying import copy_draft
from rokhas.dossiers.models import Dossier
from rokhas.dossiers.workflow.answers import all_same
from rokhas.kernel.errors import NotAllowed
from rokhas.testing.scene import Scene


@pytest.mark.parametrize(("language", "heading"), [("fr", "dossier antérieur"), ("ar", "ملف سابق")])
def test_what_is_ticked_comes_into_a_new_draft(
    client: Client, drafted: Scene, language: str, heading: str
) -> None:
    drafted.give_pieces()
    client.force_login(drafted.cast.people["architect"])
    client.cookies["rokhas_language"] = language
    page = reverse("dossiers:copy", args=[drafted.dossier.pk])
    html = client.get(page).content.decode()
    assert heading in html
    kept = drafted.dossier.pieces.get(code="CERTPROP")
    gone = drafted.dossier.pieces.get(code="CONTRARCH")
    Document.objects.filter(pk=gone.document_id).update(scan="infected")
    assert f'value="{kept.pk}" id="piece-{kept.pk}" checked' in html
    ticked = [kept.pk, gone.pk, 999_999]
    unconfirmed = client.post(page, {"piece": ticked})
    assert unconfirmed.status_code == 422
    assert Dossier.objects.count() == 1
    answer = client.post(page, {"piece": ticked, "confirmed": "1"})
    draft = Dossier.objects.exclude(pk=drafted.dossier.pk).get()
    assert answer["Location"] == reverse("dossiers:draft", args=[draft.pk])
    assert [piece.document_id for piece in draft.pieces.all()] == [kept.document_id]
    drafted.dossier.refresh_from_db()
    assert all_same(draft.procedure, drafted.dossier.answers, draft.answers)
    assert draft.unit_id == drafted.dossier.unit_id


def test_a_stranger_copies_nothing(client: Client, drafted: Scene) -> None:
    client.force_login(drafted.cast.people["president"])
    assert client.get(reverse("dossiers:copy", args=[drafted.dossier.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        copy_draft(drafted.dossier, pieces=(), by=drafted.actor("president"))


@pytest.mark.parametrize(
    ("code", "days", "ticked"),
    [("CERTPROP", 80, True), ("CERTPROP", 100, False), ("CNIE", 400, True), ("CONTRARCH", 100, False), ("PLANMASSE", 0, False)],
)  # fmt: skip
def test_what_is_still_good_is_offered_ticked(
    client: Client, scene: Scene, code: str, days: int, ticked: bool
) -> None:
    scene.draft().give_pieces()
    scene.dossier.pieces.update(added_at=timezone.now() - timedelta(days=days))
    client.force_login(scene.cast.people["architect"])
    html = client.get(reverse("dossiers:copy", args=[scene.dossier.pk])).content.decode()
    piece = scene.dossier.pieces.filter(code=code).earliest("pk")
    assert f'id="piece-{piece.pk}"' in html
    assert (f'id="piece-{piece.pk}" checked' in html) == ticked
