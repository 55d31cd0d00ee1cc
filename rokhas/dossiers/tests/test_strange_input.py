"""What nobody types by accident: names of rows that are none, files and marks made to break. Each has a clean answer."""

from __future__ import annotations

import pytest
from django.test import Client

from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


def browser_of(scene: Scene, word: str) -> Client:
    browser = Client()
    browser.force_login(scene.cast.people[word])
    return browser


@pytest.mark.parametrize("purpose", ["manifest", "opinion", "minutes", "decision"])
def test_what_does_not_exist_and_what_is_not_mine_are_refused_alike(scene: Scene, purpose: str) -> None:
    scene.deposited().admit()
    scene.hands.authority.equip(scene.cast.people["president"])
    browser = browser_of(scene, "president")
    others = scene.dossier.pk if purpose == "manifest" else scene.dossier.tasks.earliest("pk").pk
    answers = {
        browser.post("/sign/prepare", {"purpose": purpose, "subjects": subject}).content
        for subject in ("abc", "999999", "", "²", "-1", f"0{others}", str(2**63), str(others))
    }
    [said] = answers
    assert b'"status": 404' in said


def test_a_permit_that_is_signed_is_never_prepared_again(scene: Scene) -> None:
    scene.deposited().studied().conclude().sign_minutes().pay()
    task = scene.task(Kind.SIGNATURE)
    scene.sign_permit()
    with pytest.raises(NotAllowed):
        scene.sign("president", "decision", str(task.pk))
