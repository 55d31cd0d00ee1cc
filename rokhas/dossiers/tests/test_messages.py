"""What parties and offices write to each other: once, sealed, read, within bounds, and by nobody else."""

from __future__ import annotations

import uuid
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Office, Person
from rokhas.dossiers.actions import messages as acts
from rokhas.dossiers.errors import (
    MessageEmpty,
    NotLodgedYet,
    OfficeNotConcerned,
    TooManyAttachments,
    TooManyMessages,
)
from rokhas.dossiers.models import Attachment, Message
from rokhas.dossiers.queries.messages import thread, unread_by
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.testing.scene import Scene, one_page

ASKED = "Faut-il un plan coté à Témara ?"


def desk(scene: Scene) -> Office:
    return scene.cast.offices["single_desk"]


def ask(scene: Scene, text: str = ASKED, key: uuid.UUID | None = None) -> Message:
    by = scene.actor("architect")
    return acts.ask_office(scene.dossier, text, office=desk(scene), key=key or uuid.uuid4(), by=by)


def answer(scene: Scene, text: str = "Oui, au 1/100.") -> Message:
    by = scene.actor("front-desk")
    return acts.answer_parties(scene.dossier, text, office=desk(scene), key=uuid.uuid4(), by=by)


def as_(client: Client, scene: Scene, word: str, language: str = "fr") -> Client:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    return client


def address(scene: Scene) -> str:
    return reverse("dossiers:messages", args=[scene.dossier.number])


def typed(scene: Scene, **more: object) -> dict[str, object]:
    return {"text": ASKED, "office": str(desk(scene).pk), "key": str(uuid.uuid4())} | more


def test_a_message_is_sealed_and_the_journal_holds_none_of_it(lodged: Scene) -> None:
    message = ask(lodged)
    assert ASKED not in Message.objects.values_list("text_sealed", flat=True).get()
    assert message.text == ASKED
    event = Event.objects.get(kind="correspondence.asked")
    assert event.data == {"message": message.pk, "office": desk(lodged).pk, "files": 0}


def test_the_office_is_told_then_the_parties_and_nobody_of_what_they_wrote(lodged: Scene) -> None:
    ask(lodged)
    drain()
    told = Notice.objects.filter(kind="dossier.question").values_list("person", flat=True)
    assert lodged.cast.people["front-desk"].pk in told
    assert lodged.cast.people["architect"].pk not in told
    answer(lodged)
    drain()
    answered = Notice.objects.get(kind="dossier.message")
    assert answered.person == lodged.dossier.filer
    assert answered.url == address(lodged)


def test_a_message_is_unread_until_the_other_side_opens_it(lodged: Scene) -> None:
    ask(lodged)
    clerk, architect = lodged.actor("front-desk"), lodged.actor("architect")
    assert (unread_by(clerk).count(), unread_by(architect).count()) == (1, 0)
    assert acts.open_messages(lodged.dossier, by=architect) == 0
    assert acts.open_messages(lodged.dossier, by=clerk) == 1
    assert acts.open_messages(lodged.dossier, by=clerk) == 0
    assert unread_by(clerk).count() == 0
    (line,) = thread(lodged.dossier, architect)
    assert line.mine
    assert line.opened_at is not None
    answer(lodged)
    assert (unread_by(clerk).count(), unread_by(architect).count()) == (0, 1)


def test_an_office_that_was_not_asked_reads_and_marks_nothing(admitted: Scene) -> None:
    ask(admitted)
    president = admitted.actor("president")
    assert unread_by(president).count() == 0
    agent = admitted.actor("urban-agency") if "urban-agency" in admitted.cast.people else president
    acts.open_messages(admitted.dossier, by=agent)
    assert Message.objects.get().first_read_at is None


def test_a_double_click_sends_one_message(lodged: Scene) -> None:
    key = uuid.uuid4()
    assert ask(lodged, key=key) == ask(lodged, key=key)
    assert Event.objects.filter(kind="correspondence.asked").count() == 1


