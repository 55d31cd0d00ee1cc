"""The staff of a practice prepare its dossiers; the professional signs and lodges."""

from __future__ import annotations

import pytest
from django.test import Client

from rokhas.accounts.actions import end_place, invite_staff, join_practice, suspend_entry
from rokhas.accounts.actions.practices import address_of
from rokhas.accounts.models import Office, Person, RegisterEntry, StaffMember
from rokhas.accounts.queries import actor_of
from rokhas.dossiers import policy
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.practices import ask_signature, open_for_practice
from rokhas.dossiers.errors import DossierIncomplete, ProfessionalNotCurrent
from rokhas.dossiers.models import Dossier
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.procedures.models import ProcedureVersion
from rokhas.testing.scene import Scene


@pytest.fixture
def practice(scene: Scene) -> Office:
    return Office.objects.get(mandates__person=scene.cast.people["architect"], kind="practice")


@pytest.fixture
def drawer(scene: Scene, practice: Office) -> Person:
    """Somebody who has joined the architect's practice."""
    person = Person.objects.create_user("drawer@example.ma", name_fr="Salma Tazi", name_ar="سلمى التازي")
    invited = invite_staff(practice, email=person.email, by=scene.actor("architect"))
    link = address_of(invited).rstrip("/").rpartition("/")[2]
    join_practice(link, by=actor_of(person, scene.actor("architect").at))
    return person


@pytest.fixture
def version(scene: Scene) -> ProcedureVersion:
    return ProcedureVersion.objects.get(key="building-permit.v1")


def test_the_staff_begin_and_prepare_what_the_professional_files(
    scene: Scene, practice: Office, drawer: Person, version: ProcedureVersion
) -> None:
    dossier = open_for_practice(version, practice, by=actor_of(drawer))
    architect = scene.cast.people["architect"]
    assert (dossier.filer, dossier.designer, dossier.practice) == (architect, architect, practice)
    filing.answer(dossier, {"project_fr": "Villa"}, by=actor_of(drawer))
    assert Event.objects.get(kind="draft.opened").by == drawer
    assert list(Dossier.objects.of(actor_of(drawer))) == [dossier]
    assert list(Dossier.objects.of(actor_of(architect))) == [dossier]


def test_the_staff_neither_sign_nor_lodge_nor_invite(scene: Scene, drawer: Person) -> None:
    scene.draft().give_pieces().sign_plans()
    dossier, actor = scene.dossier, actor_of(drawer)
    assert dossier.practice_id in actor.practices
    assert policy.may_edit(actor, dossier)
    for rule in (policy.may_sign_manifest, policy.may_lodge, policy.may_invite, policy.may_pay):
        assert not rule(actor, dossier)
    with pytest.raises(NotAllowed):
        filing.lodge(dossier, by=actor)
    with pytest.raises(NotAllowed):
        filing.name_designer(dossier, drawer, by=actor)
    scene.lodge()
    assert not Dossier.objects.drafts().exists()
    assert policy.may_write_to_office(actor, Dossier.objects.get())


def test_whoever_left_sees_nothing_and_what_they_prepared_stays(
    scene: Scene, practice: Office, drawer: Person, version: ProcedureVersion
) -> None:
    open_for_practice(version, practice, by=actor_of(drawer))
    end_place(StaffMember.objects.get(person=drawer), by=scene.actor("architect"))
    assert not Dossier.objects.of(actor_of(drawer)).exists()
    assert Dossier.objects.of(scene.actor("architect")).count() == 1
    with pytest.raises(NotAllowed):
        open_for_practice(version, practice, by=actor_of(drawer))


def test_a_suspension_keeps_the_draft_and_says_to_the_staff_why_it_waits(
    client: Client, scene: Scene, practice: Office, drawer: Person, version: ProcedureVersion
) -> None:
    dossier = open_for_practice(version, practice, by=actor_of(drawer))
    entry = RegisterEntry.objects.get(person=scene.cast.people["architect"])
    suspend_entry(entry, by=SYSTEM, reason="Décision 4/2026")
    filing.answer(dossier, {"project_fr": "Villa"}, by=actor_of(drawer))
    client.force_login(drawer)
    page = client.get(f"/dossiers/drafts/{dossier.pk}/check/", headers={"accept-language": "fr"})
    assert "elle est suspendue" in page.content.decode()
    assert "/lodging/" not in page.content.decode()
    with pytest.raises(ProfessionalNotCurrent):
        open_for_practice(version, practice, by=actor_of(drawer))
    again = client.post("/dossiers/new/building-permit/", {"practice": practice.pk})
    assert again.status_code == 409


def test_the_page_of_a_procedure_begins_for_the_practice(
    client: Client, practice: Office, drawer: Person, version: ProcedureVersion
) -> None:
    client.force_login(drawer)
    assert practice.name_fr in client.get("/dossiers/new/building-permit/").content.decode()
    sent = client.post("/dossiers/new/building-permit/", {"practice": practice.pk})
    assert sent["Location"] == f"/dossiers/drafts/{Dossier.objects.get().pk}/"
    assert client.get(sent["Location"]).status_code == 200
    elsewhere = Office.objects.exclude(pk=practice.pk).first()
    assert elsewhere is not None
    assert client.post("/dossiers/new/building-permit/", {"practice": elsewhere.pk}).status_code == 404
    own = client.post("/dossiers/new/building-permit/")
    assert own.status_code == 302
    assert Dossier.objects.latest("pk").filer == drawer


def test_what_is_ready_is_on_the_home_of_whoever_signs_until_it_is_lodged(
    client: Client, scene: Scene, drawer: Person
) -> None:
    dossier = scene.draft().dossier
    client.force_login(drawer)
    check = f"/dossiers/drafts/{dossier.pk}/check/"
    with pytest.raises(DossierIncomplete):
        ask_signature(dossier, by=actor_of(drawer))
    scene.give_pieces()
    assert client.post(f"/dossiers/drafts/{dossier.pk}/signature/")["Location"] == check
    assert client.post(f"/dossiers/drafts/{dossier.pk}/signature/").status_code == 302
    assert Event.objects.filter(kind="signature.asked").count() == 1
    told = Notice.objects.get(kind="dossier.to_sign")
    assert told.person == scene.cast.people["architect"]
    client.force_login(scene.cast.people["architect"])
    assert check in client.get("/").content.decode()
    with pytest.raises(NotAllowed):
        ask_signature(dossier, by=scene.actor("architect"))
    scene.sign_plans().lodge()
    assert check not in client.get("/").content.decode()


def test_the_copy_of_ones_data_holds_nothing_of_a_practice(scene: Scene, drawer: Person) -> None:
    scene.draft()
    actor = actor_of(drawer)
    assert Dossier.objects.of(actor).exists()
    assert not Dossier.objects.of_party(actor).exists()


def test_the_parties_read_that_the_practice_opened_the_dossier(
    client: Client, scene: Scene, practice: Office, drawer: Person
) -> None:
    number = scene.deposited().dossier.number
    client.force_login(drawer)
    assert client.get(f"/dossiers/{number}/").status_code == 200
    copy = f"/dossiers/drafts/{scene.dossier.pk}/copy/"
    assert client.post(copy).status_code == 404, "nothing to copy for oneself"
    assert copy not in client.get("/dossiers/").content.decode()
    client.force_login(scene.cast.people["architect"])
    assert copy in client.get("/dossiers/").content.decode()
    (seen,) = client.get(f"/dossiers/{number}/history/").context["consultations"]
    assert (seen.office, seen.role) == (practice.name, "")
