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


def test_a_small_project_goes_from_deposit_to_a_delivered_permit(lodged: Scene) -> None:
    assert lodged.open_steps == {"admissibility"}
    lodged.admit()
    assert lodged.open_steps == {"session"}
    lodged.opinions()
    assert lodged.open_steps == {"conclusion"}
    lodged.conclude()
    assert lodged.open_steps == {"minutes"}
    lodged.sign_minutes()
    assert lodged.open_steps == {"fees"}
    lodged.pay()
    assert lodged.open_steps == {"decision"}
    lodged.sign_permit()
    assert lodged.dossier.ending == "delivered"
    assert lodged.open_steps == set()
    assert lodged.paper(PaperKind.PERMIT).document is not None


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


def test_the_commission_opens_when_the_last_office_has_answered(admitted: Scene) -> None:
    admitted.opinion("commune")
    admitted.opinion("prefecture", Verdict.RESERVED)
    assert admitted.open_steps == {"session"}
    admitted.opinion("urban_agency")
    assert admitted.open_steps == {"conclusion"}


def test_no_favourable_conclusion_without_the_agencys_own_favourable_opinion(admitted: Scene) -> None:
    admitted.opinions(urban_agency=Verdict.UNFAVOURABLE)
    for sense in (Sense.FAVOURABLE, Sense.MINOR_RESERVES):
        with pytest.raises(AgencyOpinionRequired):
            admitted.conclude(sense)
    admitted.conclude(Sense.UNFAVOURABLE)
    assert admitted.open_steps == {"minutes"}


def test_the_agencys_reserves_must_be_lifted_before_the_permit(admitted: Scene) -> None:
    admitted.opinions(urban_agency=Verdict.RESERVED)
    with pytest.raises(AgencyOpinionRequired):
        admitted.conclude(Sense.FAVOURABLE)
    admitted.conclude(Sense.MINOR_RESERVES).sign_minutes()
    assert admitted.open_steps == {"reserves_letter"}
    admitted.sign_letter()
    answer = admitted.task(Kind.DECLARATION)
    notified = admitted.paper(PaperKind.RESERVES).notifications.first()
    assert notified is not None
    today = admitted.actor("architect").today()
    assert answer.due_on == calendar_around(today).add_working_days(today, 5)
    admitted.answer_reserves()
    assert list(admitted.dossier.tasks.open().values_list("office__kind", flat=True)) == ["urban_agency"]
    admitted.lift_reserves()
    assert admitted.open_steps == {"fees"}
    admitted.pay().sign_permit()
    assert admitted.dossier.ending == Ending.DELIVERED
    assert admitted.dossier.version == 2


def test_minor_reserves_need_a_reserved_opinion(studied: Scene) -> None:
    with pytest.raises(NoReservesToLift):
        studied.conclude(Sense.MINOR_RESERVES)


def test_changes_asked_start_everything_again_from_zero_on_a_new_version(admitted: Scene) -> None:
    admitted.opinions(commune=Verdict.TO_MODIFY).conclude(Sense.CHANGES_ASKED).sign_minutes()
    assert admitted.open_steps == {"changes_letter"}
    admitted.sign_letter()
    assert admitted.open_steps == {"redeposit"}
    first_receipt = admitted.paper(PaperKind.RECEIPT).document
    admitted.lodge_again()
    assert admitted.dossier.version == 2
    assert admitted.open_steps == {"admissibility"}
    assert admitted.dossier.tasks.exclude(superseded_at=None).filter(step_code="session").count() == 3
    assert admitted.paper(PaperKind.RECEIPT).document != first_receipt
    admitted.studied().conclude().sign_minutes().pay().sign_permit()
    assert admitted.dossier.ending == Ending.DELIVERED


def test_a_re_deposit_without_any_change_is_refused(changes_asked: Scene) -> None:
    with pytest.raises(NothingReplaced):
        filing.lodge_again(changes_asked.task(Kind.DECLARATION), by=changes_asked.actor("architect"))
    assert changes_asked.open_steps == {"redeposit"}


def test_a_refusal_is_signed_notified_and_ends_the_dossier(admitted: Scene) -> None:
    admitted.opinions(urban_agency=Verdict.UNFAVOURABLE).conclude(
        Sense.UNFAVOURABLE
    ).sign_minutes().sign_letter()
    assert admitted.dossier.ending == Ending.REFUSED
    letter = admitted.paper(PaperKind.REFUSAL)
    assert letter.document is not None
    assert {n.person.email for n in letter.notifications.select_related("person")} == {
        admitted.cast.people["architect"].email
    }
    assert admitted.open_steps == set()


def test_only_a_missing_main_document_makes_a_dossier_inadmissible(lodged: Scene) -> None:
    task, desk_officer = lodged.task(Kind.CHECK), lodged.actor("front-desk")
    for finding in lodged.findings():
        if finding["state"] == "awaited":
            lacking = [
                f | {"state": "missing"} if f["document"] == finding["document"] else f
                for f in lodged.findings()
            ]
            with pytest.raises(OnlyMainDocuments):
                desk.declare_inadmissible(task, by=desk_officer, findings=lacking)
    with pytest.raises(OnlyMainDocuments):
        desk.declare_inadmissible(task, by=desk_officer, findings=lodged.findings())
    assert lodged.open_steps == {"admissibility"}


