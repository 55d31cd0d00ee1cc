"""A permit cancelled while a request that comes after it is under way: whoever asks and whoever studies it know."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import appeals, rulings
from rokhas.dossiers.actions.parents import note_cancelled_parent, note_restored_parent
from rokhas.dossiers.models import Dossier, Ending, Ruling
from rokhas.dossiers.queries.following import cancelled_parent
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import system
from rokhas.notices.models import Notice
from rokhas.testing.lives import then
from rokhas.testing.moments import delivered, lodged, opened, to_pay, to_sign  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene

FALSE = [{"code": "ANN-01", "values": {"point": "le plan de masse"}}]


@then(delivered)
def followed(delivered: Scene) -> Scene:
    """A permit to modify waits for its signature; the permit that it comes after is cancelled."""
    child = Scene(delivered.cast, delivered.hands, procedure="modification-permit", parent=delivered.dossier)
    child.deposited().studied().conclude().sign_minutes().pay()
    ruling = rulings.prepare_cancellation(delivered.dossier, by=delivered.actor("president"), reasons=FALSE)
    delivered.sign("president", "ruling", str(ruling.pk))
    drain()
    return child


def of(scene: Scene) -> list[str]:
    stream = Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}")
    return list(stream.order_by("seq").values_list("kind", flat=True))


def test_the_request_bears_it_and_goes_on(followed: Scene) -> None:
    parent = followed.dossier.parent
    assert parent is not None
    parent.refresh_from_db()
    assert parent.ending == Ending.CANCELLED
    assert of(followed).count("parent.cancelled") == 1
    said = cancelled_parent(followed.dossier)
    assert said is not None
    assert said.number == parent.number
    assert followed.open_steps == {"decision"}
    assert note_cancelled_parent(parent, by=system(None)) == 0, "twice changes nothing"
    assert of(followed).count("parent.cancelled") == 1


def test_whoever_filed_and_whoever_decides_are_told(followed: Scene) -> None:
    people = followed.cast.people
    about = Notice.objects.filter(kind__startswith="dossier.parent_cancelled")
    told = dict(about.values_list("person_id", "kind"))
    assert told[people["architect"].pk] == "dossier.parent_cancelled"
    assert told[people["president"].pk] == "dossier.parent_cancelled_office"
    assert people["front-desk"].pk not in told, "nothing waits for the desk"


@pytest.mark.parametrize(("language", "words"), [("fr", "été annulé"), ("ar", "ألغيت الرخصة")])
def test_the_case_and_the_decision_say_it_before_anything_is_signed(
    client: Client, followed: Scene, language: str, words: str
) -> None:
    task = followed.dossier.tasks.open().get()
    pages = {
        "architect": [reverse("dossiers:dossier", args=[followed.dossier.number])],
        "president": [reverse("dossiers:decision", args=[task.pk]), reverse("dossiers:parapheur")],
    }
    client.cookies["rokhas_language"] = language
    for word, addresses in pages.items():
        client.force_login(followed.cast.people[word])
        for address in addresses:
            html = unescape(client.get(address).content.decode())
            assert str(followed.dossier.parent) in html, address
            assert words in html or address == reverse("dossiers:parapheur"), address


def test_one_that_is_ended_bears_nothing(delivered: Scene) -> None:
    ended = Dossier.objects.get(pk=delivered.dossier.pk)
    ended.pk, ended.number, ended.tracking_code = None, "MDF-2026-045010107-09999", "ABCDEFGHJK"
    ended._state.adding = True
    ended.parent = delivered.dossier
    ended.save()
    assert note_cancelled_parent(delivered.dossier, by=system(None)) == 0
    assert cancelled_parent(ended) is None, "its permit stands"


def test_a_permit_that_stands_again_is_told_to_the_request_and_its_next_cancellation_too(
    followed: Scene,
) -> None:
    assert followed.dossier.parent is not None
    parent = Dossier.objects.get(pk=followed.dossier.parent.pk)
    president, architect = followed.actor("president"), followed.actor("architect")
    appeal = appeals.file_appeal(parent, by=architect, code="review", ground="Le plan est juste.")
    given = [{"code": "REM-02", "values": {"point": "le plan"}}]
    answer = rulings.prepare_answer(appeal, by=president, sense=Ruling.Sense.RESUMED, reasons=given)
    followed.sign("president", "ruling", str(answer.pk))
    drain()
    assert cancelled_parent(followed.dossier) is None
    told = dict(
        Notice.objects.filter(kind__startswith="dossier.parent_restored").values_list("person_id", "kind")
    )
    people = followed.cast.people
    assert told[people["architect"].pk] == "dossier.parent_restored"
    assert told[people["president"].pk] == "dossier.parent_restored_office"
    assert note_restored_parent(parent, by=system(None)) == 0, "twice changes nothing"

    again = rulings.prepare_cancellation(parent, by=president, reasons=FALSE)
    followed.sign("president", "ruling", str(again.pk))
    drain()
    kinds = [kind for kind in of(followed) if kind.startswith("parent.")]
    assert kinds == ["parent.cancelled", "parent.restored", "parent.cancelled"]
    assert Notice.objects.filter(kind="dossier.parent_cancelled", person=people["architect"]).count() == 2


def test_a_cancellation_heard_after_the_permit_stands_again_is_not_written(followed: Scene) -> None:
    assert followed.dossier.parent is not None
    parent = Dossier.objects.get(pk=followed.dossier.parent.pk)
    assert note_restored_parent(parent, by=system(None)) == 0, "it is cancelled still"
    Ruling.objects.filter(kind=Ruling.Kind.CANCELLATION).update(ended_at=system(None).now())
    assert note_restored_parent(parent, by=system(None)) == 1
    assert note_cancelled_parent(parent, by=system(None)) == 0, "it was told late"
    assert [kind for kind in of(followed) if kind.startswith("parent.")] == [
        "parent.cancelled",
        "parent.restored",
    ]
