"""What nobody types by accident: names of rows that are none, files and marks made to break. Each has a clean answer."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from rokhas.documents.actions import receive
from rokhas.documents.tests.conftest import pdf
from rokhas.dossiers.actions.uploads import may_upload
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


def browser_of(scene: Scene, word: str) -> Client:
    browser = Client()
    browser.force_login(scene.cast.people[word])
    return browser


@pytest.mark.parametrize("purpose", ["manifest", "opinion", "minutes", "decision"])
def test_what_does_not_exist_and_what_is_not_mine_are_refused_alike(admitted: Scene, purpose: str) -> None:
    admitted.hands.authority.equip(admitted.cast.people["president"])
    browser = browser_of(admitted, "president")
    others = admitted.dossier.pk if purpose == "manifest" else admitted.dossier.tasks.earliest("pk").pk
    answers = {
        browser.post("/sign/prepare", {"purpose": purpose, "subjects": subject}).content
        for subject in ("abc", "999999", "", "²", "-1", f"0{others}", str(2**63), str(others))
    }
    [said] = answers
    assert b'"status": 404' in said


@pytest.mark.parametrize("mark", ["~²", "2026-01-01~²", "~-1", "~" + "9" * 5000, "x~1", "~01"])
def test_a_mark_that_no_page_gave_starts_the_list_from_the_beginning(scene: Scene, mark: str) -> None:
    browser = browser_of(scene.deposited(), "front-desk")
    page = browser.get("/work/", {"after": mark})
    assert page.status_code == 200
    assert (scene.dossier.number or "").encode() in page.content


@pytest.mark.parametrize("about", ["", "²", "9" * 130, "{pk} ", "0{pk}"])
def test_a_file_is_for_a_dossier_called_by_its_number(scene: Scene, about: str) -> None:
    actor, about = scene.draft().actor("architect"), about.format(pk=scene.dossier.pk)
    assert may_upload(actor, str(scene.dossier.pk), {"code": "PLANARCH"})
    assert not may_upload(actor, about, {"code": "PLANARCH"})


@pytest.mark.parametrize("replaced", ["²", "-1", "9" * 5000])
def test_a_file_that_replaces_none_is_an_addition(drafted: Scene, replaced: str) -> None:
    plan = pdf()
    upload = receive(
        "dossier-piece",
        about=str(drafted.dossier.pk),
        name="a.pdf",
        content=io.BytesIO(plan),
        length=len(plan),
        metadata={"code": "PLANARCH", "replaces": replaced},
        by=drafted.actor("architect"),
    )
    assert upload.state == "received"


def test_an_answer_keeps_no_character_that_no_database_keeps(scene: Scene) -> None:
    scene.draft(project_fr="Villa\0 à\x0b\r\nSalé\x1b")
    scene.dossier.refresh_from_db()
    assert scene.dossier.answers["project_fr"] == "Villa à\nSalé"


@pytest.mark.parametrize("address", ["/dossiers/?q=a%00b", "/work/?commune=%00"])
def test_an_address_with_a_null_character_is_a_bad_request(scene: Scene, address: str) -> None:
    assert browser_of(scene, "front-desk").get(address).status_code == 400


def test_a_permit_that_is_signed_is_never_prepared_again(to_sign: Scene) -> None:
    task = to_sign.task(Kind.SIGNATURE)
    to_sign.sign_permit()
    with pytest.raises(NotAllowed):
        to_sign.sign("president", "decision", str(task.pk))
