"""The pages of an enquiry: what anybody reads, what one says, what the office does, in both languages."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rokhas.documents.models import Document
from rokhas.dossiers.models import Task
from rokhas.enquiries.actions import opening
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.enquiries.tests.conftest import CLASS, PROCEDURE
from rokhas.procedures.schema import Kind
from rokhas.testing import enquiry as story_of
from rokhas.testing.life import Statements
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene, one_page

SPOKEN = {"stance": "opposes", "text": "La fumée gênerait l’école voisine.", "identity": "DM60101"}
MOST_OF_THE_LIST = 6
POINT = [-6.9, 33.9]


@lived
def open_today() -> Scene:
    """An enquiry that is open now: pages have no clock but today's. Its first day may have been a closed one."""
    scene = Scene.opens(procedure=PROCEDURE, class_code=CLASS).deposited().admit()
    task = scene.task(Kind.ENQUIRY)
    by = scene.actor(scene.holder(task))
    first = by.today()
    while first.weekday() > 4:
        first += timedelta(days=1)
    made = opening.open_enquiry(task, by=by, opens_on=first)
    Enquiry.objects.filter(pk=made.pk).update(opens_on=by.today())
    scene.deliver_post()
    scene.cast.neighbour("neighbour")
    return scene


def as_(scene: Scene, word: str, language: str = "fr") -> Client:
    client = Client()
    if word:
        client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    return client


def ended(scene: Scene) -> Enquiry:
    """Its last day was yesterday, and the duty has closed it."""
    found = story_of.of(scene)
    today = scene.actor("neighbour").today()
    Enquiry.objects.filter(pk=found.pk).update(
        opens_on=today - timedelta(days=20),
        closes_on=today - timedelta(days=1),
        closed_at=scene.actor("neighbour").now(),
    )
    return story_of.of(scene)


@pytest.mark.parametrize(("language", "title"), [("fr", "Enquêtes publiques"), ("ar", "الأبحاث العلنية")])
def test_anybody_reads_the_list_and_the_notice(open_today: Scene, language: str, title: str) -> None:
    found = story_of.of(open_today)
    visitor = as_(open_today, "", language)
    with Statements() as asked:
        listed = unescape(visitor.get(reverse("enquiries:list")).content.decode())
    assert len(asked) <= MOST_OF_THE_LIST
    assert title in listed
    assert found.announced["activity"][language] in listed
    there = visitor.get(reverse("enquiries:list"), {"commune": open_today.cast.unit.pk})
    placed = found.announced | {"point": POINT}
    assert 'class="en-spot"' not in there.content.decode(), "no point was given"
    Enquiry.objects.filter(pk=found.pk).update(announced=placed)
    drawn = visitor.get(reverse("enquiries:list"), {"commune": open_today.cast.unit.pk})
    assert drawn.content.decode().count('class="en-spot"') == 1
    assert visitor.get(reverse("enquiries:list")).context["map"] is None
    assert found.announced["activity"][language] in unescape(there.content.decode())
    elsewhere = visitor.get(reverse("enquiries:list"), {"commune": "06.141.01.01"})
    assert found.announced["activity"][language] not in unescape(elsewhere.content.decode())
    notice = unescape(visitor.get(reverse("enquiries:notice", args=[found.pk])).content.decode())
    assert found.announced["situation"][language] in notice
    assert '<svg class="en-map"' in notice
    for private in (open_today.dossier.filer.name_fr, open_today.dossier.filer.name_ar):
        assert private not in notice
    poster = visitor.get(reverse("enquiries:poster", args=[found.pk]))
    assert poster["Content-Type"] == "application/pdf"


def test_a_neighbour_speaks_with_a_file_and_gets_a_receipt(open_today: Scene) -> None:
    found = story_of.of(open_today)
    page = reverse("enquiries:opposition", args=[found.pk])
    assert as_(open_today, "").post(page, SPOKEN).status_code == 302, "one signs in first"
    neighbour = as_(open_today, "neighbour")
    refused = neighbour.post(page, SPOKEN | {"identity": "?", "text": "x"})
    assert refused.status_code == 422
    assert not Opposition.objects.exists()
    photograph = SimpleUploadedFile("cour.pdf", one_page("cour"), "application/pdf")
    assert neighbour.post(page, SPOKEN | {"files": photograph}).status_code == 302
    said = Opposition.objects.get()
    assert [each.document.name for each in said.files.all()] == ["cour.pdf"]
    open_today.deliver_post()
    receipt = neighbour.get(reverse("enquiries:receipt", args=[found.pk]))
    assert receipt["Content-Type"] == "application/pdf"
    assert said.code in unescape(neighbour.get(page).content.decode())
    assert said.reference in neighbour.get(reverse("enquiries:mine")).content.decode()
    stranger = as_(open_today, "applicant")
    assert stranger.get(reverse("enquiries:receipt", args=[found.pk])).status_code == 404
    kept = said.files.get()
    for client in (stranger, as_(open_today, "hygiene")):
        assert client.get(reverse("enquiries:file", args=[found.pk, kept.pk, "x"])).status_code == 404
    room = reverse("enquiries:work", args=[found.task_id])
    bytes_of_it = reverse("enquiries:office-file", args=[found.task_id, kept.pk, "cour.pdf"])
    holder, in_sight = as_(open_today, open_today.holder(found.task)), as_(open_today, "hygiene")
    assert bytes_of_it in holder.get(room).content.decode()
    assert holder.get(bytes_of_it).status_code == 200
    seen = in_sight.get(room)
    assert seen.status_code == 200
    assert bytes_of_it not in seen.content.decode(), "a file may name who spoke"
    assert in_sight.get(bytes_of_it).status_code == 404


