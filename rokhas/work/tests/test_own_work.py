"""Nobody answers for an office what they worked on before they served in it, whatever their part was then."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from rokhas.accounts.actions import end_place, invite_staff, join_practice
from rokhas.accounts.actions.practices import address_of
from rokhas.accounts.models import Mandate, Person
from rokhas.accounts.queries import actor_of
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions import invitations as inviting
from rokhas.dossiers.actions.desk import declare_admissible
from rokhas.dossiers.actions.practices import open_for_practice
from rokhas.dossiers.errors import PreparedByOneself
from rokhas.dossiers.models import Dossier, Task
from rokhas.kernel.actor import Actor
from rokhas.procedures.models import ProcedureVersion
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene
from rokhas.work.actions import assign
from rokhas.work.errors import NotAColleague


@pytest.fixture
def newcomer(scene: Scene) -> Person:
    return Person.objects.create_user("newcomer@example.ma", name_fr="Nadia Alami", name_ar="نادية العلمي")


def prepared_as_staff(scene: Scene, person: Person) -> None:
    """They begin the dossier in the practice, then leave it; the architect goes on."""
    architect = scene.actor("architect")
    practice = Mandate.objects.get(person=architect.person_pk, office__kind="practice").office
    member = invite_staff(practice, email=person.email, by=architect)
    member = join_practice(
        address_of(member).rstrip("/").rpartition("/")[2], by=actor_of(person, architect.at)
    )
    version = ProcedureVersion.objects.get(key="building-permit.v1")
    scene.dossier, scene.filer = (
        open_for_practice(version, practice, by=actor_of(person, architect.at)),
        "architect",
    )
    end_place(member, by=architect)
    filing.place_land(scene.dossier, by=architect, unit=scene.cast.unit)
    given = scene.typed(scene.dossier.procedure)
    scene.dossier = filing.answer(scene.dossier, given, by=architect)


def prepared_as_invited(scene: Scene, person: Person) -> None:
    """They accept to survey, then give up."""
    architect = scene.actor("architect")
    sent = inviting.invite(scene.draft().dossier, role="surveyor", email=person.email, by=architect)
    link, by = inviting.link_of(sent).rstrip("/").rpartition("/")[2], actor_of(person, architect.at)
    inviting.withdraw(inviting.accept_invitation(link, by=by), reason="Nommée", by=by)


def nominated(person: Person, like: Person) -> Actor:
    """Who they are once they serve where somebody else does, in the same roles."""
    for held in Mandate.objects.filter(person=like):
        held.pk, held.person = None, person
        held.save()
    return actor_of(person)


@pytest.mark.parametrize("prepare", [prepared_as_staff, prepared_as_invited])
def test_whoever_worked_on_a_dossier_never_answers_it(
    scene: Scene, newcomer: Person, client: Client, prepare: object
) -> None:
    prepare(scene, newcomer)  # type: ignore[operator]
    scene.give_pieces().sign_plans().lodge()
    task, clerk = scene.task(Kind.CHECK), scene.cast.people["front-desk"]
    by = nominated(newcomer, clerk)
    with pytest.raises(PreparedByOneself):
        declare_admissible(task, by=by, findings=scene.findings())
    with pytest.raises(NotAColleague):
        assign(task, by=scene.cast.actor("front-desk"), person=newcomer)
    assert task not in Task.objects.awaiting(by)
    assert task in Task.objects.awaiting(actor_of(clerk))
    client.force_login(newcomer)
    page = client.get(f"/work/{task.pk}/check/", headers={"accept-language": "fr"})
    assert page.status_code == 403
    assert "Vous avez participé à la préparation de ce dossier" in page.content.decode()
    assert str(scene.dossier.number) not in client.get("/work/").content.decode()
    assert declare_admissible(task, by=actor_of(clerk), findings=scene.findings()).outcome == "admissible"


def test_a_party_nominated_since_sees_no_task_of_their_own_dossier(scene: Scene) -> None:
    scene.deposited()
    by = nominated(scene.cast.people["architect"], scene.cast.people["front-desk"])
    assert not Task.objects.awaiting(by).exists()
    with pytest.raises(PreparedByOneself):
        declare_admissible(scene.task(Kind.CHECK), by=by, findings=scene.findings())


def test_what_was_prepared_before_is_known_after_the_upgrade(scene: Scene, newcomer: Person) -> None:
    prepared_as_invited(scene, newcomer)
    architect = scene.cast.people["architect"]
    assert scene.give_pieces().dossier.prepared_by
    Dossier.objects.update(prepared_by="")
    gather = importlib.import_module("rokhas.dossiers.migrations.0013_who_prepared_it").gather
    gather(apps, SimpleNamespace(connection=connection))
    assert Dossier.objects.get().preparers == {architect.pk, newcomer.pk}
    assert Dossier.objects.get().prepared_by == f" {architect.pk} {newcomer.pk} "
