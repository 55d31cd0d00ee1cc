"""The desk's pages: the check-list, reserves to lift, the dispatch, the conclusion."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.actions import end_mandate
from rokhas.dossiers.actions import desk, filing
from rokhas.dossiers.models import Check, Conclusion, Opinion, Task, Verdict
from rokhas.dossiers.queries.worklist import applicant_of
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.procedures.queries import reasons_for
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene


def as_(client: Client, scene: Scene, word: str, language: str = "fr") -> Client:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def url(name: str, task: Task) -> str:
    return reverse(f"dossiers:{name}", args=[task.pk])


def ticked(scene: Scene, **changed: str) -> dict[str, str]:
    """The check-list as an officer fills it: present where there is a file."""
    given = set(scene.dossier.pieces.values_list("code", flat=True))
    answers = {}
    for document in desk.asked_documents(scene.dossier):
        lacking = "missing" if document.kind == "main" else "awaited"
        answers[f"state_{document.code}"] = "present" if document.code in given else lacking
    return answers | changed


# The check-list


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_check_list_names_each_asked_document(client: Client, lodged: Scene, language: str) -> None:
    page = text(as_(client, lodged, "front-desk", language).get(url("desk-check", lodged.task(Kind.CHECK))))
    for document in desk.asked_documents(lodged.dossier):
        assert document.names.in_(language) in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_list_names_the_applicant_and_keeps_the_number_whole(
    client: Client, lodged: Scene, language: str
) -> None:
    page = text(as_(client, lodged, "front-desk", language).get(reverse("work:list")))
    assert applicant_of(lodged.dossier, language) in page
    assert applicant_of(lodged.dossier, language) == lodged.dossier.answers[f"applicant_name_{language}"]
    assert f'class="rk-ref">{lodged.dossier.number}</bdi>' in page


def test_only_the_desk_opens_the_check_list(client: Client, lodged: Scene) -> None:
    task = lodged.task(Kind.CHECK)
    assert as_(client, lodged, "architect").get(url("desk-check", task)).status_code == 403
    assert as_(client, lodged, "president").get(url("desk-check", task)).status_code == 404


def test_whoever_serves_no_more_is_told_so_and_learns_nothing_of_what_exists(
    client: Client, lodged: Scene
) -> None:
    task = lodged.task(Kind.CHECK)
    by = system()
    for mandate in lodged.cast.people["front-desk"].mandates.all():
        end_mandate(mandate, by=by, last_day=by.today() - timedelta(days=1))
    as_(client, lodged, "front-desk")
    refused = client.post(url("desk-check", task), {"act": "save"})
    assert refused.status_code == client.post("/work/987654321/check/").status_code == 403
    assert str(lodged.dossier.number) not in text(refused)
    assert client.get(url("desk-check", task)).status_code == 404


def test_what_is_ticked_is_kept_as_one_goes(client: Client, lodged: Scene) -> None:
    task = lodged.task(Kind.CHECK)
    as_(client, lodged, "front-desk")
    answer = client.post(
        url("desk-saving", task), {"state_PLANMASSE": "unreadable", "reason_PLANMASSE": "IRR-03"}
    )
    assert answer.status_code == 200
    finding = Check.objects.get(task=task).findings[0]
    assert finding["state"] == "unreadable"
    assert finding["reason"]["text_ar"]
    assert task.is_open
    form = client.get(url("desk-check", task)).context["form"]
    assert form["state_PLANMASSE"].value() == "unreadable"
    assert form["reason_PLANMASSE"].value() == "IRR-03"


def test_admissible_is_said_then_done(client: Client, lodged: Scene) -> None:
    task = lodged.task(Kind.CHECK)
    as_(client, lodged, "front-desk")
    said = client.post(url("desk-check", task), ticked(lodged, act="admissible"))
    assert said.status_code == 200
    assert lodged.open_steps == {"admissibility"}
    assert "confirm-admissible" in text(said)
    done = client.post(url("desk-check", task), ticked(lodged, act="confirm-admissible"))
    assert done["Location"] == reverse("dossiers:dossier", args=[lodged.dossier.number])
    assert lodged.open_steps == {"session"}


def test_a_lacking_main_document_with_its_reason_makes_it_inadmissible(client: Client, lodged: Scene) -> None:
    task = lodged.task(Kind.CHECK)
    as_(client, lodged, "front-desk")
    answers = ticked(lodged, state_PLANMASSE="missing")
    unsaid = client.post(url("desk-check", task), answers | {"act": "inadmissible"})
    assert unsaid.status_code == 422
    assert "reason_PLANMASSE" in unsaid.context["form"].errors
    answers["reason_PLANMASSE"] = "IRR-02"
    said = text(client.post(url("desk-check", task), answers | {"act": "inadmissible"}))
    assert lodged.dossier.procedure.document("PLANMASSE").names.fr in said
    client.post(url("desk-check", task), answers | {"act": "confirm-inadmissible"})
    assert lodged.open_steps == {"inadmissibility_letter"}


@pytest.mark.parametrize("act", ["inadmissible", "confirm-inadmissible"])
def test_nothing_else_makes_it_inadmissible_and_the_form_says_so(
    client: Client, lodged: Scene, act: str
) -> None:
    answer = as_(client, lodged, "front-desk").post(
        url("desk-check", lodged.task(Kind.CHECK)), ticked(lodged, act=act)
    )
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert lodged.open_steps == {"admissibility"}


def test_a_document_nobody_gave_cannot_be_found_present(client: Client, lodged: Scene) -> None:
    given = set(lodged.dossier.pieces.values_list("code", flat=True))
    absent = next(each.code for each in desk.asked_documents(lodged.dossier) if each.code not in given)
    answers = ticked(lodged, act="admissible") | {f"state_{absent}": "present"}
    answer = as_(client, lodged, "front-desk").post(url("desk-check", lodged.task(Kind.CHECK)), answers)
    assert f"state_{absent}" in answer.context["form"].errors


def test_an_unchecked_document_stops_the_declaration(client: Client, lodged: Scene) -> None:
    answers = ticked(lodged, act="admissible")
    del answers["state_PLANMASSE"]
    answer = as_(client, lodged, "front-desk").post(url("desk-check", lodged.task(Kind.CHECK)), answers)
    assert answer.status_code == 422
    assert lodged.dossier.procedure.document("PLANMASSE").names.fr in str(answer.context["form"].errors)


def test_a_double_click_declares_once(client: Client, lodged: Scene) -> None:
    task = lodged.task(Kind.CHECK)
    as_(client, lodged, "front-desk")
    answers = ticked(lodged, act="confirm-admissible")
    first, second = (client.post(url("desk-check", task), answers) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Event.objects.filter(kind="dossier.admissible").count() == 1


def test_a_stale_page_says_who_answered_and_loses_nothing_typed(client: Client, lodged: Scene) -> None:
    task = lodged.task(Kind.CHECK)
    lodged.admit()
    answers = ticked(
        lodged, act="confirm-inadmissible", state_PLANMASSE="unreadable", reason_PLANMASSE="IRR-03"
    )
    answer = as_(client, lodged, "secretary").post(url("desk-check", task), answers)
    assert answer.status_code == 422
    assert lodged.cast.people["front-desk"].name_fr in answer.context["answered"]
    assert answer.context["answered"] in text(answer)
    assert answer.context["form"]["state_PLANMASSE"].value() == "unreadable"
    assert lodged.open_steps == {"session"}


# Reserves


def test_the_office_compares_its_reserves_with_the_answer_and_lifts_them(
    client: Client, admitted: Scene
) -> None:
    admitted.opinions(urban_agency=Verdict.RESERVED).conclude(
        Conclusion.Sense.MINOR_RESERVES
    ).sign_minutes().sign_letter()
    old = admitted.dossier.pieces.select_related("document").get(code="PLANMASSE")
    filing.remove_piece(old, by=admitted.actor("architect"))
    admitted.give(admitted.dossier.procedure.document("PLANMASSE"), admitted.actor("architect"))
    admitted.answer_reserves()
    task = admitted.task(Kind.CHECK)
    reserved = Opinion.objects.get(verdict=Verdict.RESERVED)
    as_(client, admitted, "urban-agency")
    assert client.get(url("task", task))["Location"] == url("lifting", task)
    assert client.get(url("desk-check", task))["Location"] == url("lifting", task)
    case = client.get(reverse("dossiers:dossier", args=[admitted.dossier.number]))
    assert [stage.code for stage in case.context["stages"] if stage.state == "current"] == ["opinions"]
    page = text(client.get(url("lifting", task)))
    assert reserved.reasons[0]["text_fr"] in page
    assert reverse("dossiers:piece", args=[admitted.dossier.number, old.pk, old.document.name]) in page
    first, second = (client.post(url("lifting", task)) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert admitted.open_steps == {"fees"}
    assert Event.objects.filter(kind="reserves.lifted").count() == 1


# Dispatch


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_dispatch_names_the_members_then_one_click_sends(
    client: Client, grand: Scene, language: str
) -> None:
    grand.deposited().admit()
    task = grand.task(Kind.DISPATCH)
    as_(client, grand, "secretary", language)
    page = text(client.get(url("dispatch", task)))
    for kind in ("prefecture", "commune", "urban_agency"):
        office = grand.cast.offices[kind]
        assert (office.name_ar if language == "ar" else office.name_fr) in page
    client.post(url("dispatch", task))
    assert grand.open_steps == {"opinions"}
    assert client.post(url("dispatch", task)).status_code == 302
    stale = as_(client, grand, "front-desk").post(url("dispatch", task))
    assert stale.status_code == 409
    assert grand.cast.people["secretary"].name_fr in text(stale) or language == "ar"


# Conclusion


def test_senses_that_the_agency_forbids_say_why(client: Client, admitted: Scene) -> None:
    admitted.opinions(urban_agency=Verdict.UNFAVOURABLE)
    task = admitted.task(Kind.CONCLUSION)
    as_(client, admitted, "secretary")
    senses = {choice.value: choice for choice in client.get(url("conclusion", task)).context["senses"]}
    assert {value for value, choice in senses.items() if choice.impossible} == {
        "favourable",
        "minor_reserves",
    }
    assert "art. 35" in senses["favourable"].impossible
    refused = client.post(
        url("conclusion", task), {"act": "confirm", "sense": "favourable", "remarks": "Vu en séance."}
    )
    assert refused.status_code == 422
    assert "sense" in refused.context["form"].errors
    assert "Vu en séance." in text(refused)
    assert admitted.open_steps == {"conclusion"}


def test_the_secretary_sees_what_the_applicant_will_receive_then_concludes(
    client: Client, admitted: Scene
) -> None:
    admitted.opinions(commune=Verdict.TO_MODIFY)
    task = admitted.task(Kind.CONCLUSION)
    as_(client, admitted, "secretary")
    gathered = Opinion.objects.get(verdict=Verdict.TO_MODIFY).reasons[0]
    assert task.office is not None
    offered = reasons_for(task.dossier.procedure, task.office.kind, {"reserve"})
    added = next(each for each in offered if each.blanks)
    answers: dict[str, Any] = {"sense": "changes_asked", "remarks": "Unanimité.", "reasons": [added.code]}
    answers |= {f"blank_{added.code}_{blank}": "la cote du patio" for blank in added.blanks}
    preview = text(client.post(url("conclusion", task), answers | {"act": "preview"}))
    assert gathered["text_fr"] in preview
    assert gathered["text_ar"] in preview
    assert "la cote du patio" in preview
    assert admitted.open_steps == {"conclusion"}
    for _ in range(2):
        assert client.post(url("conclusion", task), answers | {"act": "confirm"}).status_code == 302
    concluded = Conclusion.objects.get(task=task)
    assert [each["code"] for each in concluded.reasons] == [gathered["code"], added.code]
    assert concluded.remarks == "Unanimité."
    assert Event.objects.filter(kind="dossier.concluded").count() == 1


def test_an_empty_blank_is_refused_on_the_form(client: Client, studied: Scene) -> None:
    task = studied.task(Kind.CONCLUSION)
    assert task.office is not None
    offered = reasons_for(task.dossier.procedure, task.office.kind, {"reserve"})
    added = next(each for each in offered if each.blanks)
    as_(client, studied, "secretary")
    answers = {"sense": "changes_asked", "reasons": [added.code], "act": "preview"}
    answer = client.post(url("conclusion", task), answers)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_a_conclusion_other_than_favourable_needs_a_reason(client: Client, studied: Scene) -> None:
    task = studied.task(Kind.CONCLUSION)
    as_(client, studied, "secretary")
    answer = client.post(url("conclusion", task), {"sense": "unfavourable", "act": "preview"})
    assert answer.status_code == 422
    assert "reasons" in answer.context["form"].errors
    assert client.post(url("conclusion", task), {"act": "preview"}).status_code == 422


def test_going_back_from_the_preview_keeps_everything(client: Client, studied: Scene) -> None:
    task = studied.task(Kind.CONCLUSION)
    as_(client, studied, "secretary")
    answers = {"sense": "favourable", "remarks": "À relire."}
    assert "À relire." in text(client.post(url("conclusion", task), answers | {"act": "preview"}))
    back = client.post(url("conclusion", task), answers | {"act": "back"})
    assert back.status_code == 200
    assert back.context["form"]["sense"].value() == "favourable"
    assert "À relire." in text(back)
