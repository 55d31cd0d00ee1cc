"""The parties read who opened what of their dossier, in words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.models import Consultation, PaperKind
from rokhas.testing.scene import Scene


@pytest.mark.parametrize(
    ("language", "check", "unknown"),
    [("fr", "le contrôle des pièces", "une page du dossier"), ("ar", "مراقبة الوثائق", "صفحة من الملف")],
)
def test_the_history_says_in_words_what_was_opened(
    client: Client, lodged: Scene, language: str, check: str, unknown: str
) -> None:
    piece = lodged.dossier.pieces.earliest("pk")
    paper = lodged.paper(PaperKind.RECEIPT)
    secretary = lodged.cast.people["secretary"].pk
    for what in ("check", f"piece-{piece.pk}", f"paper-{paper.pk}", "something-new"):
        Consultation.note(lodged.dossier, secretary, what, lodged.actor("secretary").now())
    client.force_login(lodged.cast.people["architect"])
    client.cookies["rokhas_language"] = language
    answer = client.get(reverse("dossiers:history", args=[lodged.dossier.number]))
    told = [str(seen.what) for seen in answer.context["consultations"]]
    named = lodged.dossier.procedure.document(piece.code).names.in_(language)
    assert {check, unknown, named} <= set(told)
    assert len(set(told)) == 4
    assert all(words in answer.content.decode() for words in (check, unknown))
