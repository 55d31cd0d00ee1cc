"""The office keeps its tasks when its people change: nothing is lost, nothing is signed by the wrong hand."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from rokhas.accounts.actions import delegate, give_mandate, restore_mandate, succeed, suspend_mandate
from rokhas.accounts.errors import DelegationTooLong
from rokhas.accounts.models import Mandate, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.documents.queries import read
from rokhas.dossiers.actions.seats import attend_seats
from rokhas.dossiers.models import PaperKind
from rokhas.dossiers.queries import wording
from rokhas.dossiers.queries.papers import profession
from rokhas.kernel.actor import SYSTEM, Actor, Held
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


def newcomer(word: str) -> Person:
    return Person.objects.create_user(f"{word}@test.example", name_fr="Personne Nouvelle", name_ar="شخص جديد")


def vice_president(scene: Scene, word: str) -> Person:
    deputy, since = newcomer(word), mandate_of(scene, "president").starts_on
    give_mandate(deputy, Role.VICE_PRESIDENT, scene.cast.offices["commune"], by=SYSTEM, starts_on=since)
    return deputy


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
    deputy = vice_president(to_sign, "deputy")
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
    permit = to_sign.paper(PaperKind.PERMIT).document
    assert permit is not None
    (page,) = PdfReader(io.BytesIO(read(permit))).pages
    said = " ".join(page.extract_text().split())
    assert "par délégation du président du conseil communal" in said


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


def test_a_role_that_nobody_may_act_in_is_told_once_for_each_suspension(to_sign: Scene) -> None:
    def told() -> int:
        attend_seats(SYSTEM)
        attend_seats(SYSTEM)
        manager = to_sign.cast.people["commune-manager"]
        return Notice.objects.filter(kind="dossier.seat_empty", person=manager).count()

    mandate = mandate_of(to_sign, "president")
    assert told() == 0
    for times in (1, 2):
        suspend_mandate(mandate, by=SYSTEM, reason="enquiry")
        assert told() == times
        restore_mandate(mandate, by=SYSTEM)
        assert told() == times


def test_who_comes_where_nothing_waits_is_told_nothing(to_sign: Scene) -> None:
    office, today = to_sign.cast.offices["hygiene"], to_sign.actor("president").today()
    give_mandate(newcomer("new"), Role.COMMISSION_MEMBER, office, by=SYSTEM, starts_on=today)
    assert attend_seats(SYSTEM) == 0


@pytest.mark.parametrize(
    ("own", "french", "arabic"),
    [
        (
            {Role.VICE_PRESIDENT, Role.COMMISSION_MEMBER},
            "Vice-président du conseil communal, par délégation du président du conseil communal",
            "نائب رئيس مجلس الجماعة، بتفويض من رئيس مجلس الجماعة",
        ),
        (set(), "Par délégation du président du conseil communal", "بتفويض من رئيس مجلس الجماعة"),
    ],
)
def test_a_paper_names_both_qualities_of_a_delegate(own: set[Role], french: str, arabic: str) -> None:
    held = {Held(role, 1) for role in own} | {Held(Role.PRESIDENT, 1, delegated=True)}
    said = wording.of_quality(Role.PRESIDENT, Actor(1, frozenset(held)), 1)
    assert (said.fr, said.ar) == (french, arabic)
    elsewhere = Actor(1, frozenset({Held(Role.PRESIDENT, 1), Held(Role.PRESIDENT, 2, delegated=True)}))
    assert wording.of_quality(Role.PRESIDENT, elsewhere, 1) == wording.of_role(Role.PRESIDENT)
