"""What a decision tells its addressee: only the ways that are open against it, by their names, and until when."""

from __future__ import annotations

import pytest
from django.test import Client

from rokhas.documents.schema import Letter
from rokhas.dossiers.models import Conclusion, Dossier, PaperKind, Verdict
from rokhas.dossiers.queries import papers, previews
from rokhas.dossiers.queries.appeals import told_on, ways
from rokhas.dossiers.queries.contested import contested
from rokhas.dossiers.tests.test_several_communes import TEMARA, beyond, says
from rokhas.testing.lives import lived, then
from rokhas.testing.moments import inadmissible
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

pytestmark = pytest.mark.django_db
UNFAVOURABLE = Conclusion.Sense.UNFAVOURABLE


@then(inadmissible)
def turned_back(inadmissible: Scene) -> Scene:
    inadmissible.sign_letter().deliver_post()
    return inadmissible


@lived
def refused() -> Scene:
    scene = Scene.opens().deposited().studied(commune=Verdict.UNFAVOURABLE)
    scene.conclude(UNFAVOURABLE).sign_minutes().sign_letter().deliver_post()
    return scene


def written(scene: Scene, kind: PaperKind, word: str) -> Letter:
    paper = scene.paper(kind)
    assert paper.task is not None
    assert paper.task.closed_by is not None
    return papers.letter(paper.task, paper, paper.task.closed_by, scene.actor(word))


def test_a_letter_of_inadmissibility_says_how_to_complete_the_file_and_how_to_contest_it(
    turned_back: Scene,
) -> None:
    told = written(turned_back, PaperKind.INADMISSIBILITY, "secretary").remedy
    complete, contest = told.fr.split("\n")
    assert complete.startswith("Complétez")
    assert "Recours gracieux, Recours hiérarchique" in contest
    assert "est à confirmer" in contest
    assert "تظلم استعطافي، تظلم رئاسي" in told.ar.split("\n")[1]


def test_a_refusal_names_its_ways_and_the_page_says_the_last_day_of_them(
    client: Client, refused: Scene
) -> None:
    dossier = Dossier.objects.get(pk=refused.dossier.pk)
    letter, stands = written(refused, PaperKind.REFUSAL, "president"), contested(dossier)
    assert "Recours gracieux, Recours hiérarchique" in letter.remedy.fr
    assert "tribunal administratif" in letter.remedy.fr
    assert stands is not None
    told = told_on(stands)
    assert told is not None
    until = {way.remedy.code: way.until for way in ways(dossier, told)}
    assert letter.answer_by == until["hierarchical"]
    client.force_login(refused.cast.people["architect"])
    page = client.get(f"/dossiers/{dossier.number}/").content.decode()
    assert f"{until['review']:%d/%m/%Y}" in page


def test_a_refusal_of_the_governor_names_nobody_above(db: None, authority: TestAuthority) -> None:
    scene = Scene.opens(TEMARA, procedure="building-permit").draft().give_pieces().sign_plans()
    says(scene, beyond(scene).pk)
    scene.lodge().admit().opinions(commune=Verdict.UNFAVOURABLE)
    shown = previews.letter_of(Dossier.objects.get(pk=scene.dossier.pk), UNFAVOURABLE)
    scene.conclude(UNFAVOURABLE).sign_minutes().sign_letter()
    letter = written(scene, PaperKind.REFUSAL, "governor")
    assert shown is not None
    assert shown.remedy == letter.remedy, "what is shown before concluding is what is written"
    assert "une seule fois par voie\u00a0: Recours gracieux." in letter.remedy.fr
    assert "رئاسي" not in letter.remedy.ar
    assert shown.answer_within is None
    assert letter.answer_by is None
