"""The ways round the law that must stay closed."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from rokhas.accounts.actions import give_mandate
from rokhas.accounts.models import Person, Role
from rokhas.dossiers.actions import decision, desk, filing, opinions
from rokhas.dossiers.errors import (
    AnswersFrozen,
    LackUnexplained,
    ManifestNotSigned,
    NotYourTurn,
    RefusalUnfounded,
)
from rokhas.dossiers.models import Conclusion, PaperKind, Verdict
from rokhas.dossiers.queries import wording
from rokhas.dossiers.subscriptions import file_signed_paper
from rokhas.journal.models import Event
from rokhas.kernel.actor import SYSTEM
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.errors import ReasonNotFilled
from rokhas.procedures.queries import reasons_for
from rokhas.procedures.schema import CITED, Kind
from rokhas.signing.models import SigningJob
from rokhas.testing.life import Statements
from rokhas.testing.lives import then
from rokhas.testing.moments import admitted
from rokhas.testing.scene import Scene

Sense = Conclusion.Sense


@then(admitted)
def reserved(admitted: Scene) -> Scene:
    """The commune has reserves, the agency is favourable; the letter of reserves is signed."""
    studied = admitted.opinions(commune=Verdict.RESERVED)
    return studied.conclude(Sense.MINOR_RESERVES).sign_minutes().sign_letter()


def test_an_answer_to_reserves_does_not_change_the_project(reserved: Scene) -> None:
    by = reserved.actor("architect")
    filing.answer(reserved.dossier, {"height": "60", "dwellings": "200"}, by=by)
    with pytest.raises(AnswersFrozen):
        reserved.answer_reserves()
    assert reserved.open_steps == {"reserves_answer"}


def test_the_same_telephone_given_again_is_no_change(reserved: Scene) -> None:
    before = dict(reserved.dossier.answers)
    given = {"applicant_phone": "+212600000042", "applicant_cnie": "DM00042"}
    filing.answer(reserved.dossier, given, by=reserved.actor("architect"))
    reserved.dossier.refresh_from_db()
    assert reserved.dossier.answers == before


def test_the_agency_reads_the_plans_that_answer_another_offices_reserves(reserved: Scene) -> None:
    reserved.answer_reserves()
    asked = set(reserved.dossier.tasks.open().values_list("office__kind", flat=True))
    assert asked == {"commune", "urban_agency"}
    task = reserved.dossier.tasks.open().get(office__kind="commune")
    opinions.lift_reserves(task, by=reserved.actor("commune"))
    assert reserved.open_steps == {"reserves_lifting"}
    reserved.lift_reserves().pay().sign_permit()
    assert reserved.dossier.ending == "delivered"


def test_reserves_that_stand_ask_the_designer_again(reserved: Scene) -> None:
    reserved.answer_reserves()
    task = reserved.dossier.tasks.open().get(office__kind="commune")
    opinions.keep_reserves(task, by=reserved.actor("commune"), why="Le recul est toujours de 1,30 m.")
    assert reserved.open_steps == {"reserves_answer"}
    reserved.answer_reserves().lift_reserves()
    assert reserved.open_steps == {"fees"}


def test_each_check_is_its_own_act(reserved: Scene) -> None:
    reserved.answer_reserves()
    task = reserved.dossier.tasks.open().get(office__kind="commune")
    with pytest.raises(NotAllowed):
        desk.declare_admissible(task, by=reserved.actor("commune"), findings=reserved.findings())


def test_the_desk_does_not_lift_reserves_it_never_had(lodged: Scene) -> None:
    with pytest.raises(NotAllowed):
        opinions.lift_reserves(lodged.task(Kind.CHECK), by=lodged.actor("front-desk"))
    assert lodged.open_steps == {"admissibility"}


def another_architect(scene: Scene) -> Person:
    person = Person.objects.create_user(
        "other-architect@test.example", name_fr="Autre Architecte", name_ar="مهندس آخر"
    )
    office = scene.cast.people["architect"].mandates.get().office
    give_mandate(person, Role.ARCHITECT, office, by=SYSTEM, starts_on=scene.actor("architect").today())
    return person


def test_a_list_of_plans_serves_only_the_designer_who_signed_it(ready: Scene) -> None:
    filing.name_designer(ready.dossier, another_architect(ready), by=ready.actor("architect"))
    with pytest.raises(ManifestNotSigned):
        ready.lodge()


@pytest.mark.parametrize("change", ["project_fr", "applicant_name_fr"])
def test_a_list_of_plans_is_of_one_project(ready: Scene, change: str) -> None:
    filing.answer(ready.dossier, {change: "Tout autre chose"}, by=ready.actor("architect"))
    with pytest.raises(ManifestNotSigned):
        ready.lodge()


def test_nobody_answers_their_own_dossier(lodged: Scene) -> None:
    architect = lodged.cast.people["architect"]
    desk_office = lodged.task(Kind.CHECK).office
    assert desk_office is not None
    give_mandate(
        architect, Role.FRONT_DESK, desk_office, by=SYSTEM, starts_on=lodged.actor("architect").today()
    )
    with pytest.raises(NotAllowed):
        desk.declare_admissible(
            lodged.task(Kind.CHECK), by=lodged.actor("architect"), findings=lodged.findings()
        )


def test_the_minutes_are_signed_by_two_persons(concluded: Scene) -> None:
    task, secretary = concluded.task(Kind.MINUTES), concluded.cast.people["secretary"]
    assert task.office is not None
    give_mandate(
        secretary, Role.CHAIR, task.office, by=SYSTEM, starts_on=concluded.actor("secretary").today()
    )
    concluded.sign("secretary", "minutes", str(task.pk))
    with pytest.raises(NotYourTurn):
        concluded.sign("secretary", "minutes", str(task.pk))
    assert decision.next_signer(task, concluded.paper(PaperKind.MINUTES).signed_roles) == Role.CHAIR


def test_a_dossier_is_not_inadmissible_without_saying_why(lodged: Scene) -> None:
    findings = [
        finding | {"state": "missing"} if finding["document"] == "PLANMASSE" else finding
        for finding in lodged.findings()
    ]
    with pytest.raises(LackUnexplained):
        desk.declare_inadmissible(lodged.task(Kind.CHECK), by=lodged.actor("front-desk"), findings=findings)


def test_an_event_told_twice_never_puts_an_older_file_back(to_pay: Scene) -> None:
    final = to_pay.paper(PaperKind.MINUTES).document
    first = Event.objects.filter(kind="signature.sealed", data__purpose="minutes").earliest("pk")
    file_signed_paper(first)
    assert to_pay.paper(PaperKind.MINUTES).document == final


def test_a_file_without_a_code_is_that_of_no_paper(to_pay: Scene) -> None:
    """A receipt has no code either."""
    told = Event.objects.filter(kind="signature.sealed", data__purpose="minutes").earliest("pk")
    SigningJob.objects.filter(signature=told.data["signature"]).update(verification_code="")
    papers = to_pay.dossier.papers.order_by("pk").values_list("kind", "document")
    before = list(papers)
    file_signed_paper(told)
    assert dict(before)[PaperKind.RECEIPT]
    assert list(papers) == before


def test_a_sealed_file_is_attached_in_few_statements(to_pay: Scene) -> None:
    """The dossier of the paper is held, then read the signed files and the paper; its row and its fact are written."""
    told = Event.objects.filter(kind="signature.sealed", data__purpose="minutes").latest("pk")
    to_pay.dossier.papers.filter(kind=PaperKind.MINUTES).update(document=None)
    with Statements() as asked:
        file_signed_paper(told)
    assert to_pay.paper(PaperKind.MINUTES).document is not None
    assert len(asked) <= (6 if connection.vendor == "postgresql" else 7), asked.said


def test_a_delay_from_notification_starts_when_it_is_notified(reserved: Scene) -> None:
    task = reserved.task(Kind.DECLARATION)
    letter = reserved.paper(PaperKind.RESERVES)
    assert letter.notifications.exists()
    assert task.starts_on == reserved.actor("architect").today()


def test_the_page_of_reserves_keeps_what_was_typed_and_asks_the_designer_again(
    reserved: Scene, client: Client
) -> None:
    reserved.answer_reserves()
    task = reserved.dossier.tasks.open().get(office__kind="commune")
    client.force_login(reserved.cast.people["commune"])
    page = reverse("dossiers:lifting", args=[task.pk])
    assert client.post(page, {"act": "keep", "why": " "}).status_code == 409
    assert client.post(page, {"act": "keep", "why": "Le recul manque."}).status_code == 302
    assert reserved.open_steps == {"reserves_answer"}
    client.force_login(reserved.cast.people["architect"])
    shown = client.get(reverse("dossiers:dossier", args=[reserved.dossier.number]))
    assert "Le recul manque." in shown.content.decode()


def test_a_refusal_rests_on_no_reserve_and_on_no_blank_that_says_nothing(admitted: Scene) -> None:
    admitted.opinions(commune=Verdict.RESERVED)
    task, secretary = admitted.task(Kind.CONCLUSION), admitted.actor("secretary")
    with pytest.raises(RefusalUnfounded):
        decision.conclude(task, by=secretary, sense=Sense.UNFAVOURABLE, remarks="Le projet ne convient pas.")
    for said in ("", " ", "\u200b", "…"):
        given = [{"code": "ARC-08", "values": {"point": said}}]
        with pytest.raises(ReasonNotFilled):
            decision.conclude(task, by=secretary, sense=Sense.UNFAVOURABLE, reasons=given)
    task.refresh_from_db()
    assert task.is_open


def test_an_unfavourable_reason_without_a_text_in_the_catalogue_is_given_with_the_one_its_office_cites(
    admitted: Scene,
) -> None:
    member = admitted.actor("commune")
    task = admitted.dossier.tasks.open().get(kind=Kind.OPINION, office__kind="commune")
    offered = reasons_for(admitted.dossier.procedure, "commune", frozenset({"unfavourable"}))
    [reason] = [each for each in offered if each.is_to_cite]
    assert reason.blanks == (CITED,)
    for said in ("", "…"):
        given = [{"code": reason.code, "values": {CITED: said}}]
        with pytest.raises(ReasonNotFilled):
            opinions.prepare_opinion(task, by=member, verdict=Verdict.UNFAVOURABLE, reasons=given)
    given = [{"code": reason.code, "values": {CITED: " loi 14-07 art. 54 "}}]
    opinion = opinions.prepare_opinion(task, by=member, verdict=Verdict.UNFAVOURABLE, reasons=given)
    [kept] = opinion.reasons
    assert (kept["article"], kept["certainty"]) == ("loi 14-07 art. 54", "cited")
    [printed] = wording.reasons(admitted.dossier, opinion.reasons)
    assert [(law.text.ar, law.is_printable) for law in printed.law] == [("loi 14-07 art. 54", True)]
