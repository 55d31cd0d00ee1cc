"""One question per page, and one dossier answered from two devices at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.dossiers.actions import filing
from rokhas.dossiers.queries.drafts import section_state
from rokhas.dossiers.queries.questions import is_dense
from rokhas.testing.scene import Scene


def url(name: str, scene: Scene, *more: object) -> str:
    return reverse(f"dossiers:{name}", args=[scene.dossier.pk, *more])


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def citizen(scene: Scene) -> Client:
    """The owner of a draft that asks one question at a time."""
    scene.draft()
    scene.dossier.filer = scene.cast.people["applicant"]
    scene.dossier.save(update_fields=["filer"])
    return browser(scene.cast.people["applicant"])


def mark(page: Client, scene: Scene, code: str) -> str:
    """The mark of the answer that a page shows."""
    html = page.get(url("question", scene, "project", code)).content.decode()
    return html.partition(f'name="seen-{code}" value="')[2].partition('"')[0]


@pytest.mark.parametrize(("language", "step"), [("fr", "question 1 sur"), ("ar", "السؤال 1 من")])
def test_a_citizen_answers_one_question_after_the_other(
    citizen: Client, scene: Scene, language: str, step: str
) -> None:
    citizen.cookies["rokhas_language"] = language
    state = section_state(scene.dossier, "project")
    assert state is not None
    first, second = (question.code for question in state.questions[:2])
    led = citizen.get(url("section", scene, "project"))
    assert led["Location"].startswith(url("section", scene, "project"))
    html = citizen.get(url("question", scene, "project", first)).content.decode()
    assert step in html
    assert html.count('name="asked"') == html.count("<h1") == 1
    answer = citizen.post(url("question", scene, "project", first), {"asked": first})
    assert answer["Location"] == url("question", scene, "project", second)
    last = state.questions[-1].code
    onward = citizen.post(url("question", scene, "project", last), {"asked": last})["Location"]
    assert onward == url("section", scene, "surfaces")


def test_a_question_that_another_answer_closed_leads_on(citizen: Client, scene: Scene) -> None:
    gone = citizen.get(url("question", scene, "applicant", "applicant_ice"))
    assert gone["Location"] == url("section", scene, "applicant")
    assert citizen.get(url("question", scene, "no-such", "x")).status_code == 404


def test_a_wrong_answer_stays_on_its_page(citizen: Client, scene: Scene) -> None:
    told = citizen.post(url("question", scene, "project", "levels"), {"asked": "levels", "levels": "many"})
    assert told.status_code == 422
    assert "many" in told.content.decode()


def test_whole_pages_are_a_choice_kept_on_every_device(citizen: Client, scene: Scene) -> None:
    person, page = scene.cast.people["applicant"], url("section", scene, "project")
    assert not is_dense(scene.actor("applicant"))
    assert is_dense(scene.actor("architect"))
    back = citizen.post(reverse("dossiers:form-style"), {"dense": "1", "next": page})
    assert back["Location"] == page
    assert browser(person).get(page).content.decode().count('name="asked"') > 1
    away = citizen.post(reverse("dossiers:form-style"), {"dense": "0", "next": "https://example.org/"})
    assert away["Location"] == reverse("dossiers:list")
    assert browser(person).get(page).status_code == 302


def test_two_devices_add_up(citizen: Client, scene: Scene) -> None:
    telephone = browser(scene.cast.people["applicant"])
    shown = {code: mark(citizen, scene, code) for code in ("height", "levels")}
    telephone.post(url("answers", scene, "project"), {"asked": "levels", "levels": "3"})
    # The other device sends the whole page: it changed the height alone.
    before = scene.dossier.answers["levels"]
    sent = {"asked": ["height", "levels"], "height": "12", "levels": str(before)}
    told = citizen.post(
        url("section", scene, "project"),
        {**sent, **{f"seen-{code}": value for code, value in shown.items()}},
        follow=True,
    )
    scene.dossier.refresh_from_db()
    assert (scene.dossier.answers["height"], scene.dossier.answers["levels"]) == ("12", 3)
    assert "sur un autre appareil" in told.content.decode()


def test_the_same_question_answered_on_both_is_told(citizen: Client, scene: Scene) -> None:
    shown = mark(citizen, scene, "levels")
    filing.answer(scene.dossier, {"levels": "7"}, by=scene.actor("applicant"))
    told = citizen.post(
        url("answers", scene, "project"), {"asked": "levels", "levels": "5", "seen-levels": shown}
    ).content.decode()
    scene.dossier.refresh_from_db()
    assert scene.dossier.answers["levels"] == 5
    assert "«\xa07\xa0»" in told.partition("dr-other")[2]
    again = mark(citizen, scene, "levels")
    quiet = citizen.post(
        url("answers", scene, "project"), {"asked": "levels", "levels": "4", "seen-levels": again}
    )
    assert "dr-other" not in quiet.content.decode()
