"""A derogation is asked from something: told to the applicant, to the commission and on the paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rokhas.dossiers.errors import NothingToDerogate
from rokhas.dossiers.queries.thresholds import stated
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

PROCEDURE = "rural-derogation"
WITHIN = {"land_area": "20000", "ground_surface": "100", "height": "6"}
BEYOND = {"land_area": "4000", "ground_surface": "100", "height": "9"}


@pytest.fixture
def scene(db: None) -> Any:
    with TestAuthority.shared().plays():
        yield Scene.opens(procedure=PROCEDURE)


def test_a_project_within_every_threshold_is_led_to_the_permit(scene: Scene) -> None:
    scene.draft(**WITHIN).give_pieces().sign_plans()
    with pytest.raises(NothingToDerogate):
        scene.lodge()


def test_what_is_exceeded_is_told_on_the_check_page_and_on_the_paper(scene: Scene) -> None:
    scene.draft(**BEYOND)
    for language, words in (
        (
            "fr",
            ("4\u202f000 m²", "au moins 10\u202f000 m²", "6\u202f000 m²", "au plus 8,5 m", "ne disperse pas"),
        ),
        ("ar", ("4.000 م²", "10.000 م² على الأقل", "تشتت العمران")),
    ):
        client = Client()
        client.cookies["rokhas_language"] = language
        client.force_login(
            scene.cast.people[scene.filer], "allauth.account.auth_backends.AuthenticationBackend"
        )
        page = client.get(f"/dossiers/drafts/{scene.dossier.pk}/check/").content.decode()
        for word in words:
            assert word in page
    said = stated(scene.dossier)
    assert [line.value.fr.replace("\xa0", " ") for line in said] == [
        "4\u202f000 m² ; la règle : au moins 10\u202f000 m²",
        "100 m² ; la règle : au plus 80 m²",
        "9 m ; la règle : au plus 8,5 m",
    ]