def test_nobody_writes_outside_their_part(lodged: Scene) -> None:
    stranger = Actor(Person.objects.create_user("stranger@demo.example", "a long password").pk)
    with pytest.raises(NotAllowed):
        acts.ask_office(lodged.dossier, ASKED, office=desk(lodged), key=uuid.uuid4(), by=stranger)
    with pytest.raises(NotAllowed):  # the architect does not speak for the desk
        acts.answer_parties(
            lodged.dossier, ASKED, office=desk(lodged), key=uuid.uuid4(), by=lodged.actor("architect")
        )
    elsewhere = Office.objects.exclude(tasks__dossier=lodged.dossier).exclude(pk=desk(lodged).pk).first()
    assert elsewhere is not None
    with pytest.raises(OfficeNotConcerned):
        acts.ask_office(
            lodged.dossier, ASKED, office=elsewhere, key=uuid.uuid4(), by=lodged.actor("architect")
        )


def test_a_message_says_something_about_a_lodged_dossier_and_within_bounds(
    drafted: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotLodgedYet):
        ask(drafted)
    drafted.deposited()
    with pytest.raises(MessageEmpty):
        ask(drafted, " \n\u200b\t ")
    monkeypatch.setattr(acts, "AN_HOUR", 1)
    ask(drafted)
    with pytest.raises(TooManyMessages):
        ask(drafted)


def test_the_page_sends_a_message_with_its_files_and_the_other_side_reads_them(
    client: Client, lodged: Scene
) -> None:
    sent = SimpleUploadedFile("croquis.pdf", one_page("sketch"), "application/pdf")
    as_(client, lodged, "architect").get(address(lodged))
    assert client.post(address(lodged), typed(lodged, files=sent)).status_code == 302
    attached = Attachment.objects.get()
    assert attached.message == Message.objects.get()
    page = unescape(as_(client, lodged, "front-desk").get(address(lodged)).content.decode())
    assert ASKED in page
    file = reverse("dossiers:attachment", args=[lodged.dossier.number, attached.pk, "croquis.pdf"])
    assert file in page
    assert b"".join(client.get(file).streaming_content) == one_page("sketch")  # type: ignore[attr-defined]
    client.force_login(Person.objects.create_user("stranger@demo.example", "a long password"))
    assert client.get(file).status_code == client.get(address(lodged)).status_code == 404


def test_a_file_that_is_not_what_it_says_keeps_the_words_on_the_page(client: Client, lodged: Scene) -> None:
    bad = SimpleUploadedFile("virus.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")
    answer = as_(client, lodged, "architect").post(address(lodged), typed(lodged, files=bad))
    assert answer.status_code == 422
    assert ASKED in unescape(answer.content.decode())
    assert not Message.objects.exists()


def test_a_waiting_file_is_its_senders_alone_and_may_be_taken_out(client: Client, lodged: Scene) -> None:
    sent = SimpleUploadedFile("croquis.pdf", one_page("sketch"), "application/pdf")
    as_(client, lodged, "architect").post(address(lodged), typed(lodged, text="", files=sent))
    waiting = Attachment.objects.get()
    file = reverse("dossiers:attachment", args=[lodged.dossier.number, waiting.pk, "croquis.pdf"])
    out = reverse("dossiers:attachment_removal", args=[lodged.dossier.number, waiting.pk])
    assert client.get(file).status_code == 200
    as_(client, lodged, "front-desk")
    assert client.get(file).status_code == client.post(out).status_code == 404
    as_(client, lodged, "architect").post(out)
    assert not Attachment.objects.exists()


def test_a_message_carries_so_many_files(lodged: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "MOST_FILES", 1)
    first, second = (piece.document for piece in lodged.dossier.pieces.select_related("document")[:2])
    by = lodged.actor("architect")
    kept = acts.keep_attachment(lodged.dossier, first, by=by)
    assert acts.keep_attachment(lodged.dossier, first, by=by) == kept
    with pytest.raises(TooManyAttachments):
        acts.keep_attachment(lodged.dossier, second, by=by)


@pytest.mark.parametrize(("language", "word"), [("fr", "n’est jamais une notification"), ("ar", "تبليغا")])
def test_the_page_says_that_a_message_is_no_legal_notification(
    client: Client, lodged: Scene, language: str, word: str
) -> None:
    page = unescape(as_(client, lodged, "architect", language).get(address(lodged)).content.decode())
    assert word in page


def test_the_list_puts_what_is_unread_first_and_does_not_grow_with_it(
    client: Client, lodged: Scene, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        ask(lodged, f"Question {number}")
    as_(client, lodged, "front-desk")
    client.get(reverse("dossiers:threads"))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        page = unescape(client.get(reverse("dossiers:threads")).content.decode())
    assert "5 non lus" in page
    assert address(lodged) in page
