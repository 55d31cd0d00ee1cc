"""The staff of a practice: invited, joined, removed; who may, and what a link is worth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client

from rokhas.accounts.actions import (
    end_place,
    enter,
    invite_staff,
    join_practice,
    send_staff_again,
    suspend_entry,
)
from rokhas.accounts.actions.practices import A_DAY, OPENS_FOR, address_of
from rokhas.accounts.errors import (
    AlreadyOfThePractice,
    EntryNotCurrent,
    InvitationDead,
    InvitedElsewhere,
    InvitesOneself,
    OfficialJoins,
    TooManyInvitations,
)
from rokhas.accounts.models import Mandate, Office, Person, StaffMember
from rokhas.accounts.queries import actor_of
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM, Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.post.models import Message
from rokhas.post.queries import parcel_of
from rokhas.ui import formats

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def somebody(word: str) -> Person:
    return Person.objects.create_user(f"{word}@example.ma", name_fr=word.title(), name_ar="سلمى")


@pytest.fixture
def architect() -> Person:
    person = somebody("architect")
    enter(person, body="order_of_architects", number="CNOA-1", since=date(2020, 1, 1), by=SYSTEM)
    return person


@pytest.fixture
def practice(architect: Person) -> Office:
    return Office.objects.get(mandates__person=architect)


def leader(person: Person, at: datetime = NOW) -> Actor:
    return actor_of(person, at)


def link_of(member: StaffMember) -> str:
    return address_of(member).rstrip("/").rpartition("/")[2]


def test_the_staff_join_by_the_link_and_prepare_without_any_mandate(
    architect: Person, practice: Office
) -> None:
    member = invite_staff(practice, email=" Drawer@Example.ma ", by=leader(architect))
    assert "drawer" not in member.email_sealed
    said = parcel_of(Message.objects.get()).body
    assert address_of(member) in said
    assert formats.day(member.expires_at) in said
    assert "<" not in said  # a mail is no page
    drawer = somebody("drawer")
    joined = join_practice(link_of(member), by=actor_of(drawer, NOW))
    assert join_practice(link_of(member), by=actor_of(drawer, NOW)).joined_at == joined.joined_at
    assert actor_of(drawer).practices == {practice.pk}
    assert not actor_of(drawer).mandates
    kinds = Event.objects.filter(stream=f"accounts.staffmember:{member.pk}").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == ["practice.invited", "practice.joined"]


def test_the_same_address_is_invited_once(architect: Person, practice: Office) -> None:
    first = invite_staff(practice, email="drawer@example.ma", by=leader(architect))
    assert invite_staff(practice, email="DRAWER@example.ma", by=leader(architect)) == first
    assert Message.objects.count() == 1
    join_practice(link_of(first), by=actor_of(somebody("drawer"), NOW))
    with pytest.raises(AlreadyOfThePractice):
        invite_staff(practice, email="drawer@example.ma", by=leader(architect))


def test_a_link_is_dead_once_replaced_taken_back_used_by_another_or_too_old(
    architect: Person, practice: Office
) -> None:
    drawer, stranger = somebody("drawer"), somebody("stranger")
    member = invite_staff(practice, email="drawer@example.ma", by=leader(architect))
    first = link_of(member)
    with pytest.raises(InvitedElsewhere):
        join_practice(first, by=actor_of(stranger, NOW))
    later = NOW + timedelta(days=2)
    again = send_staff_again(member, by=leader(architect, later))
    with pytest.raises(InvitationDead):
        join_practice(first, by=actor_of(drawer, later))
    with pytest.raises(InvitationDead):
        join_practice(link_of(again), by=actor_of(drawer, later + OPENS_FOR))
    end_place(member, by=leader(architect, later))
    with pytest.raises(InvitationDead):
        join_practice(link_of(again), by=actor_of(drawer, later))
    assert not actor_of(drawer).practices


def test_an_official_prepares_for_no_practice(architect: Person, practice: Office) -> None:
    clerk = somebody("clerk")
    desk = Office.objects.create(kind="commune", name_fr="Commune", name_ar="جماعة")
    Mandate.objects.create(person=clerk, office=desk, role="front_desk", starts_on="2020-01-01")
    member = invite_staff(practice, email=clerk.email, by=leader(architect))
    with pytest.raises(OfficialJoins):
        join_practice(link_of(member), by=actor_of(clerk, NOW))
    assert not actor_of(clerk).practices


def test_a_second_click_sends_no_second_link(architect: Person, practice: Office) -> None:
    member = invite_staff(practice, email="drawer@example.ma", by=leader(architect))
    assert send_staff_again(member, by=leader(architect, NOW + timedelta(minutes=5))).serial == 1
    assert Message.objects.count() == 1


def test_whoever_was_removed_or_left_sees_nothing_more(architect: Person, practice: Office) -> None:
    drawer = somebody("drawer")
    member = invite_staff(practice, email=drawer.email, by=leader(architect))
    join_practice(link_of(member), by=actor_of(drawer, NOW))
    assert end_place(member, by=actor_of(drawer, NOW)).ending == "left"
    assert not actor_of(drawer).practices
    back = invite_staff(practice, email=drawer.email, by=leader(architect))
    join_practice(link_of(back), by=actor_of(drawer, NOW))
    assert end_place(back, by=leader(architect)).ending == "removed"
    assert not actor_of(drawer).practices


def test_only_a_professional_of_the_practice_with_a_current_entry_invites(
    architect: Person, practice: Office
) -> None:
    drawer = somebody("drawer")
    member = invite_staff(practice, email=drawer.email, by=leader(architect))
    join_practice(link_of(member), by=actor_of(drawer, NOW))
    for stranger in (drawer, somebody("stranger")):
        with pytest.raises(NotAllowed):
            invite_staff(practice, email="other@example.ma", by=actor_of(stranger, NOW))
    with pytest.raises(NotAllowed):
        end_place(member, by=actor_of(Person.objects.get(email="stranger@example.ma"), NOW))
    suspend_entry(architect.register_entries.get(), by=SYSTEM, reason="Décision 4/2026")
    with pytest.raises(EntryNotCurrent):
        invite_staff(practice, email="other@example.ma", by=leader(architect))
    assert end_place(member, by=leader(architect)).ending == "removed"


def test_invitations_are_counted(architect: Person, practice: Office) -> None:
    with pytest.raises(InvitesOneself):
        invite_staff(practice, email=architect.email, by=leader(architect))
    for number in range(A_DAY):
        invite_staff(practice, email=f"drawer-{number}@example.ma", by=leader(architect))
    with pytest.raises(TooManyInvitations):
        invite_staff(practice, email="one-more@example.ma", by=leader(architect))
    invite_staff(practice, email="one-more@example.ma", by=leader(architect, NOW + timedelta(days=2)))


def test_a_stranger_signs_in_and_comes_back_to_the_invitation(
    client: Client, architect: Person, practice: Office
) -> None:
    member = invite_staff(practice, email="drawer@example.ma", by=actor_of(architect))
    page = client.get(address_of(member), headers={"accept-language": "fr"})
    assert practice.name_fr in page.content.decode()
    assert "drawer@example.ma" not in page.content.decode()
    assert client.post(address_of(member))["Location"].startswith("/sign-in/")
    drawer = somebody("drawer")
    client.force_login(drawer)
    assert address_of(member) in client.get("/").content.decode()
    assert client.post(address_of(member))["Location"] == "/practice/"
    assert practice.name_fr in client.get("/practice/", headers={"accept-language": "fr"}).content.decode()
    assert client.get("/practice/invitations/forged/").status_code == 409


def test_the_page_of_the_professional_shows_who_prepares(
    client: Client, architect: Person, practice: Office
) -> None:
    client.force_login(architect)
    sent = client.post(f"/practice/{practice.pk}/staff/", {"email": "drawer@example.ma"})
    assert sent.status_code == 302
    assert "drawer@example.ma" in client.get("/practice/").content.decode()
    refused = client.post(f"/practice/{practice.pk}/staff/", {"email": architect.email})
    assert refused.status_code == 422
    member = StaffMember.objects.get()
    assert 'name="confirmed"' in client.post(f"/practice/staff/{member.pk}/end/").content.decode()
    assert StaffMember.objects.get(pk=member.pk).ended_at is None
    client.post(f"/practice/staff/{member.pk}/end/", {"confirmed": "1"})
    assert StaffMember.objects.get().ending == "revoked"
    client.force_login(somebody("stranger"))
    assert client.post(f"/practice/{practice.pk}/staff/", {"email": "x@example.ma"}).status_code == 404
    assert client.post(f"/practice/staff/{member.pk}/end/").status_code == 404


def test_the_link_of_somebody_else_leads_back_with_the_other_account(
    architect: Person, practice: Office, client: Client
) -> None:
    """Whoever opens the mail of one address while signed in with another is not left before a closed door."""
    there = address_of(invite_staff(practice, email="drawer@example.ma", by=actor_of(architect)))
    here = urlsplit(there).path
    client.force_login(somebody("passer-by"))
    page = client.get(here)
    assert page.status_code == 403
    assert f'value="/sign-in/login/?next={here}"' in unquote(page.content.decode())
    left = client.post("/sign-in/logout/", {"next": f"/sign-in/login/?next={here}"})
    assert left["Location"] == f"/sign-in/login/?next={here}"
    client.force_login(somebody("drawer"))
    assert "Rejoindre le cabinet" in client.get(here).content.decode()
