"""What the pages of a life ask of the database, whoever reads them: session, person and mandates are three of them."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rokhas.procedures.schema import Kind
from rokhas.signing.models import RegisteredFile
from rokhas.testing.scene import Scene

LIST, ROOM, DECISION, CASE = 15, 18, 20, 25


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


def permit() -> str:
    return RegisteredFile.objects.standing().get(kind="permit").code


def test_the_pages_of_a_study_keep_under_their_ceilings(admitted: Scene) -> None:
    case = reverse("dossiers:dossier", args=[admitted.dossier.number])
    assert max(asks(admitted, word, case) for word in ("architect", "secretary", "commune")) <= CASE
    assert asks(admitted, "commune", room(admitted, "review", Kind.OPINION, "commune")) <= ROOM
    assert asks(admitted, "commune", "/work/") <= LIST
    assert asks(admitted, "architect", reverse("dossiers:list")) <= LIST
    assert asks(admitted, "", f"/track/{admitted.dossier.number}") <= LIST


def test_the_pages_of_a_decision_keep_under_their_ceilings(admitted: Scene) -> None:
    admitted.opinions().conclude()
    assert asks(admitted, "secretary", room(admitted, "minutes", Kind.MINUTES)) <= ROOM
    admitted.sign_minutes().pay()
    assert asks(admitted, "president", reverse("dossiers:parapheur")) <= LIST
    assert asks(admitted, "president", room(admitted, "decision", Kind.SIGNATURE)) <= DECISION
    admitted.read("president").sign_permit()
    case = reverse("dossiers:dossier", args=[admitted.dossier.number])
    assert max(asks(admitted, word, case) for word in ("architect", "secretary")) <= CASE
    assert asks(admitted, "", f"/verify/{permit()}") <= LIST