def test_the_petitioner_reads_what_was_said_and_never_by_whom(open_today: Scene) -> None:
    story_of.oppose(open_today)
    petitioner = as_(open_today, open_today.filer)
    case = reverse("dossiers:dossier", args=[open_today.dossier.number])
    assert story_of.COMPLAINT not in unescape(petitioner.get(case).content.decode()), "it is still open"
    found = ended(open_today)
    html = unescape(petitioner.get(case).content.decode())
    assert story_of.COMPLAINT in html
    speaker = open_today.cast.people["neighbour"]
    for name in (speaker.name_fr, speaker.name_ar, "DM60101"):
        assert name not in html
    assert petitioner.get(reverse("enquiries:work", args=[found.task_id])).status_code == 404
    assert speaker.name_fr not in unescape(
        as_(open_today, "").get(reverse("enquiries:notice", args=[found.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("language", "lasts", "report"),
    [("fr", "15 jours", "8 jours à compter du dernier jour"), ("ar", "15 يوما", "8 أيام ابتداء من آخر يوم")],
)
def test_the_office_reads_how_long_it_lasts_before_it_opens_it(
    admitted: Scene, language: str, lasts: str, report: str
) -> None:
    task = admitted.task(Kind.ENQUIRY)
    officer = as_(admitted, admitted.holder(task), language)
    html = unescape(officer.get(reverse("enquiries:work", args=[task.pk])).content.decode())
    assert lasts in html
    assert report in html


def test_the_office_receives_answers_and_concludes(open_today: Scene) -> None:
    story_of.oppose(open_today)
    found = story_of.of(open_today)
    word = open_today.holder(found.task)
    officer = as_(open_today, word)
    room = reverse("enquiries:work", args=[found.task_id])
    assert open_today.cast.people["neighbour"].name_fr in unescape(officer.get(room).content.decode())
    typed = {
        "name_fr": "Rkia Benali", "name_ar": "رقية بنعلي", "identity": "DM60202", "phone": "+212600060202",
        "language": "ar", "stance": "supports", "text": "Le quartier manque d’un hammam.",
    }  # fmt: skip
    desk = reverse("enquiries:desk", args=[found.task_id])
    letter = SimpleUploadedFile("lettre.pdf", one_page("lettre"), "application/pdf")
    spoilt = officer.post(desk, typed | {"files": letter, "identity": "?"})
    assert spoilt.status_code == 422
    letter.seek(0)
    refused = officer.post(desk, typed | {"files": letter, "identity": "DM60101"})
    assert refused.status_code == 422, "somebody with this card has spoken"
    assert not Document.objects.filter(name="lettre.pdf").exists(), "nothing is kept of what is refused"
    asked = unescape(refused.content.decode())
    assert 'name="disowns"' in asked, "is it theirs, what was said on line under the card that they show?"
    assert 'name="disowns"' not in unescape(spoilt.content.decode())
    letter.seek(0)
    assert officer.post(desk, typed | {"files": letter}).status_code == 302
    brought = found.oppositions.get(number=2)
    assert [each.document.name for each in brought.files.all()] == ["lettre.pdf"]
    assert brought.person is not None
    assert [each.added_by for each in brought.files.all()] == [brought.person], (
        "it is theirs, not the clerk's"
    )
    letter.seek(0)
    assert officer.post(desk, typed | {"files": letter}).status_code == 302
    assert brought.files.count() == 1, "the same paper is kept once"
    assert as_(open_today, "hygiene").get(reverse("enquiries:desk", args=[found.task_id])).status_code == 404
    open_today.deliver_post()
    receipt = officer.get(reverse("enquiries:desk-receipt", args=[found.task_id, 2]))
    assert receipt["Content-Type"] == "application/pdf"
    early = officer.post(reverse("enquiries:answer", args=[found.task_id, 1]), {"n1-answer": "Noté."})
    assert early.status_code == 422, "it is still open"
    ended(open_today)
    concluded = {"sense": "favourable", "motives": "Les gênes sont prévenues."}
    assert officer.post(reverse("enquiries:report", args=[found.task_id]), concluded).status_code == 422
    for number in (1, 2):
        answered = officer.post(
            reverse("enquiries:answer", args=[found.task_id, number]), {f"n{number}-answer": "Noté."}
        )
        assert answered.status_code == 302
    assert officer.post(reverse("enquiries:report", args=[found.task_id]), concluded).status_code == 302
    html = unescape(officer.get(room).content.decode())
    assert "data-prepare-url" in html or "clé" in html, "the signing panel, or why there is none"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_who_asks_is_named_where_a_text_says_so_and_no_longer_than_it_lasts(
    open_today: Scene, language: str
) -> None:
    """On the page, on the paper that is posted, in the programming interface."""
    found = story_of.of(open_today)
    who = {"fr": "Idriss Lamrani", "ar": "إدريس المراني"}
    Enquiry.objects.filter(pk=found.pk).update(announced=found.announced | {"petitioner": who})
    visitor = as_(open_today, "", language)

    def read() -> tuple[str, int, object]:
        notice = unescape(visitor.get(reverse("enquiries:notice", args=[found.pk])).content.decode())
        poster = visitor.get(reverse("enquiries:poster", args=[found.pk])).status_code
        return notice, poster, visitor.get(f"/api/v1/enquiries/{found.pk}").json()["petitioner"]

    notice, poster, told = read()
    assert who[language] in notice
    assert (poster, told) == (200, who)
    task = Task.objects.filter(pk=found.task_id)
    task.update(closed_at=open_today.actor("neighbour").now(), outcome="favourable")
    answered_before_its_last_day = read()
    task.update(closed_at=None, outcome="")
    ended(open_today)
    for notice, poster, told in (answered_before_its_last_day, read()):
        assert who[language] not in notice
        assert found.announced["situation"][language] in notice, "what was asked, where and when stays"
        assert (poster, told) == (404, None)


def test_many_observations_are_read_page_by_page_at_the_same_cost(open_today: Scene) -> None:
    story_of.oppose(open_today)
    found = ended(open_today)
    room = reverse("enquiries:work", args=[found.task_id])
    case = reverse("dossiers:dossier", args=[open_today.dossier.number])
    officer = as_(open_today, open_today.holder(found.task))
    petitioner = as_(open_today, open_today.filer)

    def cost(client: Client, address: str) -> int:
        client.get(address)
        with Statements() as asked:
            client.get(address)
        return len(asked)

    alone = cost(officer, room), cost(petitioner, case)
    spoken = Opposition.objects.get(enquiry=found)
    answered = {"answer": "Répondu.", "answered_at": spoken.filed_at}
    Opposition.objects.bulk_create(
        Opposition(
            enquiry=found, number=number, stance=spoken.stance, filed_at=spoken.filed_at,
            text_sealed=spoken.text_sealed, **(answered if number < 40 else {}),
        )
        for number in range(2, 61)
    )  # fmt: skip
    Opposition.objects.filter(pk=spoken.pk).update(**answered)
    Enquiry.objects.filter(pk=found.pk).update(last_number=60)
    assert (cost(officer, room), cost(petitioner, case)) == alone
    for client, address in ((officer, room), (petitioner, case)):
        pages = [unescape(client.get(address, {"said": page}).content.decode()) for page in (1, 2, 3)]
        assert [page.count(story_of.COMPLAINT) for page in pages] == [25, 25, 10]
        assert "60 observations reçues" in pages[2]
        assert "?said=2#" in pages[2]
        assert "?said=3#" not in pages[2]
    first = unescape(officer.get(room).content.decode())
    assert "21 observations attendent" in first
    assert f"{room}?said=2#OBS-040" in first
    sent = officer.post(reverse("enquiries:answer", args=[found.task_id, 55]), {"n55-answer": "Vu."})
    assert sent["Location"] == f"{room}?said=3#OBS-055"
    wrong = officer.post(reverse("enquiries:answer", args=[found.task_id, 40]), {"n40-answer": ""})
    assert wrong.status_code == 422
    assert [line.opposition.number for line, _form in wrong.context["lines"]] == [*range(26, 51)]
    assert f"{room}?said=3#said" in unescape(wrong.content.decode())


def test_the_page_says_that_it_is_closed(open_today: Scene) -> None:
    found = ended(open_today)
    neighbour = as_(open_today, "neighbour", "ar")
    page = reverse("enquiries:opposition", args=[found.pk])
    assert neighbour.get(page).status_code == 302, "to the notice, which says so"
    late = neighbour.post(page, SPOKEN)
    assert late.status_code == 422
    assert "أغلق هذا البحث" in unescape(late.content.decode())
    assert not Opposition.objects.exists()