@pytest.mark.parametrize("state", ["missing", "unsigned", "unreadable"])
def test_an_unsigned_or_unreadable_main_document_counts_as_missing(lodged: Scene, state: str) -> None:
    reason = desk.inadmissibility_reason(
        lodged.dossier.procedure, lodged.dossier.procedure.document("PLANMASSE"), "IRR-02"
    )
    findings = [
        f | {"state": state, "reason": reason} if f["document"] == "PLANMASSE" else f
        for f in lodged.findings()
    ]
    with pytest.raises(MainDocumentMissing):
        desk.declare_admissible(lodged.task(Kind.CHECK), by=lodged.actor("front-desk"), findings=findings)
    desk.declare_inadmissible(lodged.task(Kind.CHECK), by=lodged.actor("front-desk"), findings=findings)
    assert lodged.open_steps == {"inadmissibility_letter"}


def test_an_inadmissible_dossier_is_completed_and_lodged_again(inadmissible: Scene) -> None:
    inadmissible.sign_letter()
    assert inadmissible.open_steps == {"completion"}
    inadmissible.lodge_again()
    assert inadmissible.open_steps == {"admissibility"}
    assert inadmissible.dossier.version == 2


def test_a_document_nobody_looked_at_stops_the_check(lodged: Scene) -> None:
    with pytest.raises(EveryDocumentChecked):
        desk.declare_admissible(lodged.task(Kind.CHECK), by=lodged.actor("front-desk"), findings=[])


def test_the_president_never_signs_what_was_not_opened(to_sign: Scene) -> None:
    with pytest.raises(NotRead):
        to_sign.sign("president", "decision", str(to_sign.task(Kind.SIGNATURE).pk))
    assert to_sign.open_steps == {"decision"}


def test_an_opinion_given_never_changes(admitted: Scene) -> None:
    admitted.opinion("commune")
    task = admitted.dossier.tasks.get(kind=Kind.OPINION, office=admitted.cast.offices["commune"])
    with pytest.raises(TaskAlreadyClosed):
        opinions.prepare_opinion(task, by=admitted.actor("commune"), verdict=Verdict.FAVOURABLE)


def test_nobody_chooses_out_of_time(admitted: Scene) -> None:
    task = admitted.dossier.tasks.open().get(office=admitted.cast.offices["commune"])
    with pytest.raises(VerdictOfTheClock):
        opinions.prepare_opinion(task, by=admitted.actor("commune"), verdict=Verdict.OUT_OF_TIME)


def test_an_opinion_other_than_favourable_gives_its_reasons(admitted: Scene) -> None:
    task = admitted.dossier.tasks.open().get(office=admitted.cast.offices["commune"])
    with pytest.raises(ReasonsRequired):
        opinions.prepare_opinion(task, by=admitted.actor("commune"), verdict=Verdict.RESERVED)


def test_another_office_cannot_answer_for_the_agency(admitted: Scene) -> None:
    task = admitted.dossier.tasks.open().get(office=admitted.cast.offices["urban_agency"])
    with pytest.raises(NotAllowed):
        opinions.prepare_opinion(task, by=admitted.actor("commune"), verdict=Verdict.FAVOURABLE)


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


def test_lodging_twice_gives_one_number(lodged: Scene) -> None:
    again = filing.lodge(lodged.dossier, by=lodged.actor("architect"))
    assert again.number == lodged.dossier.number
    assert lodged.dossier.versions.count() == 1


def test_a_dossier_without_its_plans_is_not_lodged(drafted: Scene) -> None:
    drafted.give_pieces(without=["PLANMASSE"]).sign_plans()
    with pytest.raises(DossierIncomplete) as refusal:
        drafted.lodge()
    assert "masse" in str(refusal.value)


def test_a_plan_changed_after_the_list_was_signed_asks_for_a_new_signature(ready: Scene) -> None:
    plan = ready.dossier.procedure.document("PLANMASSE")
    ready.give(plan, ready.actor("architect"))
    with pytest.raises(ManifestNotSigned):
        ready.lodge()
    ready.sign_plans().lodge()
    assert ready.dossier.number


def test_what_was_lodged_is_not_edited(lodged: Scene) -> None:
    with pytest.raises(NotADraft):
        filing.answer(lodged.dossier, {"levels": "9"}, by=lodged.actor("architect"))


def test_every_act_is_in_an_unbroken_journal(delivered: Scene) -> None:
    assert list(breaks({})) == []
    stream = f"dossiers.dossier:{delivered.dossier.pk}"
    kinds = list(Event.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))
    assert kinds[0] == "draft.opened"
    assert kinds[-2:] == ["permit.delivered", "dossier.ended"]
    assert kinds.count("opinion.issued") == 3
