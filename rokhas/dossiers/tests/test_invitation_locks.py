"""One link under two hands: one acceptance, and never an acceptance beside a withdrawal."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from rokhas.accounts.actions import end_place, invite_staff, join_practice
from rokhas.accounts.actions.practices import address_of
from rokhas.accounts.errors import InvitationDead
from rokhas.accounts.models import Office, Person, StaffMember
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.actions import invitations as acts
from rokhas.dossiers.models import Invitation
from rokhas.journal.models import Event
from rokhas.testing.scene import Scene
from rokhas.testing.together import together

pytestmark = [pytest.mark.locks, pytest.mark.django_db(transaction=True)]


def token_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_two_clicks_accept_once_and_a_withdrawal_comes_before_or_after(scene: Scene) -> None:
    by = scene.draft().actor("architect")
    surveyor = Person.objects.create_user("surveyor@example.ma")
    hand = actor_of(surveyor, by.at)
    first = acts.invite(scene.dossier, role="surveyor", email=surveyor.email, by=by)
    link = token_of(acts.link_of(first))
    assert together(*[lambda: acts.accept_invitation(link, by=hand)] * 3) == []
    assert Event.objects.filter(kind="invitation.accepted").count() == 1
    acts.revoke(first, by=by)
    for turn in range(4):
        later = actor_of(scene.cast.people["architect"], by.now() + timedelta(hours=turn))
        invitation = acts.invite(scene.dossier, role="surveyor", email=surveyor.email, by=later)
        opened = token_of(acts.link_of(invitation))
        raised = together(
            partial(acts.accept_invitation, opened, by=hand), partial(acts.revoke, invitation, by=later)
        )
        now = Invitation.objects.get(pk=invitation.pk)
        assert now.revoked_at
        assert [type(error) for error in raised] == ([] if now.accepted_at else [InvitationDead])


def test_a_place_in_a_practice_is_taken_once_or_not_at_all(scene: Scene) -> None:
    by = scene.actor("architect")
    practice = Office.objects.get(mandates__person=scene.cast.people["architect"], kind="practice")
    drawer = Person.objects.create_user("drawer@example.ma")
    hand = actor_of(drawer, by.at)
    clicks = [lambda: invite_staff(practice, email=drawer.email, by=by)] * 3
    assert together(*clicks) == []
    member = StaffMember.objects.get()
    link = token_of(address_of(member))
    raised = together(
        lambda: join_practice(link, by=hand),
        lambda: join_practice(link, by=hand),
        lambda: end_place(member, by=by),
    )
    assert {type(error) for error in raised} <= {InvitationDead}
    assert StaffMember.objects.get().ended_at
    assert not actor_of(drawer).practices
    assert Event.objects.filter(kind="practice.joined").count() <= 1
