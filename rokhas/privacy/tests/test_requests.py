"""A person uses a right of law 09-08: asked once, answered once, by another."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rokhas.accounts.models import Person
from rokhas.accounts.queries import actor_of
from rokhas.journal.models import Event
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.privacy.actions import answer_request, ask
from rokhas.privacy.errors import AlreadyAnswered, AlreadyAsked, SayWhy
from rokhas.privacy.models import DataRequest, RequestKind, State
from rokhas.privacy.schema import catalogue
from rokhas.testing.scene import Scene

WORDS = "My second name is misspelt on dossier 42"


def as_(person: Person, language: str = "fr") -> Client:
    client = Client()
    client.force_login(person)
    client.cookies["rokhas_language"] = language
    return client


@pytest.fixture
def applicant(scene: Scene) -> Person:
    return scene.cast.people["applicant"]


def asked(person: Person) -> DataRequest:
    return ask(person, by=actor_of(person), kind=RequestKind.RECTIFICATION, words=WORDS)


def test_a_request_is_due_told_to_the_officer_and_sealed(applicant: Person, officer: Person) -> None:
    made = asked(applicant)
    within = catalogue().answer_within["rectification"].delta
    assert made.due_on == actor_of(applicant).today() + within
    assert Notice.objects.filter(person=officer, kind="privacy.asked").count() == 1
    assert made.words == WORDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_sealed FROM privacy_datarequest")
        assert WORDS not in cursor.fetchone()[0]
    event = Event.objects.get(kind="data.asked")
    assert event.data == {"code": "rectification", "due_on": made.due_on.isoformat()}
    with pytest.raises(AlreadyAsked):
        asked(applicant)


def test_it_is_answered_once_with_words_and_the_person_is_told(applicant: Person, officer: Person) -> None:
    made, by = asked(applicant), actor_of(officer)
    with pytest.raises(SayWhy):
        answer_request(made, by=by, granted=False, answer="  ")
    done = answer_request(made, by=by, granted=True, answer="Corrected.")
    assert (done.state, done.answer, done.answered_by) == (State.GRANTED, "Corrected.", officer)
    assert Notice.objects.filter(person=applicant, kind="privacy.answered").count() == 1
    with pytest.raises(AlreadyAnswered):
        answer_request(made, by=by, granted=False, answer="No.")
    asked(applicant)  # another one may be made


def test_nobody_asks_for_another_nor_answers_without_the_role(
    applicant: Person, officer: Person, scene: Scene
) -> None:
    with pytest.raises(NotAllowed):
        ask(officer, by=actor_of(applicant), kind=RequestKind.ACCESS, words="x")
    made = asked(applicant)
    for by in (applicant, scene.cast.people["president"]):
        with pytest.raises(NotAllowed):
            answer_request(made, by=actor_of(by), granted=True, answer="x")
    own = asked(officer)
    with pytest.raises(NotAllowed):
        answer_request(own, by=actor_of(officer), granted=True, answer="x")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_tell_the_story(applicant: Person, officer: Person, language: str) -> None:
    mine, desk = as_(applicant, language), as_(officer, language)
    assert mine.get("/my-data/").status_code == 200
    assert mine.post("/my-data/", {"kind": "access", "words": ""}).status_code == 422
    assert mine.post("/my-data/", {"kind": "access", "words": WORDS}).status_code == 302
    made = DataRequest.objects.get()
    listed = desk.get("/data-requests/").content.decode()
    assert applicant.name_fr in listed or applicant.name_ar in listed
    assert WORDS in desk.get(f"/data-requests/{made.pk}/").content.decode()
    sent = desk.post(f"/data-requests/{made.pk}/", {"granted": "no", "answer": "Kept by law."})
    assert sent.status_code == 302
    assert "Kept by law." in mine.get("/my-data/").content.decode()


def test_the_list_is_out_of_sight_of_everyone_else(applicant: Person, scene: Scene) -> None:
    made = asked(applicant)
    for person in (applicant, scene.cast.people["president"], scene.cast.people["front-desk"]):
        assert as_(person).get("/data-requests/").status_code == 404
        assert as_(person).get(f"/data-requests/{made.pk}/").status_code == 404


def test_the_list_costs_the_same_however_long(
    applicant: Person, officer: Person, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for person in scene.cast.people.values():
        asked(person)
    client = as_(officer)
    client.get("/data-requests/")
    with django_assert_max_num_queries(15):
        client.get("/data-requests/")


def test_the_copy_holds_everything_but_an_identity_number(scene: Scene) -> None:
    scene.deposited(applicant_cnie="ZT987654", applicant_phone="0611223344").admit()
    architect = scene.cast.people["architect"]
    architect.identity_number = "QX123987"
    architect.save()
    response = as_(architect).post("/my-data/copy")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    text = archive.read("data.json").decode()
    data = json.loads(text)
    assert data["account"]["email"] == architect.email
    (told,) = data["dossiers"]
    assert told["number"] == scene.dossier.number
    assert "0611223344" in text
    assert "ZT987654" not in text
    assert "QX123987" not in text
    pieces = scene.dossier.pieces.count()
    assert len([name for name in archive.namelist() if name.startswith(f"{told['number']}/")]) >= pieces
    assert any(name.endswith("-receipt.pdf") for name in archive.namelist())
    assert Event.objects.filter(kind="data.exported").count() == 1
    assert as_(architect).get("/my-data/copy").status_code == 405
