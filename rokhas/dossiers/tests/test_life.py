"""The life of a dossier, good and bad, for both classes."""

from datetime import UTC, datetime, time, timedelta

import pytest

from rokhas.dossiers.actions import desk, filing, opinions
from rokhas.dossiers.actions.clock import attend_deadlines
from rokhas.dossiers.errors import (
    AgencyOpinionRequired,
    DossierIncomplete,
    EveryDocumentChecked,
    MainDocumentMissing,
    ManifestNotSigned,
    NoReservesToLift,
    NotADraft,
    NothingReplaced,
    NotRead,
    OnlyMainDocuments,
    ReasonsRequired,
    TaskAlreadyClosed,
    VerdictOfTheClock,
)
from rokhas.dossiers.models import Conclusion, Ending, PaperKind, Verdict
from rokhas.dossiers.workflow.clocks import calendar_around
from rokhas.journal.chain import breaks
from rokhas.journal.models import Event
from rokhas.kernel.actor import system
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene

Sense = Conclusion.Sense


def test_a_small_project_goes_from_deposit_to_a_delivered_permit(scene: Scene) -> None:
    scene.deposited()
    assert scene.open_steps == {"admissibility"}
    scene.admit()
    assert scene.open_steps == {"session"}
    scene.opinions()
    assert scene.open_steps == {"conclusion"}
    scene.conclude()
    assert scene.open_steps == {"minutes"}
    scene.sign_minutes()
    assert scene.open_steps == {"fees"}
    scene.pay()
    assert scene.open_steps == {"decision"}
    scene.sign_permit()
    assert scene.dossier.ending == "delivered"
    assert scene.open_steps == set()
    assert scene.paper(PaperKind.PERMIT).document is not None


def test_a_large_project_is_dispatched_before_its_opinions(grand: Scene) -> None:
    grand.deposited().admit()
    assert grand.dossier.class_code == "grand"
    assert grand.open_steps == {"dispatch"}
    grand.dispatch()
    assert grand.open_steps == {"opinions"}
    due = {task.due_on for task in grand.dossier.tasks.open()}
    assert due == {
        calendar_around(grand.actor("secretary").today()).add_working_days(
            grand.actor("secretary").today(), 15
        )
    }


def test_the_commission_opens_when_the_last_office_has_answered(scene: Scene) -> None:
    scene.deposited().admit()
    scene.opinion("commune")
    scene.opinion("prefecture", Verdict.RESERVED)
    assert scene.open_steps == {"session"}
    scene.opinion("urban_agency")
    assert scene.open_steps == {"conclusion"}


def test_no_favourable_conclusion_without_the_agencys_own_favourable_opinion(scene: Scene) -> None:
    scene.deposited().studied(urban_agency=Verdict.UNFAVOURABLE)
    for sense in (Sense.FAVOURABLE, Sense.MINOR_RESERVES):
        with pytest.raises(AgencyOpinionRequired):
            scene.conclude(sense)
    scene.conclude(Sense.UNFAVOURABLE)
    assert scene.open_steps == {"minutes"}


def test_the_agencys_reserves_must_be_lifted_before_the_permit(scene: Scene) -> None:
    scene.deposited().studied(urban_agency=Verdict.RESERVED)
    with pytest.raises(AgencyOpinionRequired):
        scene.conclude(Sense.FAVOURABLE)
    scene.conclude(Sense.MINOR_RESERVES).sign_minutes()
    assert scene.open_steps == {"reserves_letter"}
    scene.sign_letter()
    answer = scene.task(Kind.DECLARATION)
    notified = scene.paper(PaperKind.RESERVES).notifications.first()
    assert notified is not None
    today = scene.actor("architect").today()
    assert answer.due_on == calendar_around(today).add_working_days(today, 5)
    scene.answer_reserves()
    assert list(scene.dossier.tasks.open().values_list("office__kind", flat=True)) == ["urban_agency"]
    scene.lift_reserves()
    assert scene.open_steps == {"fees"}
    scene.pay().sign_permit()
    assert scene.dossier.ending == Ending.DELIVERED
    assert scene.dossier.version == 2


