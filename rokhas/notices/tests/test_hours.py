"""When a person is told: at once, at the hour of the digest, after the quiet hours. Nothing is lost; the law does not wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Office, Person
from rokhas.kernel.actor import Actor, system
from rokhas.notices import actions, queries, schema
from rokhas.notices.actions import Hours
from rokhas.notices.errors import HoursAlike
from rokhas.notices.models import Kept, Preference, next_at
from rokhas.notices.schema import NoticeKind
from rokhas.post.models import Channel, Message

pytestmark = pytest.mark.django_db

BOTH = frozenset({"mail", "sms"})
CALM = NoticeKind(code="test.calm", subject="calm", body="calm", sms="calm", channels=BOTH, label="Calm")
URGENT = NoticeKind(code="test.urgent", subject="now", body="now", urgent=True, label="Urgent")
LEGAL = NoticeKind(code="test.legal", subject="law", body="law", sms="law", channels=BOTH, legal=True)
NIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    for kind in (CALM, URGENT, LEGAL):
        schema.register(kind)
    yield
    for kind in (CALM, URGENT, LEGAL):
        schema.unregister(kind)


@pytest.fixture
def salma(db: None) -> Person:
    person = Person.objects.create_user("salma@example.ma", "a long password", language="fr")
    person.phone = "0612345678"
    person.save()
    return person


def tell(person: Person, kind: str, key: str, at: datetime) -> None:
    office, _new = Office.objects.get_or_create(kind="practice", name_fr="C", name_ar="م")
    actions.tell(person, kind, key=key, about=office, facts={}, by=system(at))


def choose(person: Person, **more: Any) -> None:
    actions.choose_channels(person, by=Actor(person.pk), mail=True, sms=True, **more)


def sent() -> set[str]:
    return set(Message.objects.values_list("key", flat=True))


def test_at_night_nothing_rings_and_nothing_is_lost(salma: Person) -> None:
    choose(salma, hours=Hours(quiet=(21, 8)))
    tell(salma, "test.calm", "a", NIGHT)
    assert sent() == set()
    assert queries.unread_by(Actor(salma.pk)).count() == 1
    assert actions.send_kept(system(NIGHT)) == 0
    assert actions.send_kept(system(MORNING)) == 2
    assert sent() == {"a:mail", "a:sms"}
    assert actions.send_kept(system(MORNING)) == 0


def test_the_law_writes_at_night_but_does_not_ring(salma: Person) -> None:
    choose(salma, hours=Hours(digest_at=18, quiet=(21, 8)), stopped=["test.legal:mail"])
    tell(salma, "test.legal", "l", NIGHT)
    assert sent() == {"l:mail"}
    actions.send_kept(system(MORNING))
    assert sent() == {"l:mail", "l:sms"}


def test_a_digest_gathers_what_asks_nothing(salma: Person) -> None:
    choose(salma, hours=Hours(digest_at=18))
    for key in ("a", "b"):
        tell(salma, "test.calm", key, NOON)
    tell(salma, "test.urgent", "u", NOON)
    assert sent() == {"a:sms", "b:sms", "u:mail"}
    assert actions.send_kept(system(MORNING)) == 1
    digest = Message.objects.get(key__startswith="digest:")
    assert digest.channel == Channel.MAIL
    assert digest.body.count("calm") == 4
    assert not Kept.objects.exists()


def test_a_kind_is_stopped_by_one_channel(salma: Person) -> None:
    choose(salma, stopped=["test.calm:sms"])
    tell(salma, "test.calm", "a", NOON)
    assert sent() == {"a:mail"}
    choose(salma)  # what is not said stays
    assert Preference.objects.get().stopped == ["test.calm:sms"]


@pytest.mark.parametrize(
    ("quiet", "hour", "is_quiet"),
    [
        ((21, 8), 23, True),
        ((21, 8), 7, True),
        ((21, 8), 8, False),
        ((12, 14), 13, True),
        ((12, 14), 14, False),
    ],
)
def test_quiet_hours_may_pass_midnight(quiet: tuple[int, int], hour: int, is_quiet: bool) -> None:
    preference = Preference(quiet_from=quiet[0], quiet_until=quiet[1])
    now = next_at(NOON, hour)
    end = preference.quiet_end(now)
    assert (end is not None) == is_quiet
    assert end is None or end > now


def test_quiet_hours_that_never_end_are_refused(salma: Person) -> None:
    with pytest.raises(HoursAlike):
        choose(salma, hours=Hours(quiet=(8, 8)))


def test_the_page_keeps_kinds_and_hours(client: Client, salma: Person) -> None:
    client.force_login(salma)
    page = reverse("notices:preferences")
    shown = client.get(page).content.decode()
    assert "test.calm:mail" in shown
    assert "test.legal:mail" not in shown
    given = {
        "mail": "on",
        "sms": "on",
        "digest_at": "18",
        "quiet_from": "22",
        "quiet_until": "7",
        "test.calm:mail": "on",
    }
    assert client.post(page, given).status_code == 302
    kept = Preference.objects.get()
    assert (kept.digest_at, kept.quiet_from, kept.quiet_until) == (18, 22, 7)
    assert "test.calm:sms" in kept.stopped
    assert "test.calm:mail" not in kept.stopped
    assert "quiet_until" in client.post(page, {"quiet_from": "22"}).context["form"].errors
