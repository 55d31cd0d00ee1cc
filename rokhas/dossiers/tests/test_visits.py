"""The récolement of a finished building: a day told to all, a list of points, signed observations; or the attestation instead."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rokhas.dossiers.actions import visits
from rokhas.dossiers.errors import (
    NobodyCame,
    NoticeTooShort,
    OfficeNotCalled,
    PointsNotSeen,
    PostponementUnexplained,
    VisitNotFixed,
    VisitToCome,
)
from rokhas.dossiers.models import Seen, Task, Visit
from rokhas.dossiers.queries.visits import findings
from rokhas.dossiers.queries.wording import cited
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.clocks import calendar_around, place_of
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import system
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind
from rokhas.territory.errors import DayNotOffered
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene


@lived
def finished() -> Scene:
    """A permit to live in is asked for; the visit is awaited."""
    scene = Scene.opens(procedure="occupancy-permit")
    return scene.deposited().admit()


BOTH = ["prefecture", "commune"]


def seen_of(task: Task, **lacking: str) -> list[Seen]:
    """What was seen of every point: it conforms, or lacks what is said."""
    return [
        {
            "point": each.code,
            "state": "lacking" if each.code in lacking else "conform",
            "note": lacking.get(each.code, ""),
        }
        for each in task.step.checklist
    ]


def test_the_parties_and_the_members_are_told_the_day_of_the_visit(finished: Scene) -> None:
    task, by = finished.task(Kind.VISIT), finished.actor("secretary")
    with pytest.raises(NotAllowed):
        visits.schedule_visit(task, by=finished.actor("president"), on=visits.first_day(task, by.today()))
    for day in (by.today(), by.today() + timedelta(days=61)):
        with pytest.raises(DayNotOffered):
            visits.schedule_visit(task, by=by, on=day)
    on = visits.first_day(task, by.today())
    visits.schedule_visit(task, by=by, on=on)
    visits.schedule_visit(task, by=by, on=on)  # twice is once
    finished.deliver_post()
    told = set(Notice.objects.filter(kind="dossier.visit").values_list("person_id", flat=True))
    assert told >= {finished.cast.people[who].pk for who in (finished.filer, "prefecture", "commune")}
    assert Event.objects.filter(kind="visit.scheduled").latest("pk").data["day"] == on.isoformat()


def test_the_office_is_told_once_that_the_day_of_a_visit_is_not_fixed_in_time(
    client: Client, finished: Scene
) -> None:
    task = finished.task(Kind.VISIT)
    until = visits.told_by(task)
    assert until is not None
    assert until == calendar_around(until, place_of(task.dossier, task.office)).add_working_days(
        task.starts_on, 3
    )
    noon = datetime.combine(until, time(12), UTC)
    assert visits.attend_unfixed_visits(system(noon)) == 0, "it may still be told today"
    late = system(noon + timedelta(days=1))
    assert [visits.attend_unfixed_visits(late) for _twice in range(2)] == [1, 0]
    drain(late.now())
    secretary = finished.cast.people["secretary"]
    told = Notice.objects.filter(kind="dossier.visit_unannounced").values_list("person_id", flat=True)
    assert list(told) == [secretary.pk]
    client.force_login(secretary)
    client.cookies["rokhas_language"] = "fr"
    sheet = reverse("dossiers:visit", args=[task.pk])
    assert "Son jour est à annoncer au plus tard le" in client.get(sheet).content.decode()
    client.cookies["rokhas_language"] = "ar"
    assert "RGC" not in client.get(sheet).content.decode(), "texts are named in the language of the page"
    client.cookies["rokhas_language"] = "fr"
    by = finished.actor("secretary")
    visits.schedule_visit(task, by=by, on=visits.first_day(task, by.today()))
    assert "Son jour est à annoncer" not in client.get(sheet).content.decode()


def test_what_was_seen_is_said_of_each_point_from_that_day(finished: Scene) -> None:
    task, by = finished.task(Kind.VISIT), finished.actor("secretary")
    with pytest.raises(VisitNotFixed):
        visits.report_visit(task, by=by, seen=seen_of(task), present=BOTH)
    on = visits.first_day(task, by.today())
    visits.schedule_visit(task, by=by, on=on)
    with pytest.raises(VisitToCome):
        visits.report_visit(task, by=by, seen=seen_of(task), present=BOTH)
    finished.wait_for(on)
    there = finished.actor("secretary")
    for short in (seen_of(task)[1:], seen_of(task, height="  ")):
        with pytest.raises(PointsNotSeen):
            visits.report_visit(task, by=there, seen=short, present=BOTH)
    visits.report_visit(task, by=there, seen=seen_of(task, height="Un étage de plus."), present=BOTH)
    assert finished.open_steps == {"observations"}
    assert Event.objects.get(kind="visit.reported").data["lacking"] == 1
    finished.opinions().conclude().sign_minutes().sign_permit()
    finished.dossier.refresh_from_db()
    assert finished.dossier.ending == "delivered"


def test_the_day_is_told_as_long_ahead_as_the_file_says(finished: Scene) -> None:
    task, by = finished.task(Kind.VISIT), finished.actor("secretary")
    calendar = calendar_around(by.today(), place_of(finished.dossier, task.office))
    earliest = visits.first_day(task, by.today())
    assert earliest == calendar.next_working_day(calendar.add_working_days(by.today(), 3))
    eve = calendar.add_working_days(by.today(), 2)
    with pytest.raises(NoticeTooShort) as refused:
        visits.schedule_visit(task, by=by, on=eve)
    assert f"{earliest:%d/%m/%Y}" in str(refused.value)
    assert task.step.notice is not None
    assert cited(finished.dossier.procedure, task.step.notice.law) in str(refused.value)
    assert not Visit.objects.filter(task=task).exists()


def test_a_visit_is_put_off_for_a_reason_that_whoever_was_called_reads(finished: Scene) -> None:
    task, by = finished.task(Kind.VISIT), finished.actor("secretary")
    first = visits.first_day(task, by.today())
    visits.schedule_visit(task, by=by, on=first)
    later = visits.first_day(task, first)
    with pytest.raises(PostponementUnexplained):
        visits.schedule_visit(task, by=by, on=later)
    visits.schedule_visit(task, by=by, on=later, why="Accès impossible : chaussée inondée.")
    finished.deliver_post()
    visit = Visit.objects.get(task=task)
    assert (visit.former_on, visit.on) == (first, later)
    fact = Event.objects.get(kind="visit.postponed").data
    assert (fact["former"], fact["day"]) == (first.isoformat(), later.isoformat())
    told = Notice.objects.filter(kind="dossier.visit_postponed")
    assert {each.person_id for each in told} >= {
        finished.cast.people[who].pk for who in (finished.filer, "prefecture", "commune")
    }
    assert "chaussée inondée" not in str(fact), "the journal keeps no free text"
    finished.wait_for(first)
    with pytest.raises(VisitToCome):
        visits.report_visit(task, by=finished.actor("secretary"), seen=seen_of(task), present=BOTH)


def test_a_member_who_does_not_come_is_said_absent(finished: Scene) -> None:
    task = finished.task(Kind.VISIT)
    on = visits.first_day(task, finished.actor("secretary").today())
    visits.schedule_visit(task, by=finished.actor("secretary"), on=on)
    by = finished.wait_for(on).actor("secretary")
    with pytest.raises(NobodyCame):
        visits.report_visit(task, by=by, seen=seen_of(task), present=[])
    with pytest.raises(OfficeNotCalled):
        visits.report_visit(task, by=by, seen=seen_of(task), present=["commune", "water"])
    visits.report_visit(task, by=by, seen=seen_of(task), present=["commune"])
    (found,) = findings(finished.dossier)
    assert [office.kind for office in found.present] == ["commune"]
    assert [office.kind for office in found.absent] == ["prefecture"]
    assert finished.open_steps == {"observations"}
    assert Event.objects.get(kind="visit.reported").data["absent"] == 1


@pytest.mark.parametrize(("language", "between"), [("fr", ", "), ("ar", "، ")])
def test_the_points_not_seen_are_named_in_the_language_of_the_page(
    finished: Scene, language: str, between: str
) -> None:
    task, by = finished.task(Kind.VISIT), finished.actor("secretary")
    on = visits.first_day(task, by.today())
    visits.schedule_visit(task, by=by, on=on)
    finished.wait_for(on)
    there, present = finished.actor("secretary"), [office.kind for office in visits.called(task)]
    with translation.override(language), pytest.raises(PointsNotSeen) as refused:
        visits.report_visit(task, by=there, seen=seen_of(task)[2:], present=present)
    assert between.join(each.names.in_(language) for each in task.step.checklist[:2]) in str(refused.value)


def test_the_attestation_of_the_architect_of_the_permit_replaces_the_visit(finished: Scene) -> None:
    dossier = finished.dossier
    dossier.answers["completion_proof"] = "attestation"
    assert (
        "completion_visited" in facts.Case(dossier, ()).holding
    )  # no permit is followed: who attests is not known
    parent = type(dossier)(procedure_version=dossier.procedure_version, designer_id=dossier.designer_id or 1)
    parent.pk = 999_999
    dossier.parent, dossier.designer_id = parent, parent.designer_id
    assert "completion_visited" not in facts.Case(dossier, ()).holding
    steps = {step.code for step in dossier.procedure.steps_for(facts.Case(dossier, ()).holding)}
    assert {"visit", "observations", "minutes"}.isdisjoint(steps)


@pytest.mark.parametrize(("language", "heading"), [("fr", "Jour de la visite"), ("ar", "يوم المعاينة")])
def test_the_secretary_fixes_the_day_then_fills_the_list(
    client: Client, finished: Scene, language: str, heading: str
) -> None:
    task, by = finished.task(Kind.VISIT), finished.actor("secretary")
    client.force_login(finished.cast.people["secretary"])
    client.cookies["rokhas_language"] = language
    page = reverse("dossiers:visit", args=[task.pk])
    assert client.get(reverse("dossiers:task", args=[task.pk]))["Location"] == page
    assert heading in client.get(page).content.decode()
    assert client.post(page, {"act": "schedule", "on": by.today().isoformat()}).status_code == 422
    on = visits.first_day(task, by.today()).isoformat()
    assert client.post(page, {"act": "schedule", "on": on}).status_code == 302
    Visit.objects.filter(task=task).update(on=by.today())
    assert client.post(page, {"act": "report"}).status_code == 422
    given = {f"state-{each.code}": "conform" for each in task.step.checklist}
    assert client.post(page, {"act": "report", **given}).status_code == 422, "nobody is said to have come"
    assert client.post(page, {"act": "report", "present": BOTH, **given}).status_code == 302
    task.refresh_from_db()
    assert task.outcome == "visited"
    client.force_login(finished.cast.people["president"])
    assert client.get(page).status_code in {403, 404}
