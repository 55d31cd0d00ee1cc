"""An office's manager looks after its own people, and nobody else's."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from rokhas.accounts import errors, policy, schema
from rokhas.accounts.actions import (
    delegate,
    end_mandate,
    give_mandate,
    invite_again,
    nominate,
    nominate_successor,
    rectify_names,
    restore_mandate,
    succeed,
    suspend_mandate,
)
from rokhas.accounts.models import PROFESSIONS, Mandate, Office, OfficeKind, Person, Rectification, Role
from rokhas.accounts.queries import actor_of
from rokhas.accounts.tests.offices import (
    BEFORE,
    LATER,
    NAMES,
    PASSWORD,
    RIGHT,
    TODAY,
    administrator,
    browser,
    facts,
    holder,
    manager_of,
    named,
    person,
)
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM, Actor, Held
from rokhas.kernel.errors import NotAllowed, Refused
from rokhas.post.models import Message
from rokhas.post.queries import parcel_of

# Who may


def test_the_table_of_nominations_covers_every_kind_of_office_and_every_role() -> None:
    assert set(policy.STAFF) == set(policy.HEADS) == set(OfficeKind)
    given = frozenset().union(*policy.STAFF.values(), *policy.HEADS.values())
    # Whoever files is nominated by nobody.
    assert set(Role) - given == {Role.APPLICANT}


def test_no_role_is_given_by_two_hands_in_the_same_office() -> None:
    for kind in OfficeKind:
        assert not policy.STAFF[kind] & policy.HEADS[kind], kind


@pytest.mark.parametrize("kind", OfficeKind)
def test_a_nomination_is_for_whoever_manages_the_role(kind: OfficeKind) -> None:
    office, elsewhere = Office(pk=1, kind=kind), Office(pk=2, kind=kind)
    manager = Actor(1, frozenset({Held(Role.OFFICE_MANAGER, office.pk)}))
    neighbour = Actor(1, frozenset({Held(Role.OFFICE_MANAGER, elsewhere.pk)}))
    administrator = Actor(1, frozenset({Held(Role.PLATFORM_ADMINISTRATOR, elsewhere.pk)}))
    others = [each for each in Role if each not in {Role.OFFICE_MANAGER, Role.PLATFORM_ADMINISTRATOR}]
    everything_else = Actor(1, frozenset(Held(each, office.pk) for each in others))
    for role in Role:
        asked = Mandate(person_id=9, role=role, office=office)
        assert policy.may_give_mandate(manager, asked) == (role in policy.STAFF[kind]), role
        assert policy.may_give_mandate(administrator, asked) == (role in policy.HEADS[kind]), role
        assert not policy.may_give_mandate(neighbour, asked), role
        for rule in (policy.may_give_mandate, policy.may_suspend_mandate, policy.may_end_mandate):
            assert not rule(everything_else, asked), role


def test_a_manager_gives_no_role_of_another_office_and_none_above_their_own(
    office: Office, other: Office
) -> None:
    manager = manager_of(office)
    for where, role in ((office, "president"), (office, "office_manager"), (other, "commission_member")):
        with pytest.raises(NotAllowed):
            named(where, manager, role)
    assert not Person.objects.filter(email="new@demo.example").exists()
    assert not Message.objects.exists()


def test_nobody_nominates_or_restores_oneself(office: Office) -> None:
    manager = manager_of(office)
    mine = Person.objects.get(pk=manager.person_pk)
    with pytest.raises(NotAllowed):
        nominate(office, by=manager, email=mine.email.upper(), role="front_desk", starts_on=TODAY)
    own = give_mandate(mine, Role.FRONT_DESK, office, by=SYSTEM, starts_on=BEFORE)
    suspend_mandate(own, by=SYSTEM, reason="enquête")
    with pytest.raises(NotAllowed):
        restore_mandate(own, by=manager)


def test_a_suspended_manager_cannot(office: Office) -> None:
    manager = manager_of(office)
    clerk = holder(office, Role.FRONT_DESK)
    suspend_mandate(Mandate.objects.get(role="office_manager"), by=administrator(), reason="enquête")
    acts = (
        lambda: named(office, manager, "inspector"),
        lambda: suspend_mandate(clerk, by=manager, reason="vengeance"),
        lambda: end_mandate(clerk, by=manager, last_day=TODAY),
        lambda: rectify_names(clerk.person, by=manager, name_fr="X", name_ar="س", reason="r", reference="p"),
    )
    for act in acts:  # the actor was read before the suspension
        with pytest.raises(NotAllowed):
            act()
    page = Client()
    page.force_login(Person.objects.get(pk=manager.person_pk))
    assert page.get(f"/people/offices/{office.pk}/").status_code == 404


def test_a_platform_administrator_stops_anybody_but_oneself(office: Office) -> None:
    admin, clerk = administrator(), holder(office, Role.FRONT_DESK)
    assert suspend_mandate(clerk, by=admin, reason="compte volé").suspended_at
    own = Mandate.objects.get(person_id=admin.person_pk)
    with pytest.raises(NotAllowed):
        suspend_mandate(own, by=admin, reason="x")
    with pytest.raises(NotAllowed):
        end_mandate(own, by=admin, last_day=TODAY)


# Acts


def test_a_second_click_nominates_once(office: Office) -> None:
    manager = manager_of(office)
    given = [named(office, manager) for _click in range(2)]
    assert given[0] == given[1]
    assert facts("account.invited") == Message.objects.count() == 1
    assert Event.objects.filter(stream=f"accounts.mandate:{given[0].pk}").count() == 1


def test_the_same_role_is_not_held_twice_at_once(office: Office) -> None:
    clerk = holder(office, Role.FRONT_DESK)
    with pytest.raises(errors.AlreadyHeld):
        give_mandate(clerk.person, Role.FRONT_DESK, office, by=SYSTEM, starts_on=LATER)
    end_mandate(clerk, by=SYSTEM, last_day=TODAY)
    again = give_mandate(clerk.person, Role.FRONT_DESK, office, by=SYSTEM, starts_on=LATER)
    assert again.state(TODAY) == "ahead"


def test_a_commune_has_one_president_at_a_time(office: Office) -> None:
    old, admin = holder(office, Role.PRESIDENT), administrator()
    with pytest.raises(errors.SeatTaken):
        give_mandate(person("rival"), Role.PRESIDENT, office, by=admin, starts_on=LATER)
    new = nominate_successor(old, by=admin, email="next@demo.example", on=LATER, act="élection", **NAMES)
    again = nominate_successor(old, by=admin, email="next@demo.example", on=LATER, act="élection", **NAMES)
    assert new == again
    old.refresh_from_db()
    assert old.ends_on == LATER - timedelta(days=1)
    assert facts("mandate.ended") == 1


def test_dates_must_make_sense(office: Office) -> None:
    clerk, manager = holder(office, Role.FRONT_DESK), manager_of(office)
    with pytest.raises(errors.WrongDates):
        give_mandate(person("x"), Role.INSPECTOR, office, by=manager, starts_on=LATER, ends_on=TODAY)
    with pytest.raises(errors.DayPassed):
        end_mandate(clerk, by=manager, last_day=TODAY - timedelta(days=1))
    with pytest.raises(errors.DayPassed):
        succeed(clerk, person("y"), by=manager, on=TODAY - timedelta(days=1), act="arrêté")


def test_a_suspension_stops_rights_at_once_and_a_restoration_gives_them_back(office: Office) -> None:
    manager, mandate = manager_of(office), holder(office, Role.VICE_PRESIDENT)
    deputy = person("deputy")
    delegation = delegate(
        mandate, deputy, by=actor_of(mandate.person), starts_on=TODAY, ends_on=LATER, act="arrêté"
    )
    for _click in range(2):
        suspend_mandate(mandate, by=manager, reason="procédure disciplinaire")
    assert not actor_of(mandate.person).mandates
    assert not actor_of(deputy).mandates
    assert facts("mandate.suspended") == 2  # the mandate and its delegation, once each
    assert "disciplinaire" not in str(list(Event.objects.values_list("data", flat=True)))
    for _click in range(2):
        restore_mandate(mandate, by=manager)
    assert facts("mandate.restored") == 2
    assert actor_of(deputy).holds("vice_president", office.pk)
    delegation.refresh_from_db()
    assert delegation.suspended_for == ""


def test_a_delegation_suspended_by_itself_stays_so(office: Office) -> None:
    manager, mandate = manager_of(office), holder(office, Role.VICE_PRESIDENT)
    delegation = delegate(
        mandate, person("deputy"), by=actor_of(mandate.person), starts_on=TODAY, ends_on=LATER, act="a"
    )
    suspend_mandate(delegation, by=manager, reason="autre motif")
    suspend_mandate(mandate, by=manager, reason="enquête")
    restore_mandate(mandate, by=manager)
    delegation.refresh_from_db()
    assert delegation.suspended_for == "autre motif"


def test_what_is_over_is_neither_suspended_nor_restored(office: Office) -> None:
    mandate = holder(office, Role.FRONT_DESK)
    end_mandate(mandate, by=SYSTEM, last_day=TODAY - timedelta(days=1))
    with pytest.raises(errors.MandateOver):
        suspend_mandate(mandate, by=SYSTEM, reason="x")
    with pytest.raises(errors.MandateOver):
        restore_mandate(mandate, by=SYSTEM)


def test_a_delegation_keeps_within_the_mandate(office: Office) -> None:
    mandate = holder(office, Role.PRESIDENT, starts_on=TODAY)
    end_mandate(mandate, by=SYSTEM, last_day=LATER)
    mandate.refresh_from_db()
    by, deputy = actor_of(mandate.person), holder(office, Role.VICE_PRESIDENT).person
    day = timedelta(days=1)
    wrong: list[tuple[type[Refused], Person, date, date]] = [
        (errors.DelegationToOneself, mandate.person, TODAY, TODAY),
        (errors.DelegationTooEarly, deputy, TODAY - day, TODAY),
        (errors.DelegationTooLong, deputy, TODAY, LATER + day),
        (errors.WrongDates, deputy, LATER, TODAY),
    ]
    for refusal, to, first, last in wrong:
        with pytest.raises(refusal):
            delegate(mandate, to, by=by, starts_on=first, ends_on=last, act="arrêté")
    given = [delegate(mandate, deputy, by=by, starts_on=TODAY, ends_on=TODAY, act="a") for _click in range(2)]
    assert given[0] == given[1]
    with pytest.raises(errors.AlreadyHeld):
        delegate(mandate, deputy, by=by, starts_on=TODAY, ends_on=LATER, act="a")
    end_mandate(given[0], by=by, last_day=TODAY)  # the holder takes it back
    with pytest.raises(NotAllowed):
        delegate(given[0], person("third"), by=actor_of(deputy), starts_on=TODAY, ends_on=TODAY, act="a")


# Invitations


def invited(office: Office) -> tuple[Mandate, str]:
    mandate = named(office, manager_of(office), email="New@Demo.example")
    link = re.search(
        r"https?://[^/]+(/sign-in/password/reset/key/\S+)", parcel_of(Message.objects.latest("pk")).body
    )
    assert link
    return mandate, link[1]


def test_an_invited_person_opens_their_account_by_the_link(office: Office) -> None:
    mandate, link = invited(office)
    assert not mandate.person.has_usable_password()
    client = Client()
    action = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(action, {"password1": PASSWORD, "password2": PASSWORD})
    client.post("/sign-in/login/", {"login": "new@demo.example", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(mandate.person_id)
    with pytest.raises(errors.InvitationAnswered):
        invite_again(mandate, by=actor_of(Person.objects.get(email__startswith="manager")))


def test_an_invitation_can_be_sent_again(office: Office) -> None:
    mandate, _link = invited(office)
    browser(actor_of(Person.objects.get(email__startswith="manager"))).post(
        f"/people/mandates/{mandate.pk}/invitation/"
    )
    assert facts("account.invited") == 2


def test_names_are_asked_for_an_address_that_nobody_has(office: Office) -> None:
    with pytest.raises(errors.NamesNeeded):
        nominate(office, by=manager_of(office), email="new@demo.example", role="front_desk", starts_on=TODAY)


def test_a_squatter_of_an_unconfirmed_address_gains_nothing(office: Office) -> None:
    """Somebody may have opened an account with the address of another, and wait."""
    Person.objects.create_user("new@demo.example", PASSWORD, name_fr="Un Autre", name_ar="آخر")
    mandate, _link = invited(office)
    mandate.person.refresh_from_db()
    assert not mandate.person.has_usable_password()
    assert mandate.person.name_fr == NAMES["name_fr"]


def test_a_closed_account_is_not_nominated(office: Office) -> None:
    closed = person("closed")
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(errors.AccountClosed):
        nominate(office, by=manager_of(office), email=closed.email, role="front_desk", starts_on=TODAY)


# Names


def test_the_administration_rectifies_names_and_what_bears_them_ends(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, clerk = manager_of(office), holder(office, Role.FRONT_DESK)
    monkeypatch.setattr(schema, "_withdrawals", [lambda person, by: 2])
    rectify_names(clerk.person, by=manager, **RIGHT, reason="mariage", reference="acte 12/2026")
    kept = Person.objects.get(pk=clerk.person_id)
    assert (kept.name_fr, kept.name_ar) == tuple(RIGHT.values())
    trace = Rectification.objects.get()
    assert (trace.before_fr, trace.reason, trace.by_id) == ("Salma Tazi", "mariage", manager.person_id)
    event = Event.objects.get(kind="account.rectified")
    assert event.data == {"rectification": trace.pk, "certificates": 2}
    with pytest.raises(errors.NothingToRectify):  # a second click
        rectify_names(clerk.person, by=manager, **RIGHT, reason="mariage", reference="acte 12/2026")


def test_names_are_rectified_by_those_who_answer_for_them(office: Office, other: Office) -> None:
    clerk = holder(office, Role.FRONT_DESK)
    told = {"reason": "r", "reference": "p"}
    for stranger in (manager_of(other), actor_of(clerk.person), actor_of(person("anybody"))):
        with pytest.raises(NotAllowed):
            rectify_names(clerk.person, by=stranger, **RIGHT, **told)
    manager = manager_of(office)
    with pytest.raises(NotAllowed):
        rectify_names(Person.objects.get(pk=manager.person_pk), by=manager, **RIGHT, **told)
    practice = Office.objects.create(kind="practice", name_fr="Cabinet", name_ar="مكتب")
    architect = holder(practice, Role.ARCHITECT)
    with pytest.raises(NotAllowed):
        rectify_names(architect.person, by=manager, **RIGHT, **told)
    assert rectify_names(architect.person, by=administrator(), **RIGHT, **told).pk


def test_professionals_are_entered_where_they_practise() -> None:
    assert policy.HEADS[OfficeKind.PRACTICE] == PROFESSIONS


def test_the_first_administrator_is_installed_by_a_word() -> None:
    given = {"name_fr": "Ilham Sqalli", "name_ar": "إلهام الصقلي", "act": "décision 1/2026"}
    for _run in range(2):
        call_command("administrator", "first@demo.example", **given)
    installed = Mandate.objects.get()
    assert (installed.role, installed.office.kind) == ("platform_administrator", "ministry")
    assert Message.objects.count() == 1
    assert policy.manages_people(actor_of(installed.person))
