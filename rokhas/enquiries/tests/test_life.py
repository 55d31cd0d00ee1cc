"""A public enquiry from its notice to its report, through the acts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Role
from rokhas.documents.actions import store
from rokhas.dossiers.actions import clock
from rokhas.dossiers.actions.papers import PDF
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.models import PaperKind
from rokhas.dossiers.queries.sight import paper_in_sight
from rokhas.dossiers.queries.timeline import timeline
from rokhas.dossiers.workflow import stays
from rokhas.enquiries.actions import closing, files, opening, oppositions, report
from rokhas.enquiries.errors import (
    AlreadySpoken,
    EnquiryAlreadyOpen,
    EnquiryClosed,
    EnquiryNotOpenYet,
    EnquiryStillOpen,
    FirstDayNotOffered,
    IdentityNotUnderstood,
    NotEveryAnswer,
    NothingSaid,
    ReportNotPrepared,
)
from rokhas.enquiries.models import Opposition
from rokhas.enquiries.queries import shown
from rokhas.kernel.actor import MOROCCO, Actor, Held, system
from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.references import VERIFICATION_LENGTH
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind
from rokhas.territory.actions import decide_day
from rokhas.testing import enquiry as story_of
from rokhas.testing.scene import Scene, one_page

WORDS = {"stance": "opposes", "text": "La fumée gênerait l’école voisine.", "identity": "DM60101"}


def test_the_whole_life_ends_in_an_authorisation(closed: Scene) -> None:
    story_of.conclude(closed)
    assert "enquiry" not in closed.open_steps
    found = story_of.of(closed)
    assert found.reported_at is not None
    report_paper = closed.paper(PaperKind.REPORT)
    assert report_paper.document is not None
    assert report_paper.document.media_type == PDF
    assert len(report_paper.verification_code) == VERIFICATION_LENGTH
    assert [each.answer for each in found.oppositions.all()] == [story_of.ANSWER] * 2
    for each in found.oppositions.all():
        told = Notice.objects.filter(person=each.person, kind="enquiry.answered")
        assert told.count() == 1
    closed.opinions()
    while not closed.dossier.is_ended:
        closed.goes_on()
    assert closed.dossier.ending == "delivered"


def test_its_days_are_counted_by_the_calendar_and_its_notice_is_frozen(announced: Scene) -> None:
    found = story_of.of(announced)
    assert found.closes_on >= found.opens_on + timedelta(days=15)
    assert found.closes_on.weekday() < 5
    activity = found.announced["activity"]
    announced.dossier.answers["activity"] = "another"
    announced.dossier.save(update_fields=["answers"])
    assert story_of.of(announced).announced["activity"] == activity
    assert found.announced["petitioner"] is None, "no text read says that the notice names who asks"
    poster = announced.paper(PaperKind.NOTICE)
    assert poster.document is not None
    assert Notice.objects.filter(person=announced.dossier.filer, kind="enquiry.opened").count() == 1


def test_it_is_opened_once_by_its_office_on_a_day_that_comes(admitted: Scene) -> None:
    task = admitted.task(Kind.ENQUIRY)
    word = admitted.holder(task)
    by = admitted.actor(word)
    for day in (by.today() - timedelta(days=1), by.today() + timedelta(days=60)):
        with pytest.raises(FirstDayNotOffered):
            opening.open_enquiry(task, by=by, opens_on=day)
    with pytest.raises(NotAllowed):
        opening.open_enquiry(task, by=admitted.actor("hygiene"), opens_on=by.today())
    story_of.announce(admitted)
    with pytest.raises(EnquiryAlreadyOpen):
        opening.open_enquiry(task, by=admitted.actor(word), opens_on=admitted.actor(word).today())


def test_a_person_speaks_once_and_amends_until_the_last_day(announced: Scene) -> None:
    found = story_of.of(announced)
    story_of.oppose(announced)
    first = found.oppositions.get()
    by = announced.actor("neighbour")
    again = oppositions.oppose(found, by=by, **WORDS | {"stance": "supports"})
    announced.deliver_post()
    again.refresh_from_db()
    assert (again.pk, again.number, again.revision) == (first.pk, first.number, 2)
    assert again.receipt is not None
    assert again.receipt_id != first.receipt_id
    assert again.text == WORDS["text"]
    assert WORDS["text"] not in again.text_sealed
    other = announced.cast.neighbour("neighbour-2")
    with pytest.raises(AlreadySpoken):
        oppositions.oppose(found, by=announced.actor(other), **WORDS)


def test_a_button_pressed_twice_says_it_once(announced: Scene) -> None:
    found = story_of.of(announced)
    by = announced.actor(announced.cast.neighbour("neighbour"))
    first = oppositions.oppose(found, by=by, **WORDS)
    again = oppositions.oppose(found, by=by, **WORDS | {"text": f" {WORDS['text']} "})
    assert (again.pk, again.revision, again.amended_at) == (first.pk, 1, None)
    announced.deliver_post()
    assert Notice.objects.filter(person=by.person_id, kind="enquiry.receipt").count() == 1


def test_the_last_second_of_the_last_day_is_that_of_morocco(announced: Scene) -> None:
    """Whatever the hour of the server, and whether or not the duty has run: midnight in Casablanca closes it."""
    found = story_of.of(announced)
    announced.cast.neighbour("neighbour")
    person = announced.cast.people["neighbour"].pk
    last = datetime.combine(found.closes_on, time(23, 59, 59), MOROCCO).astimezone(UTC)
    said = oppositions.oppose(found, by=Actor(person, at=last), **WORDS)
    assert said.filed_at == last
    with pytest.raises(EnquiryClosed):
        oppositions.oppose(found, by=Actor(person, at=last + timedelta(seconds=1)), **WORDS)
    assert not closing.close_enquiry(found.pk, by=system(last))
    assert closing.close_enquiry(found.pk, by=system(last + timedelta(seconds=1)))
    assert story_of.of(announced).last_number == 1


def test_a_last_day_that_is_closed_since_gives_one_more(announced: Scene) -> None:
    """The feast is decided while the enquiry is open: its last day moves to a working day, and one is heard until then."""
    found = story_of.of(announced)
    was = found.closes_on
    office = announced.cast.offices["economic_service"].pk
    keeper = Actor(
        announced.cast.people["applicant"].pk,
        frozenset({Held(Role.PLATFORM_ADMINISTRATOR, office)}),
        at=announced.at(),
    )
    decide_day(was, by=keeper, closed=True, source="communiqué", name_fr="Fête", name_ar="عيد")
    announced.deliver_post()
    moved = story_of.of(announced)
    assert was < moved.closes_on
    assert moved.closes_on.weekday() < 5
    word = announced.cast.neighbour("neighbour")
    announced.wait_for(was + timedelta(days=1))
    assert not closing.close_enquiry(found.pk, by=system(announced.at()))
    assert oppositions.oppose(moved, by=announced.actor(word), **WORDS).number == 1


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"text": " . "}, NothingSaid), ({"identity": "12"}, IdentityNotUnderstood)],
)
def test_what_cannot_be_answered_is_refused(
    announced: Scene, change: dict[str, str], refusal: type[Exception]
) -> None:
    word = announced.cast.neighbour("neighbour")
    with pytest.raises(refusal):
        oppositions.oppose(story_of.of(announced), by=announced.actor(word), **WORDS | change)


def test_neither_the_parties_nor_the_office_speak(announced: Scene) -> None:
    found = story_of.of(announced)
    for word in (announced.filer, announced.holder(found.task)):
        with pytest.raises(NotAllowed):
            oppositions.oppose(found, by=announced.actor(word), **WORDS)


def test_nothing_is_received_before_the_first_day(admitted: Scene) -> None:
    task = admitted.task(Kind.ENQUIRY)
    by = admitted.actor(admitted.holder(task))
    day = by.today() + timedelta(days=3)
    while day.weekday() > 4:
        day += timedelta(days=1)
    found = opening.open_enquiry(task, by=by, opens_on=day)
    word = admitted.cast.neighbour("neighbour")
    with pytest.raises(EnquiryNotOpenYet):
        oppositions.oppose(found, by=admitted.actor(word), **WORDS)


def test_whoever_comes_to_the_desk_has_a_receipt_and_may_come_again(announced: Scene) -> None:
    found = story_of.of(announced)
    story_of.come_to_the_desk(announced)
    said = found.oppositions.get()
    assert said.receipt is not None
    assert said.typed_by is not None
    story_of.come_to_the_desk(announced)
    assert found.oppositions.get().revision == 2
    with pytest.raises(NotAllowed):
        oppositions.type_opposition(
            found,
            by=announced.actor("hygiene"),
            phone="+212600060203",
            name_fr="X",
            name_ar="س",
            language="ar",
            stance=WORDS["stance"],
            text=WORDS["text"],
            identity=WORDS["identity"],
        )


def test_a_file_goes_with_what_was_first_said_at_the_desk(announced: Scene) -> None:
    found = story_of.of(announced)
    story_of.come_to_the_desk(announced)
    by = Actor(found.oppositions.get().person_id, at=announced.at())
    photograph = store(one_page("fumée"), name="photo.pdf", media_type=PDF, by=by)
    kept = files.keep_file(found, photograph, by=by)
    said = oppositions.oppose(found, by=by, **WORDS | {"identity": "DM60202"})
    assert list(said.files.all()) == [kept]


def test_a_request_withdrawn_leaves_no_report_to_write_and_what_was_said_to_whoever_said_it(
    client: Client, announced: Scene
) -> None:
    story_of.oppose(announced)
    found = story_of.of(announced)
    withdraw(announced.dossier, by=announced.actor(announced.filer))
    today = announced.actor(announced.filer).today()
    assert today < found.closes_on
    kept = shown.spoken_in(found.pk, announced.actor("neighbour"))
    assert kept is not None
    told = shown.shown(kept, today)
    assert (told.is_over, told.over_since) == (True, today), "closed since that day, not since a day to come"
    announced.wait_for(found.closes_on + timedelta(days=1))
    assert closing.attend_enquiries(system(announced.at())) == 0
    assert not closing.close_enquiry(found.pk, by=system(announced.at()))
    announced.deliver_post()
    assert not Notice.objects.filter(kind="enquiry.closed").exists()
    page = reverse("enquiries:opposition", args=[found.pk])
    receipt = reverse("enquiries:receipt", args=[found.pk])
    assert client.get(reverse("enquiries:notice", args=[found.pk])).status_code == 404
    client.force_login(announced.cast.people["neighbour"])
    assert page in client.get(reverse("enquiries:mine")).content.decode()
    assert (client.get(page).status_code, client.get(receipt).status_code) == (200, 200)
    client.force_login(announced.cast.people[announced.filer])
    assert client.get(page).status_code == 404


def test_the_report_answers_each_or_is_not_signed(closed: Scene) -> None:
    found = story_of.of(closed)
    word = closed.holder(found.task)
    with pytest.raises(NotEveryAnswer):
        report.prepare_report(found, by=closed.actor(word), sense="favourable", motives="Rien à redire.")
    with pytest.raises(ReportNotPrepared):
        closed.sign(word, report.REPORT, str(found.task_id))
    first, second = found.oppositions.all()
    report.answer_opposition(first, by=closed.actor(word), answer="Une cheminée est prescrite.")
    with pytest.raises(NotEveryAnswer):
        report.prepare_report(found, by=closed.actor(word), sense="favourable", motives="Rien à redire.")
    with pytest.raises(NotAllowed):
        report.answer_opposition(second, by=closed.actor("hygiene"), answer="Non.")
    assert "enquiry" in closed.open_steps


def test_the_report_has_its_delay_from_the_last_day_however_late_the_duty_runs(closed: Scene) -> None:
    """Nothing runs before; a stay stops it, and gives it back whole; once passed it is told up to the governor, once."""
    found = story_of.of(closed)
    task, last = found.task, found.closes_on
    assert task.starts_on == last
    assert task.due_on is not None
    assert task.due_on >= last + timedelta(days=8)
    stays.stop(task.dossier, last + timedelta(days=2))
    stays.start_again(task.dossier, last + timedelta(days=4))
    again = story_of.of(closed).task
    assert again.due_on is not None
    assert again.due_on >= last + timedelta(days=4 + 8), "whole, from the day after the stay"
    closed.wait_for(again.due_on + timedelta(days=1))
    assert clock.attend(again, by=system(closed.at()))
    late = story_of.of(closed).task
    assert late.escalated_at is not None
    assert late.is_open, "nobody's report is presumed"
    story_of.conclude(closed)
    assert "enquiry" not in closed.open_steps


def test_no_delay_runs_while_people_may_speak(announced: Scene) -> None:
    task = story_of.of(announced).task
    assert (task.due_on, task.remind_on) == (None, None)
    stays.stop(task.dossier, task.starts_on)
    stays.start_again(task.dossier, task.starts_on + timedelta(days=9))
    assert story_of.of(announced).task.due_on is None
    found = story_of.of(announced)
    a_week_late = announced.wait_for(found.closes_on + timedelta(days=7)).at()
    assert closing.close_enquiry(found.pk, by=system(a_week_late))
    assert story_of.of(announced).task.starts_on == found.closes_on


def test_nothing_is_answered_while_it_is_open(announced: Scene) -> None:
    story_of.oppose(announced)
    found = story_of.of(announced)
    by = announced.actor(announced.holder(found.task))
    with pytest.raises(EnquiryStillOpen):
        report.answer_opposition(found.oppositions.get(), by=by, answer="Oui.")
    assert closing.attend_enquiries(system(announced.at())) == 0
    announced.wait_for(found.closes_on + timedelta(days=1))
    assert closing.attend_enquiries(system(announced.at())) == 1
    assert closing.attend_enquiries(system(announced.at())) == 0


def test_who_spoke_is_told_to_nobody_but_the_office(closed: Scene) -> None:
    found = story_of.of(closed)
    names = {each.person.name_fr for each in found.oppositions.select_related("person") if each.person}
    assert len(names) == 2
    filer, officer = closed.actor(closed.filer), closed.actor(closed.holder(found.task))
    told = [moment.actor for moment in timeline(closed.dossier, opinions=True, fine=True)]
    assert names.isdisjoint(told)
    kinds = {moment.kind for moment in timeline(closed.dossier, opinions=True, fine=True)}
    assert {"enquiry.opened", "enquiry.closed"} <= kinds
    assert "opposition.filed" not in kinds
    assert [line.who for line in shown.told_after(found, filer, filer.today())] == ["", ""]
    assert {line.who for line in shown.lines(found, officer)} == names
    assert {line.who for line in shown.lines(found, closed.actor("hygiene"))} == {""}


def test_the_petitioner_reads_the_report_when_the_examination_is_concluded(closed: Scene) -> None:
    story_of.conclude(closed)
    paper = closed.paper(PaperKind.REPORT)
    filer = closed.actor(closed.filer)
    assert paper_in_sight(closed.dossier, filer, paper.pk) is None
    closed.opinions().conclude()
    assert paper_in_sight(closed.dossier, filer, paper.pk) == paper


def test_the_copy_of_ones_data_tells_an_answer_no_sooner_than_the_report(closed: Scene) -> None:
    neighbour = closed.cast.people["neighbour"]
    found = story_of.of(closed)
    word = closed.holder(found.task)
    for each in found.oppositions.all():
        report.answer_opposition(each, by=closed.actor(word), answer=story_of.ANSWER)
    (said,) = Opposition.objects.filter(person=neighbour)
    assert (said.answer, said.answer_told) == (story_of.ANSWER, "")
    story_of.conclude(closed)
    assert Opposition.objects.get(pk=said.pk).answer_told == story_of.ANSWER


def test_what_is_kept_long_enough_is_erased(closed: Scene) -> None:
    story_of.conclude(closed)
    at = closed.at()
    assert at is not None
    assert oppositions.forget_oppositions(at, by=system(at)) == 0, "the procedure has not ended"
    closed.dossier.ended_at, closed.dossier.ending = at, "delivered"
    closed.dossier.save(update_fields=["ended_at", "ending"])
    later = at + timedelta(days=1)
    assert oppositions.forget_oppositions(later, by=system(later)) == 2
    for each in Opposition.objects.all():
        assert (each.person, each.text, each.identity, each.receipt) == (None, "", "", None)
        assert each.answer
