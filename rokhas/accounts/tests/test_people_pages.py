"""The pages of an office's people say what their reader may do, and do it."""

from __future__ import annotations

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from rokhas.accounts.actions import (
    suspend_mandate,
)
from rokhas.accounts.models import Mandate, Office, Person, Role
from rokhas.accounts.queries import actor_of
from rokhas.accounts.tests.offices import (
    LATER,
    NAMES,
    RIGHT,
    TODAY,
    administrator,
    browser,
    holder,
    manager_of,
    person,
)
from rokhas.kernel.actor import SYSTEM


def test_the_manager_of_one_office_goes_straight_to_its_people(
    office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    manager = manager_of(office)
    clerks = [holder(office, Role.FRONT_DESK, f"clerk{number}") for number in range(4)]
    suspend_mandate(clerks[0], by=SYSTEM, reason="x")
    client = browser(manager)
    assert client.get("/people/").headers["Location"] == f"/people/offices/{office.pk}/"
    with django_assert_max_num_queries(12):
        page = client.get(f"/people/offices/{office.pk}/").content.decode()
    assert page.count('class="pe-person"') == 5
    assert page.count("Suspendu") == 1
    former = client.get(f"/people/offices/{office.pk}/?former")
    assert not former.context["page"].object_list


def test_an_administrator_finds_an_office_by_its_name(
    office: Office, other: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Office.objects.create(kind="practice", name_fr="Cabinet Tizi", name_ar="مكتب")
    client = browser(administrator())
    with django_assert_max_num_queries(12):
        assert len(client.get("/people/").context["page"]) == 3  # with their own, without the practice
    assert [each.pk for each in client.get("/people/?q=tizi").context["page"]] == [office.pk]
    assert "pe-list" not in client.get("/people/?q=nowhere").content.decode()


def test_the_pages_do_what_they_say(office: Office) -> None:
    client = browser(manager_of(office))
    given = {"email": "new@demo.example", **NAMES, "role": "inspector", "starts_on": TODAY, "act": "A 1"}
    sent = client.post(f"/people/offices/{office.pk}/nomination/", given)
    mandate = Mandate.objects.get(role="inspector")
    here = f"/people/mandates/{mandate.pk}/"
    assert sent.headers["Location"] == here
    assert "Renvoyer l’invitation" in client.get(here).content.decode()
    client.post(f"{here}suspension/", {"reason": "enquête"})
    mandate.refresh_from_db()
    assert mandate.suspended_for == "enquête"
    assert "enquête" in client.get(here).content.decode()
    client.post(f"{here}restoration/")
    client.post(f"{here}succession/", {"email": "n@demo.example", **NAMES, "on": LATER, "act": "A 2"})
    successor = Mandate.objects.get(person__email="n@demo.example")
    assert successor.starts_on == LATER
    client.post(f"/people/mandates/{successor.pk}/end/", {"last_day": TODAY})
    successor.refresh_from_db()
    assert successor.cancelled_at
    names = f"/people/persons/{mandate.person_id}/names/"
    client.post(names, {**RIGHT, "reason": "orthographe", "reference": "CNIE"})
    assert RIGHT["name_fr"] in client.get(names).content.decode()


def test_a_refusal_is_said_on_its_field(office: Office) -> None:
    client, clerk = browser(manager_of(office)), holder(office, Role.FRONT_DESK)
    nomination = f"/people/offices/{office.pk}/nomination/"
    asked = {"email": "new@demo.example", "role": "inspector", "starts_on": TODAY, "act": "A 1"}
    assert "name_fr" in client.post(nomination, asked).context["form"].errors
    assert "role" in client.post(nomination, {**asked, **NAMES, "role": "president"}).context["form"].errors
    yesterday = TODAY - timedelta(days=1)
    page = client.post(f"/people/mandates/{clerk.pk}/end/", {"last_day": yesterday})
    assert "last_day" in page.context["form"].errors
    page = client.post(
        f"/people/mandates/{clerk.pk}/succession/",
        {"email": "x@y.example", **NAMES, "on": yesterday, "act": "A"},
    )
    assert "on" in page.context["form"].errors
    assert "reason" in client.post(f"/people/mandates/{clerk.pk}/suspension/", {}).context["form"].errors


def test_a_holder_delegates_to_a_colleague_and_takes_it_back(office: Office) -> None:
    mandate, colleague = holder(office, Role.PRESIDENT), holder(office, Role.VICE_PRESIDENT).person
    outsider = person("outsider")
    client = browser(actor_of(mandate.person))
    here = f"/account/mandates/{mandate.pk}/delegation/"
    assert here in client.get("/account/").content.decode()
    sent = {"to": colleague.pk, "starts_on": TODAY, "ends_on": LATER, "act": "arrêté 3"}
    assert "to" in client.post(here, {**sent, "to": outsider.pk}).context["form"].errors
    assert client.post(here, sent).status_code == 302
    delegation = Mandate.objects.get(delegated_by=mandate)
    assert client.get(f"/people/mandates/{delegation.pk}/").status_code == 200
    assert client.post(f"/people/mandates/{delegation.pk}/end/", {"last_day": TODAY}).status_code == 302
    delegation.refresh_from_db()
    assert delegation.ends_on == TODAY


def test_a_president_is_offered_deputies_told_of_keys_and_cancels_before_the_first_day(
    office: Office,
) -> None:
    mandate, agent = holder(office, Role.PRESIDENT), holder(office, Role.REVENUE_AGENT).person
    client, here = browser(actor_of(mandate.person)), f"/account/mandates/{mandate.pk}/delegation/"
    nobody = client.get(here)
    assert "Vice-président du conseil communal" in nobody.content.decode()
    assert 'name="to"' not in nobody.content.decode()
    deputy = holder(office, Role.VICE_PRESIDENT).person
    page = client.get(here)
    assert list(page.context["people"]) == [deputy]
    assert "signing/_without_key.html" in {each.name for each in page.templates}
    sent = {"to": agent.pk, "starts_on": LATER, "ends_on": LATER, "act": "arrêté 3"}
    assert "Vice-président du conseil communal" in str(client.post(here, sent).context["form"].errors["to"])
    assert client.post(here, {**sent, "to": deputy.pk}).headers["Location"] == here
    delegation = Mandate.objects.get(delegated_by=mandate)
    end = f"/people/mandates/{delegation.pk}/end/"
    assert end in client.get(here).content.decode()
    assert client.post(end, {"last_day": TODAY}).status_code == 302
    delegation.refresh_from_db()
    assert delegation.cancelled_at
    assert end not in client.get(here).content.decode()


def test_what_is_out_of_sight_is_not_found(office: Office, other: Office) -> None:
    clerk, president = holder(office, Role.FRONT_DESK), holder(office, Role.PRESIDENT)
    addresses = [
        f"/people/offices/{office.pk}/",
        f"/people/offices/{office.pk}/nomination/",
        *(f"/people/mandates/{clerk.pk}/{word}" for word in ("", "suspension/", "restoration/", "end/")),
        f"/people/mandates/{clerk.pk}/succession/",
        f"/people/persons/{clerk.person_id}/names/",
        f"/account/mandates/{clerk.pk}/delegation/",
    ]
    for reader in (manager_of(other), actor_of(president.person), actor_of(person("anybody"))):
        client = browser(reader)
        for address in addresses:
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"reason": "x"}).status_code in {404, 405}, address
        assert client.post(f"/people/mandates/{clerk.pk}/invitation/").status_code == 404
    assert browser(actor_of(clerk.person)).get("/people/").status_code == 404
    assert browser(manager_of(office)).get("/people/persons/").status_code == 404
    manager = browser(actor_of(Mandate.objects.get(role="office_manager", office=office).person))
    for word in ("suspension", "end", "succession"):  # seen, but the president is not theirs to change
        assert manager.get(f"/people/mandates/{president.pk}/{word}/").status_code == 404


def test_an_administrator_finds_a_person_by_the_exact_address(office: Office) -> None:
    architect = holder(
        Office.objects.create(kind="practice", name_fr="Cabinet", name_ar="مكتب"), Role.ARCHITECT
    ).person
    admin = administrator()
    client = browser(admin)
    found = client.get("/people/persons/", {"email": architect.email})
    assert found.headers["Location"] == f"/people/persons/{architect.pk}/names/"
    own = Person.objects.get(pk=admin.person_pk).email
    for nobody in ("", "nobody@demo.example", own):
        assert client.get("/people/persons/", {"email": nobody}).headers["Location"] == "/people/"
