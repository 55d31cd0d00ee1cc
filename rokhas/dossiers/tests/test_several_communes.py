"""A land on several communes is deposited at the province, studied with each commune, and signed by whom the file says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from rokhas.accounts.models import Office, OfficeKind, Person
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.appeals import file_appeal
from rokhas.dossiers.errors import (
    AnswerNotUnderstood,
    AppealNotOffered,
    DossierIncomplete,
    LandInOneCommune,
    LandInSeveralProvinces,
    LandMoved,
    OfficeMissing,
)
from rokhas.dossiers.models import Conclusion, Task, Verdict
from rokhas.dossiers.queries.appeals import ways
from rokhas.dossiers.queries.rulings import deciding_task
from rokhas.kernel.actor import SYSTEM
from rokhas.procedures.queries import current
from rokhas.procedures.schema import Kind
from rokhas.territory.models import Unit
from rokhas.territory.queries import Body, competence, neighbours
from rokhas.testing.scene import Scene
from rokhas.testing.signing import TestAuthority

TEMARA, SKHIRAT, SALE = "04.501.01.07", "04.501.01.05", "04.441.01.0"
JOINT = {"procedure": "land-division-permit", "class_code": "intercommunal"}


@pytest.fixture
def scene(db: None, authority: TestAuthority) -> Scene:
    return Scene.opens(TEMARA, **JOINT)


def beyond(scene: Scene) -> Unit:
    (unit,) = scene.cast.beyond
    return unit


def says(scene: Scene, *codes: str) -> None:
    given = {"several_communes": "several", "other_communes": list(codes)}
    scene.dossier = filing.answer(scene.dossier, given, by=scene.actor(scene.filer))


def page(scene: Scene, name: str, *args: object, language: str = "fr") -> str:
    reader = scene.cast.people[scene.filer]
    Person.objects.filter(pk=reader.pk).update(language=language)
    client = Client()
    client.force_login(reader, "allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse(name, args=[scene.dossier.pk, *args])).content.decode()


def test_the_province_receives_it_each_commune_answers_and_what_was_deposited_stays(scene: Scene) -> None:
    other = beyond(scene)
    scene.deposited()
    desk = scene.dossier.desk
    assert desk is not None
    assert (desk.kind, desk.unit) == (OfficeKind.PROVINCIAL_COMMITTEE, scene.cast.unit.parent)
    assert competence(TEMARA).body == Body.SINGLE_DESK, "alone, the commune has a desk of its own"

    scene.admit().dispatch()
    asked = scene.dossier.tasks.open().filter(kind=Kind.OPINION).select_related("office")
    communes = {task.office.unit_id for task in asked if task.office and task.office.kind == "commune"}
    assert communes == {TEMARA, other.pk}
    assert {task.office.kind for task in asked if task.office} == {
        "prefecture", "commune", "urban_agency", "land_registry",
    }  # fmt: skip

    scene.opinions(commune=Verdict.TO_MODIFY).conclude(Conclusion.Sense.CHANGES_ASKED).sign_minutes()
    letter = scene.task(Kind.SIGNATURE)
    assert letter.roles.split() == ["governor"]
    scene.sign_letter()
    says(scene)
    with pytest.raises(LandMoved):
        scene.lodge_again()


def test_a_building_on_several_communes_is_heard_by_each_and_signed_by_the_governor(
    db: None, authority: TestAuthority
) -> None:
    scene = Scene.opens(TEMARA, procedure="building-permit").draft().give_pieces().sign_plans()
    assert scene.dossier.procedure.version == 2, "the version that asks it"
    says(scene, beyond(scene).pk)
    scene.lodge().admit()
    assert deciding_task(scene.dossier) is None, "no president may put off what the governor decides"
    scene.opinions().conclude().sign_minutes().pay()
    heard = Task.objects.filter(dossier=scene.dossier, kind=Kind.OPINION, office__kind="commune")
    assert set(heard.values_list("office__unit", flat=True)) == {TEMARA, beyond(scene).pk}
    (decision,) = scene.dossier.tasks.open().filter(kind=Kind.SIGNATURE).select_related("office")
    assert (decision.step_code, decision.roles.split()) == ("governor_decision", ["governor"])
    assert decision.office
    assert decision.office.unit == scene.cast.unit.parent


def test_a_refusal_of_the_governor_is_contested_before_the_governor_once(
    db: None, authority: TestAuthority
) -> None:
    scene = Scene.opens(TEMARA, procedure="building-permit").draft().give_pieces().sign_plans()
    says(scene, beyond(scene).pk)
    scene.lodge().admit().opinions(commune=Verdict.UNFAVOURABLE).conclude(Conclusion.Sense.UNFAVOURABLE)
    scene.sign_minutes().sign_letter()
    scene.dossier.refresh_from_db()
    party = scene.actor(scene.filer)
    assert [way.remedy.code for way in ways(scene.dossier, party.today())] == ["review"]
    with pytest.raises(AppealNotOffered):
        file_appeal(scene.dossier, by=party, code="hierarchical", ground="Le recul est respecté.")


def test_what_no_desk_receives_is_refused_with_its_reason(scene: Scene) -> None:
    other = beyond(scene)
    scene.draft().give_pieces().sign_plans()
    says(scene)
    with pytest.raises(DossierIncomplete):
        scene.lodge()
    for codes, refusal in (
        ([SALE], LandInSeveralProvinces),
        ([other.pk, SALE], LandInSeveralProvinces),
        ([TEMARA], LandInOneCommune),
    ):
        says(scene, *codes)
        scene.dossier.refresh_from_db()
        with pytest.raises(refusal) as refused:
            scene.lodge()
        assert ("25-90" in str(refused.value)) == (refusal is LandInSeveralProvinces)
        for told in ("dossiers:land", "dossiers:draft"):
            assert escape(str(refused.value)) in page(scene, told)
    with pytest.raises(AnswerNotUnderstood):
        says(scene, "04.501")
    says(scene, other.pk)
    Office.objects.filter(kind=OfficeKind.PROVINCIAL_COMMITTEE).update(is_active=False)
    with pytest.raises(OfficeMissing):
        scene.lodge()


@pytest.mark.usefixtures("scene")
def test_the_text_that_is_cited_is_the_one_of_the_request() -> None:
    day = SYSTEM.today()
    cited = {
        code: law.text
        for code in ("building-permit", "land-division-permit")
        if (question := current(code, day).communes) and (law := question.law)
    }
    assert cited == {"building-permit": "RGC-2013", "land-division-permit": "loi 25-90"}


def test_the_neighbours_are_offered_and_the_desk_is_explained(scene: Scene) -> None:
    scene.draft()
    other = beyond(scene)
    offered = page(scene, "dossiers:section", "land")
    around = neighbours(TEMARA)
    assert around
    assert all(f'value="{unit.pk}"' in offered for unit in around)
    for language, name in (("fr", other.name_fr), ("ar", other.name_ar)):
        assert name in page(scene, "dossiers:land", language=language)
    says(scene)
    scene.dossier = filing.answer(scene.dossier, {"several_communes": "single"}, by=scene.actor(scene.filer))
    assert "other_communes" not in page(scene, "dossiers:section", "land")
    assert other.name_fr not in page(scene, "dossiers:land")


def test_without_the_commune_s_own_office_it_is_not_sent(scene: Scene) -> None:
    scene.deposited().admit()
    Office.objects.filter(kind="commune", unit=beyond(scene)).update(is_active=False)
    with pytest.raises(OfficeMissing, match=beyond(scene).name_fr):
        scene.dispatch()
    scene.dossier.refresh_from_db()
    assert scene.open_steps == {"dispatch"}, "what cannot be sent to everybody is sent to nobody"


def test_the_neighbours_of_a_place_are_those_that_touch_it(db: None) -> None:
    codes = {unit.pk for unit in neighbours("06.141.01.01")}
    assert codes, "Anfa has neighbours"
    assert not any(code.startswith("06.141.01") for code in codes), (
        "an arrondissement of the same city is none"
    )
    assert neighbours("00.000.00.0") == []
