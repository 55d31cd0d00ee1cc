"""What the pages of a life ask of the database, whoever reads them: session, person and mandates are three of them."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rokhas.procedures.schema import Kind
from rokhas.signing.models import RegisteredFile
from rokhas.testing.scene import Scene

MOST = 15


def asks(scene: Scene, word: str, url: str) -> int:
    """The statements of a page for someone of the story, nobody when `word` is empty; read twice, the second time counts."""
    client = Client()
    if word:
        client.force_login(scene.cast.people[word])
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200, url
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in asked.captured_queries)


def room(scene: Scene, name: str, kind: Kind, office: str = "") -> str:
    open_tasks = scene.dossier.tasks.open().filter(kind=kind)
    task = open_tasks.get(office=scene.cast.offices[office]) if office else open_tasks.get()
    return reverse(f"dossiers:{name}", args=[task.pk])


TABS = ("dossier", "pieces-of", "opinions", "payments", "history", "versions", "messages")


def over(scene: Scene, *words: str) -> dict[tuple[str, str], int]:
    """The pages of the case that ask too much of the database, for whom."""
    found = {
        (tab, word): asks(scene, word, reverse(f"dossiers:{tab}", args=[scene.dossier.number]))
        for tab in TABS
        for word in words
    }
    return {page: count for page, count in found.items() if count > MOST}


def permit() -> str:
    return RegisteredFile.objects.standing().get(kind="permit").code


def test_the_pages_of_a_study_keep_under_their_ceilings(admitted: Scene) -> None:
    assert over(admitted, "architect", "secretary", "commune") == {}
    assert asks(admitted, "commune", room(admitted, "review", Kind.OPINION, "commune")) <= MOST
    assert asks(admitted, "commune", "/work/") <= MOST
    assert asks(admitted, "architect", reverse("dossiers:list")) <= MOST
    assert asks(admitted, "", f"/track/{admitted.dossier.number}") <= MOST


def test_the_pages_of_a_decision_keep_under_their_ceilings(admitted: Scene) -> None:
    admitted.opinions().conclude()
    assert asks(admitted, "secretary", room(admitted, "minutes", Kind.MINUTES)) <= MOST
    admitted.sign_minutes().pay()
    assert asks(admitted, "president", reverse("dossiers:parapheur")) <= MOST
    assert asks(admitted, "president", room(admitted, "decision", Kind.SIGNATURE)) <= MOST
    admitted.read("president").sign_permit()
    assert over(admitted, "architect", "president") == {}
    assert asks(admitted, "", f"/verify/{permit()}") <= MOST
    assert asks(admitted, "", f"/verify/{admitted.dossier.number}") <= MOST


def test_the_work_of_those_who_answer_appeals_keeps_under_its_ceiling(admitted: Scene) -> None:
    for word in ("president", "governor", "secretary"):
        assert asks(admitted, word, "/work/?all=1") <= MOST
