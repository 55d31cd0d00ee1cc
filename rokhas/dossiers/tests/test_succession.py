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


@pytest.fixture
def waiting(scene: Scene) -> Scene:
    """A permit waits for the president's signature."""
    return scene.deposited().studied().conclude().sign_minutes().pay()


def newcomer(word: str) -> Person:
    return Person.objects.create_user(f"{word}@test.example", name_fr="Personne Nouvelle", name_ar="شخص جديد")


def mandate_of(scene: Scene, word: str) -> Mandate:
    return scene.cast.people[word].mandates.get(role=Role.PRESIDENT)


def test_the_successor_signs_what_waited_and_the_predecessor_no_longer_may(waiting: Scene) -> None:
    old, successor = waiting.cast.people["president"], newcomer("successor")
    today = waiting.actor("president").today()
    waiting.read("president")
    succeed(mandate_of(waiting, "president"), successor, by=SYSTEM, on=today, act="élection")
    with pytest.raises(NotAllowed):
        waiting.sign("president", "decision", str(waiting.task(Kind.SIGNATURE).pk))
    assert waiting.open_steps == {"decision"}
    waiting.cast.people["president"] = successor
    waiting.sign_permit()
    assert waiting.dossier.ending == "delivered"
    assert not actor_of(old).has_role(Role.PRESIDENT)


def test_a_delegate_signs_during_the_absence_and_not_after(waiting: Scene) -> None:
    deputy = newcomer("deputy")
    today = waiting.actor("president").today()
    mandate = mandate_of(waiting, "president")
    delegate(
        mandate,
        deputy,
        by=waiting.actor("president"),
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1),
        act="arrêté",
    )
    waiting.cast.people["president"] = deputy
    waiting.read("president")
    with pytest.raises(NotAllowed):
        waiting.sign("president", "decision", str(waiting.task(Kind.SIGNATURE).pk))
    waiting.cast.people["president"] = mandate.person
    delegate(mandate, deputy, by=waiting.actor("president"), starts_on=today, ends_on=today, act="arrêté")
    waiting.cast.people["president"] = deputy
    waiting.sign_permit()
    assert waiting.dossier.ending == "delivered"


def test_nobody_delegates_what_is_not_theirs(waiting: Scene) -> None:
    today = waiting.actor("president").today()
    with pytest.raises(NotAllowed):
        delegate(
            mandate_of(waiting, "president"),
            newcomer("other"),
            by=waiting.actor("secretary"),
            starts_on=today,
            ends_on=today,
            act="x",
        )


def test_a_delegation_does_not_outlast_its_mandate(waiting: Scene) -> None:
    mandate, today = mandate_of(waiting, "president"), waiting.actor("president").today()
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=today)
    mandate.refresh_from_db()
    with pytest.raises(DelegationTooLong):
        delegate(
            mandate,
            newcomer("late"),
            by=waiting.actor("president"),
            starts_on=today,
            ends_on=today + timedelta(days=1),
            act="x",
        )


def test_a_designer_signs_in_a_profession_and_in_no_other_quality(scene: Scene) -> None:
    by = scene.draft().actor("architect")
    architect, office = scene.cast.people["architect"], scene.cast.offices["commune"]
    give_mandate(architect, Role.APPLICANT, office, by=SYSTEM, starts_on=by.today())
    assert profession(scene.cast.people["architect"], by)[0] == Role.ARCHITECT
