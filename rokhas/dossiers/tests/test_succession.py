"""The office keeps its tasks when its people change: nothing is lost, nothing is signed by the wrong hand."""

from datetime import timedelta

import pytest

from rokhas.accounts.actions import delegate, give_mandate, succeed
from rokhas.accounts.errors import DelegationTooLong
from rokhas.accounts.models import Mandate, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.queries.papers import profession
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


def newcomer(word: str) -> Person:
    return Person.objects.create_user(f"{word}@test.example", name_fr="Personne Nouvelle", name_ar="شخص جديد")


def mandate_of(scene: Scene, word: str) -> Mandate:
    return scene.cast.people[word].mandates.get(role=Role.PRESIDENT)


def test_the_successor_signs_what_waited_and_the_predecessor_no_longer_may(to_sign: Scene) -> None:
    old, successor = to_sign.cast.people["president"], newcomer("successor")
    today = to_sign.actor("president").today()
    to_sign.read("president")
    succeed(mandate_of(to_sign, "president"), successor, by=SYSTEM, on=today, act="élection")
    with pytest.raises(NotAllowed):
        to_sign.sign("president", "decision", str(to_sign.task(Kind.SIGNATURE).pk))
    assert to_sign.open_steps == {"decision"}
    to_sign.cast.people["president"] = successor
    to_sign.sign_permit()
    assert to_sign.dossier.ending == "delivered"
    assert not actor_of(old).has_role(Role.PRESIDENT)


def test_a_delegate_signs_during_the_absence_and_not_after(to_sign: Scene) -> None:
    deputy = newcomer("deputy")
    today = to_sign.actor("president").today()
    mandate = mandate_of(to_sign, "president")
    delegate(
        mandate,
        deputy,
        by=to_sign.actor("president"),
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1),
        act="arrêté",
    )
    to_sign.cast.people["president"] = deputy
    to_sign.read("president")
    with pytest.raises(NotAllowed):
        to_sign.sign("president", "decision", str(to_sign.task(Kind.SIGNATURE).pk))
    to_sign.cast.people["president"] = mandate.person
    delegate(mandate, deputy, by=to_sign.actor("president"), starts_on=today, ends_on=today, act="arrêté")
    to_sign.cast.people["president"] = deputy
    to_sign.sign_permit()
    assert to_sign.dossier.ending == "delivered"


def test_nobody_delegates_what_is_not_theirs(to_sign: Scene) -> None:
    today = to_sign.actor("president").today()
    with pytest.raises(NotAllowed):
        delegate(
            mandate_of(to_sign, "president"),
            newcomer("other"),
            by=to_sign.actor("secretary"),
            starts_on=today,
            ends_on=today,
            act="x",
        )


def test_a_delegation_does_not_outlast_its_mandate(to_sign: Scene) -> None:
    mandate, today = mandate_of(to_sign, "president"), to_sign.actor("president").today()
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=today)
    mandate.refresh_from_db()
    with pytest.raises(DelegationTooLong):
        delegate(
            mandate,
            newcomer("late"),
            by=to_sign.actor("president"),
            starts_on=today,
            ends_on=today + timedelta(days=1),
            act="x",
        )


def test_a_designer_signs_in_a_profession_and_in_no_other_quality(scene: Scene) -> None:
    by = scene.draft().actor("architect")
    architect, office = scene.cast.people["architect"], scene.cast.offices["commune"]
    give_mandate(architect, Role.APPLICANT, office, by=SYSTEM, starts_on=by.today())
    assert profession(scene.cast.people["architect"], by)[0] == Role.ARCHITECT
