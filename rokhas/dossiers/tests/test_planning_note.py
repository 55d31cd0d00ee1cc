"""The official note: the agency's officer states the rules of the land, then the paper that says them is signed."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from rokhas.accounts.models import OfficeKind, Role
from rokhas.documents.queries import read
from rokhas.dossiers import policy
from rokhas.dossiers.actions.planning import write_note
from rokhas.dossiers.errors import NoteIncomplete, NoteNotWritten, TaskAlreadyClosed
from rokhas.dossiers.models import Dossier, PaperKind, PlanningNote, Task
from rokhas.dossiers.queries.planning import proposed, rules_of_land
from rokhas.dossiers.workflow import facts
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.testing.lands import NOTE, load_zoning
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority
from rokhas.zoning.models import Layer, Zone
from rokhas.zoning.schema import Content, terms

PROCEDURE = "information-note"
# In the collective housing of the invented plan, under its power line.
LAND = {"lon": -6.89597, "lat": 33.90836}


@pytest.fixture
def scene(db: None) -> Any:
    with TestAuthority.shared().plays():
        yield Scene.opens(procedure=PROCEDURE)


@pytest.fixture
def to_note(scene: Scene) -> Scene:
    """Admitted and paid: the note waits for its rules, where zoning is loaded."""
    load_zoning()
    scene.deposited()
    while not scene.dossier.tasks.open().filter(kind=Kind.SIGNATURE).exists():
        scene.goes_on()
    parcel = next(field for field in scene.dossier.procedure.fields if field.type == "parcel")
    scene.dossier.answers[parcel.code] = LAND
    scene.dossier.answers["title_number"] = ""
    scene.dossier.save(update_fields=["answers"])
    scene.dossier.versions.update(answers=scene.dossier.answers)  # officers read what was deposited
    return scene


def note_task(scene: Scene) -> Task:
    return scene.task(Kind.SIGNATURE)


def member(scene: Scene) -> str:
    return scene.holder(note_task(scene))


def test_the_note_begins_from_the_zoning_of_the_land(to_note: Scene) -> None:
    rules = rules_of_land(to_note.dossier)
    content = proposed(to_note.dossier, rules)
    assert (content.zone, content.levels, content.height) == ("HC", 4, Decimal(17))
    assert content.approved_on == date(2024, 3, 15)
    assert "15 m" in content.easements_fr


def test_what_the_officer_corrected_is_what_is_signed(to_note: Scene) -> None:
    task, by = note_task(to_note), to_note.actor(member(to_note))
    content = proposed(to_note.dossier, rules_of_land(to_note.dossier))
    write_note(
        task,
        by=by,
        content=content.model_copy(
            update={"height": Decimal("15.5"), "remarks_fr": "Angle.", "remarks_ar": "زاوية."}
        ),
    )
    to_note.read(member(to_note))
    to_note.sign(member(to_note), "decision", str(task.pk))
    to_note.deliver_post()
    to_note.dossier.refresh_from_db()
    assert to_note.dossier.ending == "delivered"
    document = to_note.paper(PaperKind.PERMIT).document
    assert document is not None
    text = re.sub(
        "[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069]",
        "",
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(read(document))).pages),
    )
    for word in ("15,5m", "HC·Habitatcollectif", "R+4", "15/03/2024", "Angle.", "accorddeprincipe"):
        assert word in text
    told = Event.objects.get(kind="note.written")
    assert told.data["layer"] == PlanningNote.objects.get().layer_id


def test_nothing_is_signed_before_the_rules_are_written(to_note: Scene) -> None:
    to_note.read(member(to_note))
    with pytest.raises(NoteNotWritten):
        to_note.sign(member(to_note), "decision", str(note_task(to_note).pk))


def test_a_note_names_its_plan_and_its_zone_and_only_who_signs_writes_it(to_note: Scene) -> None:
    task, by = note_task(to_note), to_note.actor(member(to_note))
    with pytest.raises(NoteIncomplete):
        write_note(task, by=by, content=Content(zone="E3"))
    for word in ("president", "front-desk", to_note.filer):
        with pytest.raises(NotAllowed):
            write_note(task, by=to_note.actor(word), content=NOTE)
    first = write_note(task, by=by, content=NOTE)
    assert write_note(task, by=by, content=NOTE).pk == first.pk
    to_note.sign_permit()
    with pytest.raises(TaskAlreadyClosed):
        write_note(task, by=by, content=NOTE)


@pytest.mark.parametrize("answered", ["approved", "not_approved", "unknown"])
def test_whether_the_plan_is_approved_is_what_the_zoning_says(to_note: Scene, answered: str) -> None:
    """The owner's consent rests on it: what the applicant answered serves only where no zoning is loaded, and which is said."""
    dossier = to_note.dossier
    dossier.answers |= {"plan_status": answered, "asker": "with_consent"}
    dossier.save(update_fields=["answers"])
    dossier.versions.update(answers=dossier.answers)
    page = Client()
    page.force_login(
        to_note.cast.people[member(to_note)], "allauth.account.auth_backends.AuthenticationBackend"
    )
    address = f"/work/{note_task(to_note).pk}/note/"

    def asked() -> set[str]:
        holding = facts.read(Dossier.objects.get(pk=dossier.pk)).holding
        return {document.code for document in dossier.procedure.documents_for(holding)} & {
            "ACCORD",
            "CERTPROP",
        }

    assert asked() == set()
    assert "Le plan est homologué selon le zonage" in unescape(page.get(address).content.decode())
    Layer.objects.update(approved_on=None, ends_on=None)
    assert asked() == {"ACCORD", "CERTPROP"}
    Zone.objects.all().delete()
    assert asked() == (set() if answered == "approved" else {"ACCORD", "CERTPROP"})
    assert "d’après la réponse du demandeur" in unescape(page.get(address).content.decode())


