"""Rights are given by another, for a time, and never grow on their way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from rokhas.accounts import schema
from rokhas.accounts.actions import delegate, end_mandate, give_mandate, keep_profile, succeed
from rokhas.accounts.errors import NamesAttested, NotASubstitute
from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import actor_of, delegates_for, mandates_of
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.errors import NotAllowed

TODAY = SYSTEM.today()
BEFORE, LATER = date(2020, 1, 1), TODAY + timedelta(days=30)
NAMES = {"name_fr": "Salma Tazi", "name_ar": "سلمى التازي"}


@pytest.fixture
def office(db: None) -> Office:
    return Office.objects.create(kind="commune", name_fr="Commune", name_ar="جماعة")


def person(word: str) -> Person:
    return Person.objects.create_user(f"{word}@demo.example", **NAMES)


def holder(office: Office, role: Role, starts_on: date = BEFORE) -> Mandate:
    return give_mandate(person(role), role, office, by=SYSTEM, starts_on=starts_on, act="arrêté")


def test_a_delegate_holds_the_role_of_the_mandate_and_no_other(office: Office) -> None:
    mandate, deputy = holder(office, Role.COMMISSION_MEMBER), person("deputy")
    delegate(mandate, deputy, by=actor_of(mandate.person), starts_on=TODAY, ends_on=TODAY, act="arrêté")
    assert {held.role for held in actor_of(deputy).mandates} == {"commission_member"}


def test_a_mandate_cancelled_before_its_first_day_is_never_in_force(office: Office) -> None:
    mandate = holder(office, Role.PRESIDENT, starts_on=LATER)
    end_mandate(mandate, by=SYSTEM, last_day=TODAY)
    for day in (TODAY, LATER, LATER + timedelta(days=400)):
        assert not Mandate.objects.in_force(day).exists()
    [shown] = mandates_of(mandate.person, LATER)
    assert shown.state == "over"


def test_a_delegation_to_come_is_cancelled_with_the_mandate_it_comes_from(office: Office) -> None:
    mandate, deputy = holder(office, Role.PRESIDENT), holder(office, Role.VICE_PRESIDENT).person
    delegate(mandate, deputy, by=actor_of(mandate.person), starts_on=LATER, ends_on=LATER, act="arrêté")
    succeed(mandate, person("successor"), by=SYSTEM, on=TODAY, act="élection")
    presidents = Mandate.objects.in_force(TODAY).filter(role=Role.PRESIDENT)
    assert [each.person.email for each in presidents] == ["successor@demo.example"]
    assert not Mandate.objects.in_force(LATER).filter(person=deputy, role=Role.PRESIDENT).exists()


@pytest.mark.parametrize("role", [Role.REVENUE_AGENT, Role.FRONT_DESK, Role.PLANNING_OFFICER])
def test_a_president_lets_no_officer_of_the_services_sign(office: Office, role: Role) -> None:
    mandate, officer, deputy = (
        holder(office, Role.PRESIDENT),
        holder(office, role),
        holder(office, Role.VICE_PRESIDENT),
    )
    assert list(delegates_for(mandate, TODAY)) == [deputy.person]
    with pytest.raises(NotASubstitute, match=str(Role.VICE_PRESIDENT.label)):
        delegate(
            mandate, officer.person, by=actor_of(mandate.person), starts_on=TODAY, ends_on=LATER, act="a"
        )
    assert not Mandate.objects.filter(delegated_by=mandate).exists()


def test_a_deputy_signs_for_the_president_only_while_they_are_a_deputy(office: Office) -> None:
    mandate, deputy = holder(office, Role.PRESIDENT), holder(office, Role.VICE_PRESIDENT)
    end_mandate(deputy, by=SYSTEM, last_day=TODAY)
    by, day = actor_of(mandate.person), timedelta(days=1)
    with pytest.raises(NotASubstitute):
        delegate(mandate, deputy.person, by=by, starts_on=TODAY, ends_on=TODAY + day, act="a")
    assert delegate(mandate, deputy.person, by=by, starts_on=TODAY, ends_on=TODAY, act="a").is_delegated


def test_the_journal_says_whose_rights_began_and_ended_and_when(office: Office) -> None:
    mandate = holder(office, Role.PRESIDENT)
    end_mandate(mandate, by=SYSTEM, last_day=TODAY)
    given, ended = Event.objects.filter(kind__startswith="mandate.").order_by("pk")
    told = {"person": mandate.person_id, "role": "president", "office": office.pk, "starts_on": "2020-01-01"}
    assert given.data == {**told, "ends_on": None, "delegated_by": None}
    assert ended.data == {**told, "ends_on": TODAY.isoformat()}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("nominator", [Role.OFFICE_MANAGER, Role.PLATFORM_ADMINISTRATOR])
def test_nobody_nominates_oneself(office: Office, nominator: Role, role: Role) -> None:
    manager = holder(office, nominator).person
    with pytest.raises(NotAllowed):
        give_mandate(manager, role, office, by=actor_of(manager), starts_on=TODAY)


def test_a_manager_nominates_others_and_may_leave(office: Office) -> None:
    mandate = holder(office, Role.OFFICE_MANAGER)
    give_mandate(person("clerk"), Role.FRONT_DESK, office, by=actor_of(mandate.person), starts_on=TODAY)
    end_mandate(mandate, by=actor_of(mandate.person), last_day=TODAY)
    assert Mandate.objects.in_force(TODAY + timedelta(days=1)).get().role == Role.FRONT_DESK


def renamed(found: Person) -> Person:
    return keep_profile(
        found, by=actor_of(found), name_fr="Un Autre", name_ar="شخص آخر", phone="", language="fr"
    )


@pytest.mark.parametrize("starts_on", [BEFORE, LATER])
def test_whoever_holds_a_mandate_keeps_the_names_it_was_given_under(office: Office, starts_on: date) -> None:
    mandate = holder(office, Role.ARCHITECT, starts_on)
    with pytest.raises(NamesAttested):
        renamed(mandate.person)
    client = Client()
    client.force_login(mandate.person)
    page = client.get("/account/")
    assert page.content.decode().count(" disabled") == 2
    sent = {"name_fr": "Un Autre", "name_ar": "شخص آخر", "phone": "0612345678", "language": "ar"}
    assert client.post("/account/", sent).status_code == 302
    kept = Person.objects.get(pk=mandate.person_id)
    assert (kept.name_fr, kept.name_ar, kept.phone) == (*NAMES.values(), "+212612345678")


def test_names_are_free_again_once_no_mandate_is_left(office: Office) -> None:
    mandate = holder(office, Role.ARCHITECT)
    end_mandate(mandate, by=SYSTEM, last_day=TODAY - timedelta(days=1))
    assert renamed(mandate.person).name_fr == "Un Autre"


def test_what_an_app_above_attests_holds_the_names_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    attestation: Callable[..., bool] = lambda person, now: person.name_fr == "Salma Tazi"  # noqa: E731
    monkeypatch.setattr(schema, "_attestations", [attestation])
    with pytest.raises(NamesAttested):
        renamed(person("salma"))
