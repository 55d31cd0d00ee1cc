"""Telling a person: once, in their language, by the ways they want or the law requires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from rokhas.accounts.models import Mandate, Office, Person
from rokhas.journal.events import reference
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.notices import actions, checks, queries, schema
from rokhas.notices.models import Notice
from rokhas.notices.schema import NoticeKind
from rokhas.post.models import Channel, Message
from rokhas.post.queries import parcel_of

pytestmark = pytest.mark.django_db

FACTS: dict[str, schema.Fact] = {
    "number": "PCT-2026-0751-00042",
    "day": date(2026, 11, 28),
    "sum": Decimal("4860.5"),
    "office": {"fr": "Agence urbaine", "ar": "الوكالة الحضرية"},
}
ANSWER = NoticeKind(
    code="test.answer",
    subject="%(number)s",
    body="%(office)s · %(day)s · %(sum)s",
    sms="%(number)s: %(office)s",
    channels=frozenset({"mail", "sms"}),
    sample=FACTS,
)
DECISION = NoticeKind(code="test.decision", subject="D", body="D %(number)s", legal=True, sample=FACTS)


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    schema.register(ANSWER)
    schema.register(DECISION)
    yield
    schema.unregister(ANSWER)
    schema.unregister(DECISION)


@pytest.fixture
def salma(db: None) -> Person:
    person = Person.objects.create_user("salma@example.ma", language="ar")
    person.phone = "0612345678"
    person.save()
    return person


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(kind="practice", name_fr="C", name_ar="م")


def tell(person: Person, office: Office, kind: str = "test.answer", key: str = "k", **extra: Any) -> Notice:
    return actions.tell(person, kind, key=key, about=office, facts=FACTS, by=system(), **extra)


def test_a_person_is_told_in_their_language_in_the_inbox_by_mail_and_by_sms(
    salma: Person, office: Office
) -> None:
    tell(salma, office)
    mail, sms = Message.objects.get(channel=Channel.MAIL), Message.objects.get(channel=Channel.SMS)
    assert mail.subject == "PCT-2026-0751-00042"
    assert mail.body.startswith("الوكالة الحضرية · 28/11/2026 · 4.860,50")
    assert "PCT-2026-0751-00042: الوكالة الحضرية" in sms.body
    assert (mail.key, sms.key, parcel_of(sms).to) == ("k:mail", "k:sms", "+212612345678")
    assert mail.about == reference(office)


def test_the_inbox_speaks_the_language_of_the_page_whatever_was_sent(salma: Person, office: Office) -> None:
    notice = tell(salma, office)
    with override("fr"):
        assert (
            queries.shown(notice)
            .words.body.replace("\N{NARROW NO-BREAK SPACE}", " ")
            .startswith("Agence urbaine · 28/11/2026 · 4 860,50")
        )


def test_the_same_key_tells_once(salma: Person, office: Office) -> None:
    assert tell(salma, office) == tell(salma, office)
    assert (Notice.objects.count(), Message.objects.count()) == (1, 2)
    assert Event.objects.filter(kind="notice.available").count() == 1


def test_preferences_stop_messages_but_never_a_legal_one(salma: Person, office: Office) -> None:
    actions.choose_channels(salma, by=Actor(salma.pk), mail=False, sms=False)
    tell(salma, office)
    assert not Message.objects.exists()
    tell(salma, office, "test.decision", key="d")
    assert Message.objects.get().key == "d:mail"
    assert queries.inbox(salma).count() == 2


def test_without_a_telephone_or_with_a_wrong_one_the_rest_is_told(salma: Person, office: Office) -> None:
    for number, key in [("", "a"), ("12", "b")]:
        salma.phone = number
        tell(salma, office, key=key)
    assert set(Message.objects.values_list("key", flat=True)) == {"a:mail", "b:mail"}


def test_the_mail_names_the_page_and_says_that_it_is_a_demonstration(salma: Person, office: Office) -> None:
    tell(salma, office, url_name="notices:preferences")
    assert (
        f"http://127.0.0.1:8000{reverse('notices:preferences')}" in Message.objects.get(channel="mail").body
    )
    assert Message.objects.get(channel="sms").body.startswith(("DEMO", "عرض"))


def test_a_wording_needs_all_its_facts(salma: Person, office: Office) -> None:
    with pytest.raises(KeyError):
        actions.tell(salma, "test.answer", key="k", about=office, facts={}, by=system())
    assert not Notice.objects.exists()


def test_opening_is_a_fact_the_first_time_and_for_nobody_else(salma: Person, office: Office) -> None:
    notice, stranger = tell(salma, office), Person.objects.create_user("other@example.ma")
    with pytest.raises(NotAllowed):
        actions.open_notice(notice, by=Actor(stranger.pk))
    assert queries.unread_by(Actor(salma.pk)).count() == 1
    first, later = Actor(salma.pk, at=datetime(2026, 11, 20, tzinfo=UTC)), Actor(salma.pk)
    actions.open_notice(notice, by=first)
    actions.open_notice(notice, by=later)
    notice.refresh_from_db()
    assert (notice.read_at, queries.unread_by(Actor(salma.pk)).count()) == (first.at, 0)
    opened = Event.objects.get(kind="notice.opened")
    assert opened.data == {"code": "test.answer", "key": "k", "concerning": reference(office)}


def test_the_wording_is_measured_in_both_languages() -> None:
    assert checks.notices_are_well_worded(None) == []
    bad = [
        NoticeKind(code="test.long", subject="x", body="x", sms="م" * 71, channels=frozenset({"sms"})),
        NoticeKind(code="test.hole", subject="%(nothing)s", body="x"),
    ]
    for kind in bad:
        schema.register(kind)
    try:
        found = [str(error.id) for error in checks.notices_are_well_worded(None)]
    finally:
        for kind in bad:
            schema.unregister(kind)
    assert sorted(found) == ["notices.E001", "notices.E001", "notices.E002", "notices.E002"]


def test_a_kind_is_registered_once_and_an_sms_has_its_text() -> None:
    with pytest.raises(ValueError, match="twice"):
        schema.register(NoticeKind(code="test.answer", subject="x", body="x"))
    with pytest.raises(ValueError, match="short text"):
        NoticeKind(code="test.mute", subject="x", body="x", channels=frozenset({"sms"}))


# The pages


@pytest.fixture
def page(client: Client, salma: Person) -> Client:
    client.force_login(salma)
    return client


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_inbox_shows_what_was_told(page: Client, salma: Person, office: Office, language: str) -> None:
    tell(salma, office, url_name="notices:preferences")
    page.cookies["rokhas_language"] = language
    answer = page.get(reverse("notices:inbox"))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "PCT-2026-0751-00042" in html
    assert {"fr": "Agence urbaine", "ar": "الوكالة الحضرية"}[language] in html
    assert f'lang="{language}"' in html


def test_opening_a_notice_leads_to_its_page(page: Client, salma: Person, office: Office) -> None:
    notice = tell(salma, office, url_name="notices:preferences")
    answer = page.post(reverse("notices:open", args=[notice.pk]))
    assert answer["Location"] == reverse("notices:preferences")
    assert queries.unread_by(Actor(salma.pk)).count() == 0


def test_the_notice_of_another_is_nowhere(page: Client, office: Office) -> None:
    other = Person.objects.create_user("other@example.ma")
    notice = tell(other, office)
    assert page.post(reverse("notices:open", args=[notice.pk])).status_code == 404
    assert "PCT-2026" not in page.get(reverse("notices:inbox")).content.decode()


def test_all_can_be_read_at_once_and_preferences_are_kept(
    page: Client, salma: Person, office: Office
) -> None:
    tell(salma, office)
    tell(salma, office, key="k2")
    page.post(reverse("notices:read_all"))
    assert queries.unread_by(Actor(salma.pk)).count() == 0
    page.post(reverse("notices:preferences"), {"sms": "on"})
    kept = queries.preference_of(salma)
    assert (kept.mail, kept.sms) == (False, True)
    assert page.get(reverse("notices:preferences")).status_code == 200


def test_the_inbox_costs_the_same_whatever_its_length(
    page: Client, salma: Person, office: Office, django_assert_max_num_queries: Any
) -> None:
    told = {
        "person": salma,
        "kind": "test.answer",
        "facts": schema.kept(FACTS),
        "created_at": datetime.now(UTC),
    }
    Notice.objects.bulk_create(Notice(key=f"k{number}", **told) for number in range(25))
    with django_assert_max_num_queries(8):
        answer = page.get(reverse("notices:inbox"))
    assert answer.content.decode().count("<li") >= 20
    assert page.get(reverse("notices:inbox") + "?page=2").status_code == 200


def test_an_officer_sees_the_inbox_under_the_officers_bar(page: Client, salma: Person) -> None:
    commune = Office.objects.create(kind="commune", name_fr="C", name_ar="ج")
    Mandate.objects.create(person=salma, role="president", office=commune, starts_on=date(2020, 1, 1))
    assert "rk-app__bell" in page.get(reverse("notices:inbox")).content.decode()


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(reverse("notices:inbox")).status_code == 302