def test_a_file_may_give_the_note_to_the_planning_officer_of_the_agency(to_note: Scene) -> None:
    task = note_task(to_note)
    here = Actor(1, frozenset({Held(Role.PLANNING_OFFICER, task.office_id or 0)}))
    elsewhere = Actor(1, frozenset({Held(Role.PLANNING_OFFICER, 0)}))
    assert not policy.may_write_note(here, task), (
        "the file of this version names the member of the commission"
    )
    task.roles = f" {Role.PLANNING_OFFICER} "
    assert policy.may_write_note(here, task)
    assert not policy.may_write_note(elsewhere, task)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_is_filled_from_the_zoning_and_refuses_one_language(to_note: Scene, language: str) -> None:
    client = Client()
    client.cookies["rokhas_language"] = language
    client.force_login(
        to_note.cast.people[member(to_note)], "allauth.account.auth_backends.AuthenticationBackend"
    )
    task = note_task(to_note)
    address = f"/work/{task.pk}/note/"
    assert address in client.get(f"/work/{task.pk}/decision/").content.decode()
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert (typed["zone"], typed["coverage_percent"]) == ("HC", 60)
    lame = client.post(address, typed | {"remarks_ar": ""})
    assert (lame.status_code, set(lame.context["form"].errors)) == (422, {"remarks_ar"})
    early = client.post(address, typed | {"ends_on": "2020-01-01"})
    assert set(early.context["form"].errors) == {"ends_on"}
    assert client.post(address, typed | {"height": "15,5"}).status_code == 302
    note = PlanningNote.objects.get()
    assert (note.said.height, note.said.coverage) == (Decimal("15.5"), Decimal("0.6"))


def test_a_note_says_its_day_uses_heights_setbacks_and_easements_or_that_there_are_none(
    to_note: Scene,
) -> None:
    task, by = note_task(to_note), to_note.actor(member(to_note))
    for left_out in (
        {"approved_on": None},
        {"allowed_fr": ""},
        {"levels": None},
        {"no_setback": False},
        {"no_easement": False},
        {"height": Decimal(12), "no_height": True},
    ):
        with pytest.raises(NoteIncomplete):
            write_note(task, by=by, content=NOTE.model_copy(update=left_out))
    said = {term.label_fr: term.value_fr for term in terms(NOTE)}
    assert said["Servitudes"]
    assert write_note(task, by=by, content=Content(no_plan=True, no_easement=True)).said.no_plan


def test_the_page_asks_for_easements_or_that_none_is_known(to_note: Scene) -> None:
    client = Client()
    client.force_login(
        to_note.cast.people[member(to_note)], "allauth.account.auth_backends.AuthenticationBackend"
    )
    address = f"/work/{note_task(to_note).pk}/note/"
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    silent = typed | {"easements_fr": "", "easements_ar": ""}
    assert set(client.post(address, silent).context["form"].errors) == {"easements_fr"}
    both = client.post(address, typed | {"no_easement": "on"})
    assert set(both.context["form"].errors) == {"no_easement"}
    assert client.post(address, silent | {"no_easement": "on"}).status_code == 302


def test_another_step_has_no_rules_to_write(scene: Scene) -> None:
    office = scene.cast.offices[OfficeKind.URBAN_AGENCY]
    scene.deposited()
    check = scene.dossier.tasks.open().get(office=office)
    with pytest.raises(NotAllowed):
        write_note(check, by=scene.actor(scene.holder(check)), content=NOTE)


def test_the_note_is_called_by_its_own_name_everywhere(to_note: Scene) -> None:
    to_note.sign_permit()
    paper = to_note.paper(PaperKind.PERMIT)
    assert paper.document
    assert (paper.names.fr, paper.document.name.endswith("-information-note.pdf")) == (
        "Note de renseignements urbanistiques",
        True,
    )
    client = Client(headers={"accept-language": "fr"})
    verified = client.get(f"/verify/{paper.verification_code}").content.decode()
    assert "<dd>Note de renseignements urbanistiques</dd>" in verified
    assert "/building" not in verified
    client.force_login(to_note.dossier.filer)
    page = client.get(f"/dossiers/{to_note.dossier.number}/").content.decode()
    assert "Note de renseignements urbanistiques" in page
    assert "Le permis" not in page