def test_minor_reserves_need_a_reserved_opinion(scene: Scene) -> None:
    scene.deposited().studied()
    with pytest.raises(NoReservesToLift):
        scene.conclude(Sense.MINOR_RESERVES)


def test_changes_asked_start_everything_again_from_zero_on_a_new_version(scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(Sense.CHANGES_ASKED).sign_minutes()
    assert scene.open_steps == {"changes_letter"}
    scene.sign_letter()
    assert scene.open_steps == {"redeposit"}
    first_receipt = scene.paper(PaperKind.RECEIPT).document
    scene.lodge_again()
    assert scene.dossier.version == 2
    assert scene.open_steps == {"admissibility"}
    assert scene.dossier.tasks.exclude(superseded_at=None).filter(step_code="session").count() == 3
    assert scene.paper(PaperKind.RECEIPT).document != first_receipt
    scene.studied().conclude().sign_minutes().pay().sign_permit()
    assert scene.dossier.ending == Ending.DELIVERED


def test_a_re_deposit_without_any_change_is_refused(scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(
        Sense.CHANGES_ASKED
    ).sign_minutes().sign_letter()
    with pytest.raises(NothingReplaced):
        filing.lodge_again(scene.task(Kind.DECLARATION), by=scene.actor("architect"))
    assert scene.open_steps == {"redeposit"}


def test_a_refusal_is_signed_notified_and_ends_the_dossier(scene: Scene) -> None:
    scene.deposited().studied(urban_agency=Verdict.UNFAVOURABLE).conclude(
        Sense.UNFAVOURABLE
    ).sign_minutes().sign_letter()
    assert scene.dossier.ending == Ending.REFUSED
    letter = scene.paper(PaperKind.REFUSAL)
    assert letter.document is not None
    assert {n.person.email for n in letter.notifications.select_related("person")} == {
        scene.cast.people["architect"].email
    }
    assert scene.open_steps == set()


def test_only_a_missing_main_document_makes_a_dossier_inadmissible(scene: Scene) -> None:
    scene.deposited()
    task, desk_officer = scene.task(Kind.CHECK), scene.actor("front-desk")
    for finding in scene.findings():
        if finding["state"] == "awaited":
            lacking = [
                f | {"state": "missing"} if f["document"] == finding["document"] else f
                for f in scene.findings()
            ]
            with pytest.raises(OnlyMainDocuments):
                desk.declare_inadmissible(task, by=desk_officer, findings=lacking)
    with pytest.raises(OnlyMainDocuments):
        desk.declare_inadmissible(task, by=desk_officer, findings=scene.findings())
    assert scene.open_steps == {"admissibility"}


@pytest.mark.parametrize("state", ["missing", "unsigned", "unreadable"])
def test_an_unsigned_or_unreadable_main_document_counts_as_missing(scene: Scene, state: str) -> None:
    scene.deposited()
    reason = desk.inadmissibility_reason(
        scene.dossier.procedure, scene.dossier.procedure.document("PLANMASSE"), "IRR-02"
    )
    findings = [
        f | {"state": state, "reason": reason} if f["document"] == "PLANMASSE" else f
        for f in scene.findings()
    ]
    with pytest.raises(MainDocumentMissing):
        desk.declare_admissible(scene.task(Kind.CHECK), by=scene.actor("front-desk"), findings=findings)
    desk.declare_inadmissible(scene.task(Kind.CHECK), by=scene.actor("front-desk"), findings=findings)
    assert scene.open_steps == {"inadmissibility_letter"}


def test_an_inadmissible_dossier_is_completed_and_lodged_again(scene: Scene) -> None:
    scene.deposited().find_inadmissible("PLANMASSE")
    scene.sign_letter()
    assert scene.open_steps == {"completion"}
    scene.lodge_again()
    assert scene.open_steps == {"admissibility"}
    assert scene.dossier.version == 2


def test_a_document_nobody_looked_at_stops_the_check(scene: Scene) -> None:
    scene.deposited()
    with pytest.raises(EveryDocumentChecked):
        desk.declare_admissible(scene.task(Kind.CHECK), by=scene.actor("front-desk"), findings=[])


def test_the_president_never_signs_what_was_not_opened(scene: Scene) -> None:
    scene.deposited().studied().conclude().sign_minutes().pay()
    with pytest.raises(NotRead):
        scene.sign("president", "decision", str(scene.task(Kind.SIGNATURE).pk))
    assert scene.open_steps == {"decision"}


def test_an_opinion_given_never_changes(scene: Scene) -> None:
    scene.deposited().admit().opinion("commune")
    task = scene.dossier.tasks.get(kind=Kind.OPINION, office=scene.cast.offices["commune"])
    with pytest.raises(TaskAlreadyClosed):
        opinions.prepare_opinion(task, by=scene.actor("commune"), verdict=Verdict.FAVOURABLE)


def test_nobody_chooses_out_of_time(scene: Scene) -> None:
    scene.deposited().admit()
    task = scene.dossier.tasks.open().get(office=scene.cast.offices["commune"])
    with pytest.raises(VerdictOfTheClock):
        opinions.prepare_opinion(task, by=scene.actor("commune"), verdict=Verdict.OUT_OF_TIME)


def test_an_opinion_other_than_favourable_gives_its_reasons(scene: Scene) -> None:
    scene.deposited().admit()
    task = scene.dossier.tasks.open().get(office=scene.cast.offices["commune"])
    with pytest.raises(ReasonsRequired):
        opinions.prepare_opinion(task, by=scene.actor("commune"), verdict=Verdict.RESERVED)


def test_another_office_cannot_answer_for_the_agency(scene: Scene) -> None:
    scene.deposited().admit()
    task = scene.dossier.tasks.open().get(office=scene.cast.offices["urban_agency"])
    with pytest.raises(NotAllowed):
        opinions.prepare_opinion(task, by=scene.actor("commune"), verdict=Verdict.FAVOURABLE)


def test_the_silence_of_the_agency_only_escalates(grand: Scene) -> None:
    grand.deposited().admit().dispatch().opinion("commune").opinion("prefecture")
    late = grand.dossier.tasks.open().get()
    assert late.due_on is not None
    after = datetime.combine(late.due_on + timedelta(days=1), time(9), UTC)
    assert attend_deadlines(system(after)) == 1
    assert attend_deadlines(system(after)) == 0
    late.refresh_from_db()
    assert late.is_open
    assert late.escalated_at is not None
    assert grand.open_steps == {"opinions"}


def test_lodging_twice_gives_one_number(scene: Scene) -> None:
    scene.deposited()
    again = filing.lodge(scene.dossier, by=scene.actor("architect"))
    assert again.number == scene.dossier.number
    assert scene.dossier.versions.count() == 1


def test_a_dossier_without_its_plans_is_not_lodged(scene: Scene) -> None:
    scene.draft().give_pieces(without=["PLANMASSE"]).sign_plans()
    with pytest.raises(DossierIncomplete) as refusal:
        scene.lodge()
    assert "masse" in str(refusal.value)


def test_a_plan_changed_after_the_list_was_signed_asks_for_a_new_signature(scene: Scene) -> None:
    scene.draft().give_pieces().sign_plans()
    plan = scene.dossier.procedure.document("PLANMASSE")
    scene.give(plan, scene.actor("architect"))
    with pytest.raises(ManifestNotSigned):
        scene.lodge()
    scene.sign_plans().lodge()
    assert scene.dossier.number


def test_what_was_lodged_is_not_edited(scene: Scene) -> None:
    scene.deposited()
    with pytest.raises(NotADraft):
        filing.answer(scene.dossier, {"levels": "9"}, by=scene.actor("architect"))


def test_every_act_is_in_an_unbroken_journal(scene: Scene) -> None:
    scene.delivered()
    assert list(breaks({})) == []
    stream = f"dossiers.dossier:{scene.dossier.pk}"
    kinds = list(Event.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))
    assert kinds[0] == "draft.opened"
    assert kinds[-2:] == ["permit.delivered", "dossier.ended"]
    assert kinds.count("opinion.issued") == 3
