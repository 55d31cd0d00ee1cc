"""A file that goes on from another device: found again by its fingerprint, and only when the bytes agree."""

import hashlib
from typing import Any

import pytest

from rokhas.accounts.models import Person
from rokhas.documents.models import Upload
from rokhas.documents.queries import read, unfinished
from rokhas.documents.tests.conftest import PURPOSE, Desk
from rokhas.documents.tests.sender import PLAN, Browser
from rokhas.kernel.actor import Actor

MARK = "a1" * 32


@pytest.fixture
def browser(person: Person, desk: Desk) -> Browser:
    return Browser(person)


def test_another_device_goes_on_where_the_first_stopped(browser: Browser, desk: Desk, person: Person) -> None:
    browser.announce(fingerprint=MARK)
    browser.patch(0, PLAN[:100])
    telephone = Browser(person)
    found = telephone.announce(fingerprint=MARK, filename="another name.pdf")
    assert (found["Location"], found["Upload-Offset"]) == (browser.address, "100")
    assert telephone.state()["chunks"] == [[0, 100, hashlib.sha256(PLAN[:100]).hexdigest()]]
    assert telephone.patch(100, PLAN[100:]).status_code == 204
    assert read(desk.received[0][1]) == PLAN
    assert "chunks" not in telephone.state()


@pytest.mark.parametrize(
    "otherwise",
    [{"fingerprint": "b2" * 32}, {"fingerprint": ""}, {"about": "dossier-8"}, {"tag": "facades"}],
)
def test_another_file_or_another_use_of_it_begins_anew(
    browser: Browser, person: Person, otherwise: dict[str, str]
) -> None:
    browser.announce(fingerprint=MARK)
    browser.patch(0, PLAN[:100])
    told: Any = {"fingerprint": MARK, **otherwise}
    other = Browser(person).announce(**told)
    assert other["Upload-Offset"] == "0"
    assert Upload.objects.count() == 2


def test_a_fingerprint_finds_nothing_of_somebody_else(browser: Browser) -> None:
    browser.announce(fingerprint=MARK)
    browser.patch(0, PLAN[:100])
    stranger = Person.objects.create_user("omar@example.org", "a-long-password")
    assert Browser(stranger).announce(fingerprint=MARK)["Upload-Offset"] == "0"


def test_what_was_interrupted_is_told_to_its_sender_alone(browser: Browser, person: Person) -> None:
    browser.announce(fingerprint=MARK)
    assert unfinished(PURPOSE, "dossier-7", Actor(person.pk)) == []
    browser.patch(0, PLAN[: len(PLAN) // 2])
    assert [each.percent for each in unfinished(PURPOSE, "dossier-7", Actor(person.pk))] == [
        100 * (len(PLAN) // 2) // len(PLAN)
    ]
    assert unfinished(PURPOSE, "dossier-8", Actor(person.pk)) == []
    assert unfinished(PURPOSE, "dossier-7", Actor(person.pk + 1)) == []
