"""Who the minutes name: whoever signs first by name; whoever signs later as in office that day, for another may sign."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from rokhas.accounts.actions import succeed
from rokhas.accounts.models import Person, Role
from rokhas.documents.queries import read
from rokhas.dossiers.models import PaperKind
from rokhas.kernel.actor import system
from rokhas.procedures.schema import Kind
from rokhas.signing.queries import verify
from rokhas.testing.scene import Scene
from rokhas.ui import formats


@pytest.mark.django_db
def test_a_chair_who_changes_before_signing_is_not_said_to_have_signed(concluded: Scene) -> None:
    scene = concluded
    first, today = scene.cast.people["chair"], scene.actor("chair").today()
    task = scene.task(Kind.MINUTES)
    scene.sign("secretary", "minutes", str(task.pk))
    elected = Person.objects.create_user("presidence@test.example", name_fr="Personne élue", name_ar="شخص")
    seat = first.mandates.get(role=Role.CHAIR)
    succeed(seat, elected, by=system(), on=today, act="Nomination")
    scene.cast.people["chair"] = elected
    scene.sign("chair", "minutes", str(task.pk))
    document = scene.paper(PaperKind.MINUTES).document
    assert document is not None
    content = read(document)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    plain = "".join(letter for letter in text if letter not in "\u2066\u2067\u2068\u2069")
    assert f"En fonction le {formats.day(today)} : {first.name_fr}" in plain
    assert "Signataire, date et heure : dans le fichier signé" in plain
    assert [each.role for each in verify(content).signatures] == [Role.SECRETARY, Role.CHAIR]
