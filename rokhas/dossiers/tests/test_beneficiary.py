"""The petitioner is told at the addresses of the form, when no account of the dossier has them."""

from __future__ import annotations

import pytest

from rokhas.journal.models import Event
from rokhas.kernel.personal import unseal
from rokhas.post.models import Message
from rokhas.testing.scene import Scene

MAIL, PHONE = "owner@demo.example", "+212600000042"


def told(scene: Scene) -> list[tuple[str, str]]:
    """What left for the beneficiary: the notice and the address."""
    scene.deliver_post()
    sent = Message.objects.filter(key__startswith="beneficiary-").order_by("pk")
    return [(message.key.split("-")[1], unseal(message.recipient_sealed)) for message in sent]


def test_the_petitioner_follows_a_dossier_that_the_architect_filed(scene: Scene) -> None:
    scene.deposited(applicant_email=MAIL)
    assert told(scene) == [("receipt", MAIL), ("receipt", PHONE)]
    letter = Message.objects.get(key__startswith="beneficiary-receipt", channel="mail")
    assert str(scene.dossier.number) in letter.subject
    assert str(scene.dossier.tracking_code) in letter.body
    assert f"/track/{scene.dossier.number}" in letter.body
    assert MAIL not in letter.recipient_sealed
    scene.studied().conclude().sign_minutes()
    assert told(scene)[2:] == [("to", MAIL), ("to", PHONE)]
    scene.pay().sign_permit()
    assert [kind for kind, _address in told(scene)[4:]] == ["permit", "permit"]
    for event in Event.objects.all():
        assert MAIL not in str(event.data)


def test_a_letter_is_announced_to_the_petitioner(changes_asked: Scene) -> None:
    assert told(changes_asked)[1:] == [("changes", PHONE)]


@pytest.mark.parametrize("word", ["architect"])
def test_nobody_is_told_twice_at_the_address_of_their_account(scene: Scene, word: str) -> None:
    person = scene.cast.people[word]
    person.phone = "06 00 00 00 42"
    person.save()
    scene.deposited(applicant_email=person.email.upper())
    assert told(scene) == []


def test_the_filer_is_told_what_to_pay(to_pay: Scene) -> None:
    to_pay.deliver_post()
    assert Message.objects.filter(key__startswith="to-pay-").exists()
