"""The desk's pages of the assisted deposit, from the card to the papers handed over, in both languages."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rokhas.accounts.errors import TelephoneOfAnother
from rokhas.accounts.models import Person
from rokhas.dossiers.models import Dossier, Notification
from rokhas.dossiers.views import assistance
from rokhas.kernel.limits import Limit
from rokhas.post.models import Message
from rokhas.procedures.schema import Kind
from rokhas.testing import desk
from rokhas.testing.scene import Scene

RAHMA = desk.RAHMA
PAGE = 15


@pytest.fixture
def scene(opened: Scene) -> Scene:
    opened.procedure = "refurbishment-permit"
    return opened


def at_the_desk(scene: Scene, word: str = "commune-desk", language: str = "fr") -> Client:
    client = Client()
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def asks(client: Client, url: str) -> int:
    """The statements of a page, read a second time."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200, url
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in asked.captured_queries)


def typed_of(client: Client, **more: str) -> dict[str, str]:
    offered = client.get(reverse("dossiers:assisted-new")).context["form"].fields["offer"].choices
    given = {
        "name_fr": RAHMA.name_fr,
        "name_ar": RAHMA.name_ar,
        "identity": "dm 48213",
        "phone": "06 00 04 82 13",
    }
    return (
        given
        | {"language": "ar", "offer": next(value for value, _label in offered if "refurb" in value)}
        | more
    )


def test_everything_that_lacks_at_the_desk_is_said_at_once(scene: Scene) -> None:
    refused = at_the_desk(scene).post(
        reverse("dossiers:assisted-new"), {"phone": "06 12", "name_fr": "Rahma"}
    )
    errors = refused.context["form"].errors
    assert set(errors) == {"offer", "name_ar", "identity", "phone", "language"}
    assert "06 12 34 56 78" in errors["phone"][0]
    assert Dossier.objects.count() == 0


def test_a_clerk_begins_for_a_person_and_types_on_their_pages(scene: Scene) -> None:
    client = at_the_desk(scene)
    address = reverse("dossiers:assisted-new")
    refused = client.post(address, typed_of(client, phone="12"))
    assert refused.status_code == 422
    assert "phone" in refused.context["form"].errors
    begun = client.post(address, typed_of(client))
    dossier = Dossier.objects.get()
    assert begun["Location"] == reverse("dossiers:draft", args=[dossier.pk])
    page = client.get(begun["Location"])
    assert page.context["assists"]
    assert RAHMA.name_fr in text(page)
    assert dossier.filer.identity_number == RAHMA.identity
    assert client.get(reverse("dossiers:list")).context["rows"] == []
    listed = client.get(reverse("dossiers:assisted")).context["under_way"]
    assert [row.dossier for row in listed] == [dossier]


def test_nobody_finds_whose_a_telephone_is_by_trying(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistance, "REFUSED", Limit("desk", allowed=2))
    client, address = at_the_desk(scene), reverse("dossiers:assisted-new")
    holder = scene.cast.people["architect"]
    holder.phone = "+212600048213"
    holder.save()
    Person.objects.filter(pk=holder.pk).update(phone_proved=True)
    for _ in range(2):
        told = client.post(address, typed_of(client)).context["form"].errors
        assert str(TelephoneOfAnother()) in str(told)
    assert client.post(address, typed_of(client, name_fr="")).context["form"].errors.keys() == {"name_fr"}
    told = client.post(address, typed_of(client, phone="0600048214")).context["form"].errors
    assert "__all__" in told
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_person_consents_and_receives_the_papers(scene: Scene, language: str) -> None:
    dossier = desk.type_everything(scene)
    client, address = at_the_desk(scene, language=language), reverse("dossiers:consent", args=[dossier.pk])
    assert asks(client, address) <= PAGE
    assert client.post(address, {"step": "send"}).status_code == 422  # nothing is printed
    assert client.post(address, {"step": "print"}).status_code == 302
    sheet = client.get(reverse("dossiers:consent-sheet", args=[dossier.pk]))
    assert b"".join(sheet).startswith(b"%PDF")
    assert client.post(address, {"step": "send"}).status_code == 302
    assert client.post(address, {"step": "consent", "code": "abc"}).status_code == 422
    code = desk.received(Message.objects.get(key__startswith="desk-code").key)
    deposited = client.post(address, {"step": "consent", "code": f"{code[:3]} {code[3:]}"})
    dossier.refresh_from_db()
    handing = reverse("dossiers:handing", args=[dossier.number])
    assert deposited["Location"] == handing
    assert client.post(address, {"step": "consent", "code": code})["Location"] == handing  # a second click
    scene.deliver_post()
    assert asks(client, handing) <= PAGE
    numbers = [str(paper.pk) for paper, _proof in client.get(handing).context["papers"]]
    assert len(numbers) == 2
    wrong = client.post(handing, {"papers": numbers, "identity": "ZZ1"})
    assert "identity" in wrong.context["form"].errors
    assert client.post(handing, {"papers": numbers, "identity": RAHMA.identity}).status_code == 302
    assert Notification.objects.exclude(handed_at=None).count() == 2
    assert not Message.objects.filter(recipient_sealed="").exists()


def test_the_clerk_is_told_that_another_answers(scene: Scene) -> None:
    desk.deposit_at_desk(scene)
    client, task = at_the_desk(scene), scene.task(Kind.CHECK)
    page = client.get(reverse("dossiers:task", args=[task.pk]), follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert len(said) == 1
    assert client.get(reverse("dossiers:desk-check", args=[task.pk])).status_code == 403
    assert reverse("dossiers:handing", args=[scene.dossier.number]) in text(page)


def test_nobody_else_opens_these_pages(scene: Scene) -> None:
    dossier = desk.type_everything(scene)
    for word in ("applicant", "president", "front-desk"):
        client = at_the_desk(scene, word)
        for name in ("consent", "consent-sheet", "draft", "assisted-taking"):
            assert client.get(reverse(f"dossiers:{name}", args=[dossier.pk])).status_code == 404, (word, name)
    assert at_the_desk(scene, "president").get(reverse("dossiers:assisted")).status_code == 404
    filer = Client()
    filer.force_login(dossier.filer)
    assert filer.get(reverse("dossiers:draft", args=[dossier.pk])).status_code == 200
    assert filer.get(reverse("dossiers:consent", args=[dossier.pk])).status_code == 404


def test_the_lists_keep_under_their_ceilings(scene: Scene) -> None:
    desk.type_everything(scene)
    client = at_the_desk(scene)
    assert asks(client, reverse("dossiers:assisted")) <= PAGE
    assert asks(client, reverse("dossiers:assisted-new")) <= PAGE
    assert asks(client, reverse("dossiers:draft", args=[scene.dossier.pk])) <= PAGE
