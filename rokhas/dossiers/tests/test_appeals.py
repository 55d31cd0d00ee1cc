"""A refusal is contested, in time and once; its body answers, or stays silent; a decision is put off and taken up again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import appeals, limits, rulings
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.errors import (
    AppealFiled,
    AppealNotOffered,
    AppealTooLate,
    GroundRequired,
    ReasonsRequired,
    RulingNotOpen,
    RulingSigned,
    StayTooLong,
)
from rokhas.dossiers.models import (
    Appeal,
    Conclusion,
    Dossier,
    DossierVersion,
    PaperKind,
    Ruling,
    Verdict,
)
from rokhas.dossiers.queries import apart
from rokhas.dossiers.queries.case import clock, status
from rokhas.dossiers.queries.later import later_acts
from rokhas.dossiers.workflow import facts
from rokhas.journal.models import Event
from rokhas.kernel.actor import Actor, system
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.signing.queries import lookup
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene, one_page

pytestmark = pytest.mark.django_db
GROUND = "Le recul est de 3,20 m sur le plan déposé."
UNFOUNDED = [{"code": "REM-02", "values": {"point": "le recul"}}]
PLAN = [{"code": "URB-28", "values": {}}]
NO_PLAN = "Le plan est à l’étude."


@lived
def refused() -> Scene:
    """The president refused, and the letter is notified."""
    scene = Scene.opens().deposited().studied(commune=Verdict.UNFAVOURABLE)
    return scene.conclude(Conclusion.Sense.UNFAVOURABLE).sign_minutes().sign_letter()


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def filed(scene: Scene, code: str = "review") -> Appeal:
    found = appeals.file_appeal(fresh(scene), by=scene.actor("architect"), code=code, ground=GROUND)
    scene.deliver_post()
    return Appeal.objects.get(pk=found.pk)


def fresh(scene: Scene) -> Dossier:
    return Dossier.objects.get(pk=scene.dossier.pk)


def answered(scene: Scene, sense: Ruling.Sense, word: str = "president") -> Ruling:
    ruling = rulings.prepare_answer(
        Appeal.objects.get(), by=scene.actor(word), sense=sense, reasons=UNFOUNDED
    )
    scene.sign(word, "ruling", str(ruling.pk))
    return Ruling.objects.get(pk=ruling.pk)


def kinds(scene: Scene) -> list[str]:
    stream = Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}")
    return list(stream.order_by("seq").values_list("kind", flat=True))


def text(client: Client, scene: Scene, word: str, page: str, language: str = "fr") -> str:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    answer = client.get(page)
    assert answer.status_code == 200, page
    return unescape(answer.content.decode())


def test_a_refusal_is_contested_once_and_the_receipt_is_printed(refused: Scene) -> None:
    with pytest.raises(GroundRequired):
        appeals.file_appeal(fresh(refused), by=refused.actor("architect"), code="review", ground=" ")
    appeal = filed(refused)
    assert appeal.ground == GROUND
    assert GROUND not in appeal.ground_sealed
    assert appeal.receipt.document is not None
    assert Notice.objects.get(kind="dossier.appeal").person == refused.cast.people["president"]
    with pytest.raises(AppealFiled):
        filed(refused)
    assert filed(refused, "hierarchical").office == refused.cast.offices["prefecture"]
    with pytest.raises(NotAllowed):
        appeals.file_appeal(fresh(refused), by=refused.actor("commune"), code="review", ground=GROUND)


def test_nothing_else_than_a_notified_refusal_is_contested(refused: Scene) -> None:
    with pytest.raises(AppealNotOffered):
        appeals.file_appeal(fresh(refused), by=refused.actor("architect"), code="pardon", ground=GROUND)
    refused.paper(PaperKind.REFUSAL).notifications.all().delete()
    with pytest.raises(AppealNotOffered):
        filed(refused)


def test_a_late_appeal_is_refused_with_its_last_day(client: Client, refused: Scene) -> None:
    told = refused.paper(PaperKind.REFUSAL).notifications.earliest("pk")
    told.available_at -= timedelta(days=75)
    told.save()
    refused.paper(PaperKind.REFUSAL).notifications.exclude(pk=told.pk).delete()
    with pytest.raises(AppealTooLate, match="55-19"):
        filed(refused)
    page = reverse("dossiers:appeals", args=[refused.dossier.number])
    assert "trop tard" in text(client, refused, "architect", page)


def test_maintained_the_refusal_stands_and_the_answer_is_signed(refused: Scene) -> None:
    filed(refused)
    with pytest.raises(ReasonsRequired):
        rulings.prepare_answer(
            Appeal.objects.get(), by=refused.actor("president"), sense=Ruling.Sense.MAINTAINED, reasons=[]
        )
    with pytest.raises(NotAllowed):
        answered(refused, Ruling.Sense.MAINTAINED, "secretary")
    ruling = answered(refused, Ruling.Sense.MAINTAINED)
    refused.deliver_post()
    paper = refused.paper(PaperKind.RULING)
    assert (paper, fresh(refused).ending) == (ruling.paper, "refused")
    assert paper.document is not None
    assert Notice.objects.filter(kind="dossier.ruling").exists()
    assert Appeal.objects.get().answered_at is not None
    with pytest.raises((RulingSigned, NotAllowed)):
        answered(refused, Ruling.Sense.RESUMED)


def test_quashed_the_case_opens_again_at_the_step_that_the_data_name(refused: Scene) -> None:
    filed(refused)
    answered(refused, Ruling.Sense.RESUMED)
    dossier = fresh(refused)
    assert (dossier.ending, dossier.ended_at) == ("", None)
    assert refused.open_steps == {"session"}
    assert dossier.tasks.open().count() == 3
    assert kinds(refused)[-4:-3] == ["case.resumed"] or "case.resumed" in kinds(refused)
    refused.dossier.refresh_from_db()
    refused.opinions().conclude().sign_minutes().pay().sign_permit()
    assert fresh(refused).ending == "delivered"


def test_the_delays_of_a_quashed_case_run_from_the_day_it_is_taken_up_again(refused: Scene) -> None:
    filed(refused)
    DossierVersion.objects.filter(dossier=refused.dossier).update(
        lodged_at=F("lodged_at") - timedelta(days=200)
    )
    answered(refused, Ruling.Sense.RESUMED)
    dossier, today = fresh(refused), refused.actor("president").today()
    assert dossier.resumed_on == today
    assert limits.silence_passed_on(dossier, today) is None
    assert not dossier.tasks.open().filter(due_on__lt=today).exists()


def test_whoever_verifies_a_quashed_refusal_reads_that_it_stands_no_more(refused: Scene) -> None:
    code = refused.paper(PaperKind.REFUSAL).verification_code
    assert lookup(code).state == "valid"
    filed(refused)
    answered(refused, Ruling.Sense.RESUMED)
    assert lookup(code).state == "withdrawn"


def test_what_is_refused_again_is_contested_again(client: Client, refused: Scene) -> None:
    filed(refused)
    answered(refused, Ruling.Sense.RESUMED)
    refused.dossier.refresh_from_db()
    refused.opinions(commune=Verdict.UNFAVOURABLE).conclude(Conclusion.Sense.UNFAVOURABLE)
    refused.sign_minutes().sign_letter()
    assert fresh(refused).ending == "refused"
    page = reverse("dossiers:appeal", args=[refused.dossier.number, "review"])
    assert "<form" in text(client, refused, "architect", page).split("<h2", 1)[1]
    again = appeals.file_appeal(
        fresh(refused), by=refused.actor("architect"), code="review", ground="Le même."
    )
    refused.deliver_post()
    assert Appeal.objects.filter(code="review", version=again.version).count() == 2
    with pytest.raises(AppealFiled):
        filed(refused)


def test_a_quashed_refusal_leaves_nothing_to_answer_to_the_other_body(refused: Scene) -> None:
    filed(refused)
    above = filed(refused, "hierarchical")
    ruling = rulings.prepare_answer(
        Appeal.objects.get(code="review"),
        by=refused.actor("president"),
        sense=Ruling.Sense.RESUMED,
        reasons=UNFOUNDED,
    )
    refused.sign("president", "ruling", str(ruling.pk))
    assert appeals.attend_appeals(system(noon(above.due_on + timedelta(days=1)))) == 0
    assert not appeals.note_silence(above.pk, by=system(noon(above.due_on + timedelta(days=1))))
    with pytest.raises(RulingNotOpen):
        rulings.prepare_answer(
            above, by=refused.actor("governor"), sense=Ruling.Sense.MAINTAINED, reasons=UNFOUNDED
        )


def test_the_governor_answers_what_is_above_the_president(refused: Scene) -> None:
    filed(refused, "hierarchical")
    with pytest.raises(NotAllowed):
        answered(refused, Ruling.Sense.RESUMED, "president")
    answered(refused, Ruling.Sense.RESUMED, "governor")
    assert refused.open_steps == {"session"}


def test_the_silence_of_the_body_is_a_dated_fact_and_closes_nothing(client: Client, refused: Scene) -> None:
    appeal = filed(refused)
    assert appeals.attend_appeals(system(noon(appeal.due_on))) == 0
    after = system(noon(appeal.due_on + timedelta(days=1)))
    assert appeals.attend_appeals(after) == 1
    assert appeals.attend_appeals(after) == 0
    assert kinds(refused).count("appeal.silent") == 1
    page = reverse("dossiers:appeals", args=[refused.dossier.number])
    assert "vaut rejet" in text(client, refused, "architect", page)
    answered(refused, Ruling.Sense.MAINTAINED)
    assert Appeal.objects.get().answered_at is not None


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pages_of_the_appeal(client: Client, refused: Scene, language: str) -> None:
    number = refused.dossier.number
    ways, page = (
        reverse("dossiers:appeals", args=[number]),
        reverse("dossiers:appeal", args=[number, "review"]),
    )
    assert ways in text(client, refused, "architect", reverse("dossiers:dossier", args=[number]), language)
    assert page in text(client, refused, "architect", ways, language)
    plan = SimpleUploadedFile("plan.pdf", one_page("recul"), "application/pdf")
    assert client.post(page, {"ground": ""}).status_code == 422
    assert client.post(page, {"ground": GROUND, "files": [plan]}).status_code == 302
    appeal = Appeal.objects.get()
    file = reverse("dossiers:appeal_file", args=[number, "review", appeal.pieces.get().pk, "plan.pdf"])
    assert GROUND in text(client, refused, "president", page, language)
    assert client.get(file)["Content-Type"] == "application/pdf"
    assert client.post(page, {"reasons": ["REM-02"], "value-REM-02-point": "le recul"}).status_code == 422
    sent = {"sense": "resumed", "reasons": ["REM-02"], "value-REM-02-point": "le recul"}
    assert client.post(page, sent).status_code == 302
    assert reverse("dossiers:ruling_preview", args=[number, Ruling.objects.get().pk]) in text(
        client, refused, "president", page, language
    )


# Stay of decision


def stayed(scene: Scene, days: int = 100) -> Ruling:
    president = scene.actor("president")
    ruling = rulings.prepare_stay(
        fresh(scene),
        by=president,
        reasons=PLAN,
        until=president.today() + timedelta(days=days),
        no_plan=NO_PLAN,
    )
    scene.sign("president", "ruling", str(ruling.pk))
    return Ruling.objects.get(pk=ruling.pk)


def test_a_stay_stops_every_delay_and_the_case_goes_on_at_its_end(admitted: Scene) -> None:
    ruling = stayed(admitted)
    dossier, today = fresh(admitted), admitted.actor("president").today()
    assert not dossier.tasks.open().exclude(due_on=None).exists()
    assert status(dossier, today) == "suspended"
    counted = clock(dossier, today)
    assert counted is not None
    assert counted.stopped_on == today
    assert ruling.until is not None
    assert rulings.attend_stays(system(noon(ruling.until))) == 0
    after = system(noon(ruling.until + timedelta(days=1)))
    assert rulings.attend_stays(after) == 1
    assert rulings.attend_stays(after) == 0
    dossier = fresh(admitted)
    assert (dossier.stayed_on, dossier.resumed_on) == (None, after.today())
    counted = clock(dossier, after.today())
    assert counted is not None
    assert (counted.start, counted.stopped_on) == (after.today(), None)
    assert not dossier.tasks.open().filter(due_on=None).exists()
    assert kinds(admitted).count("stay.ended") == 1


def test_the_delays_run_from_the_day_after_the_stay_however_late_it_is_read(admitted: Scene) -> None:
    ruling = stayed(admitted)
    assert ruling.until is not None
    assert rulings.attend_stays(system(noon(ruling.until + timedelta(days=9)))) == 1
    since = ruling.until + timedelta(days=1)
    dossier = fresh(admitted)
    assert dossier.resumed_on == since
    assert set(dossier.tasks.open().values_list("starts_on", flat=True)) == {since}


def test_the_stay_of_a_request_given_up_ends_without_a_word(admitted: Scene) -> None:
    ruling = stayed(admitted)
    withdraw(fresh(admitted), by=admitted.actor("architect"))
    assert ruling.until is not None
    after = system(noon(ruling.until + timedelta(days=1)))
    assert rulings.attend_stays(after) == 0
    admitted.deliver_post()
    assert "stay.ended" not in kinds(admitted)
    assert not Notice.objects.filter(kind="dossier.stay_ended").exists()
    assert fresh(admitted).stayed_on is None


def test_a_second_stay_does_not_run_beside_the_first(admitted: Scene) -> None:
    ruling = stayed(admitted)
    dossier = fresh(admitted)
    dossier.version += 1
    dossier.save(update_fields=["version"])
    president = admitted.actor("president")
    with pytest.raises(RulingNotOpen):
        rulings.prepare_stay(dossier, by=president, reasons=PLAN, until=ruling.until or president.today())


def test_a_stay_is_the_presidents_and_has_a_longest(admitted: Scene) -> None:
    president = admitted.actor("president")
    with pytest.raises(StayTooLong, match="12-90"):
        stayed(admitted, 365 * 3)
    with pytest.raises(StayTooLong):
        stayed(admitted, 0)
    with pytest.raises(NotAllowed):
        rulings.prepare_stay(
            fresh(admitted),
            by=admitted.actor("secretary"),
            reasons=PLAN,
            until=president.today() + timedelta(days=9),
        )
    stayed(admitted)
    with pytest.raises(RulingNotOpen):
        stayed(admitted)


def test_a_stranger_is_offered_nothing(refused: Scene) -> None:
    assert later_acts(facts.read(fresh(refused)), Actor(None)) == []


def test_whoever_answers_finds_it_in_the_parapheur_until_they_have(refused: Scene) -> None:
    filed(refused)
    president, page = refused.actor("president"), reverse("dossiers:parapheur")
    (asked,) = apart.awaiting(president)
    assert (asked.due_on, asked.is_late, asked.is_prepared) == (Appeal.objects.get().due_on, False, False)
    assert reverse("dossiers:appeal", args=[refused.dossier.number, "review"]) == asked.url
    told = text(Client(), refused, "president", page)
    assert asked.url in told
    assert "Le refus" in told
    for word in ("governor", "commune", "architect"):
        assert apart.awaiting(refused.actor(word)) == []
    assert asked.due_on is not None
    late = Actor(president.person_id, president.mandates, noon(asked.due_on + timedelta(days=1)))
    assert apart.awaiting(late)[0].is_late

    filed(refused, "hierarchical")
    assert str(refused.dossier.number) in text(Client(), refused, "governor", page, "ar")
    ruling = rulings.prepare_answer(
        Appeal.objects.get(code="review"), by=president, sense=Ruling.Sense.MAINTAINED, reasons=UNFOUNDED
    )
    assert [each.is_prepared for each in apart.awaiting(president)] == [True]
    refused.sign("president", "ruling", str(ruling.pk))
    assert apart.awaiting(president) == []
    assert len(apart.awaiting(refused.actor("governor"))) == 1


def test_what_is_prepared_apart_waits_beside_the_papers_to_sign(studied: Scene) -> None:
    by = studied.actor("president")
    until = by.today() + timedelta(days=30)
    ruling = rulings.prepare_stay(fresh(studied), by=by, reasons=PLAN, until=until, no_plan=NO_PLAN)
    (prepared,) = apart.awaiting(by)
    assert (prepared.due_on, prepared.is_prepared) == (None, True)
    assert prepared.url == reverse("dossiers:stay", args=[studied.dossier.number])
    withdraw(fresh(studied), by=studied.actor(studied.filer))
    assert apart.awaiting(by) == [], "of a case that ended nothing waits"
    assert not Ruling.objects.get(pk=ruling.pk).is_signed
