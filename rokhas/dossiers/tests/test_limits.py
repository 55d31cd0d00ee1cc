"""A governor's time limit, the silence of the administration, the end of a validity."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import clock, limits
from rokhas.dossiers.actions.turn import hold
from rokhas.dossiers.errors import AgencyOpinionRequired
from rokhas.dossiers.models import (
    Dossier,
    Lapse,
    OfficialPaper,
    PaperKind,
    PassedLimit,
    Task,
    TimeLimit,
    Verdict,
)
from rokhas.dossiers.queries.silence import Silence, silence
from rokhas.dossiers.queries.validity import valid_until
from rokhas.dossiers.workflow import facts
from rokhas.dossiers.workflow.clocks import calendar_around
from rokhas.journal.events import act
from rokhas.journal.models import Event
from rokhas.journal.outbox import drain
from rokhas.kernel.actor import MOROCCO, system
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.procedures.schema import Kind
from rokhas.territory.errors import DayNotOffered
from rokhas.territory.models import Holiday
from rokhas.territory.queries import closed_days
from rokhas.testing import days as naive
from rokhas.testing.lives import then
from rokhas.testing.moments import dispatched, opened
from rokhas.testing.scene import Scene

pytestmark = pytest.mark.django_db


@then(dispatched)
def waiting(dispatched: Scene) -> Scene:
    """A large project that waits for the prefecture and the agency; the commune has answered."""
    return dispatched.opinion("commune")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def kinds(scene: Scene) -> list[str]:
    stream = Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}")
    return list(stream.order_by("seq").values_list("kind", flat=True))


def late(scene: Scene) -> tuple[Task, datetime]:
    """The step of the prefecture, and a moment at which it is late."""
    task = scene.dossier.tasks.get(kind=Kind.OPINION, office=scene.cast.offices["prefecture"])
    assert task.due_on is not None
    return task, noon(task.due_on + timedelta(days=1))


def open_day(after: date) -> date:
    day = after + timedelta(days=1)
    while not naive.is_open(day, closed_days(day, day)):
        day += timedelta(days=1)
    return day


def test_a_governor_sets_a_time_limit_to_a_late_office_of_the_province(waiting: Scene) -> None:
    task, at = late(waiting)
    governor = waiting.cast.actor("governor", at)
    until = open_day(at.date())
    with pytest.raises(DayNotOffered):
        limits.set_time_limit(task, by=governor, until=at.date())
    with pytest.raises(DayNotOffered):
        limits.set_time_limit(task, by=governor, until=at.date() + timedelta(days=61))
    limits.set_time_limit(task, by=governor, until=until)
    drain(at + timedelta(minutes=1))
    told = Notice.objects.get(kind="dossier.time_limit")
    assert told.person == waiting.cast.people["prefecture"]
    assert limits.attend_time_limits(system(noon(until))) == 0
    after = noon(until + timedelta(days=1))
    assert limits.attend_time_limits(system(after)) == 1
    assert limits.attend_time_limits(system(after)) == 0
    drain(after + timedelta(minutes=1))
    assert Notice.objects.get(kind="dossier.time_limit_passed").person == waiting.cast.people["governor"]
    assert kinds(waiting).count("time_limit.passed") == 1


def test_of_two_time_limits_of_a_step_the_last_one_stands(waiting: Scene) -> None:
    task, at = late(waiting)
    governor, first = waiting.cast.actor("governor", at), open_day(at.date())
    second = open_day(first)
    limits.set_time_limit(task, by=governor, until=first)
    limits.set_time_limit(task, by=governor, until=second)
    assert limits.attend_time_limits(system(noon(second))) == 0, "the first was replaced"
    assert limits.attend_time_limits(system(noon(second + timedelta(days=1)))) == 1
    passed_on = Event.objects.get(kind="time_limit.passed").data["until"]
    assert passed_on == second.isoformat()


def test_nobody_sets_a_time_limit_to_a_step_that_is_not_late_or_not_theirs(waiting: Scene) -> None:
    task, at = late(waiting)
    assert task.due_on is not None
    early = noon(task.due_on)
    with pytest.raises(NotAllowed):
        limits.set_time_limit(task, by=waiting.cast.actor("governor", early), until=open_day(early.date()))
    with pytest.raises(NotAllowed):
        limits.set_time_limit(task, by=waiting.cast.actor("secretary", at), until=open_day(at.date()))


def test_the_governor_sets_it_on_its_page(client: Client, waiting: Scene) -> None:
    task, _at = late(waiting)
    page = reverse("dossiers:time-limit", args=[task.pk])
    client.force_login(waiting.cast.people["governor"])
    assert client.get(page).status_code == 404
    Task.objects.filter(pk=task.pk).update(due_on=date(2026, 1, 5))
    assert client.get(page).status_code == 200
    assert page in client.get(reverse("work:late")).text
    assert page in client.get(reverse("dossiers:history", args=[waiting.dossier.number])).text
    today = waiting.cast.actor("governor").today()
    assert client.post(page, {"until": today.isoformat()}).status_code == 422
    assert client.post(page, {"until": open_day(today).isoformat()}).status_code == 302
    assert TimeLimit.objects.get().set_by == waiting.cast.people["governor"]
    told = client.get(reverse("dossiers:history", args=[waiting.dossier.number]))
    assert open_day(today).strftime("%d/%m/%Y") in told.text
    client.force_login(waiting.cast.people["secretary"])
    assert client.get(page).status_code == 404


def silence_of(scene: Scene) -> date:
    start = scene.dossier.versions.get().lodged_at.astimezone(MOROCCO).date()
    return naive.limit(start, 2, "months", closed_days(start, start + timedelta(days=90)))


def test_silence_authorises_nothing_without_the_favourable_opinion_of_the_agency(waiting: Scene) -> None:
    due_on = silence_of(waiting)
    assert limits.note_passed_limits(system(noon(due_on))) == 0
    after = system(noon(due_on + timedelta(days=1)))
    assert limits.note_passed_limits(after) == 1
    assert limits.note_passed_limits(after) == 0
    passed = waiting.dossier.passed_limits.get()
    assert (passed.due_on, passed.obstacle, passed.certainty) == (due_on, "agency_opinion", "sourced")
    drain(noon(due_on + timedelta(days=2)))
    assert Notice.objects.filter(kind="dossier.silence_blocked").exists()
    assert not Notice.objects.filter(kind="dossier.silence").exists()
    # The same day passes for the version that answers reserves, where nothing is in the way any more: they are told so too.
    waiting.dossier.passed_limits.all().delete()
    waiting.opinion("urban_agency", Verdict.FAVOURABLE)
    assert limits.note_passed_limits(after) == 1
    drain(noon(due_on + timedelta(days=2)))
    assert Notice.objects.filter(kind="dossier.silence").exists()


def test_silence_authorises_nothing_while_the_desk_itself_is_silent(large: Scene) -> None:
    """Nobody was asked yet: the opinion of the agency is as indispensable."""
    after = noon(silence_of(large) + timedelta(days=1))
    assert limits.note_passed_limits(system(after)) == 1
    assert large.dossier.passed_limits.get().obstacle == "agency_opinion"
    with pytest.raises(AgencyOpinionRequired):
        limits.certify_silence(large.dossier, by=large.cast.actor(large.filer, after))


def test_the_administration_is_not_silent_while_the_applicant_is_awaited(waiting: Scene) -> None:
    task, _at = late(waiting)
    Task.objects.filter(pk=task.pk).update(office=None)
    after = noon(silence_of(waiting) + timedelta(days=1))
    assert limits.note_passed_limits(system(after)) == 0
    assert said(waiting, after) is None
    before = said(waiting, noon(silence_of(waiting)))
    assert before is not None
    assert not before.passed


def signed_refusal(scene: Scene) -> None:
    """The president has signed, and the file is not sealed yet."""
    signed = noon(date(2026, 1, 5))
    OfficialPaper.objects.create(
        dossier=scene.dossier, kind=PaperKind.REFUSAL, version=1, drafted_at=signed, issued_at=signed
    )


def test_a_decision_that_is_signed_is_no_silence(waiting: Scene) -> None:
    signed_refusal(waiting)
    after = noon(silence_of(waiting) + timedelta(days=1))
    assert limits.note_passed_limits(system(after)) == 0
    assert said(waiting, after) is None


def test_the_page_says_of_silence_what_is_true_when_it_is_read(waiting: Scene) -> None:
    now = noon(silence_of(waiting))
    assert said(waiting, now, stopped=True) is None, "the day shown would not be the day"
    passed(waiting)
    PassedLimit.objects.update(obstacle="agency_opinion")
    found = said(waiting, now + timedelta(days=1))
    assert found is not None
    assert (found.passed, found.blocked) == (True, True)
    waiting.opinion("urban_agency", Verdict.FAVOURABLE)
    found = said(waiting, now + timedelta(days=1))
    assert found is not None
    assert (found.passed, found.blocked, found.may_ask) == (True, False, True)


def said(scene: Scene, at: datetime, *, stopped: bool = False) -> Silence | None:
    """What the page of the dossier tells its filer."""
    dossier = Dossier.objects.get(pk=scene.dossier.pk)
    start = dossier.versions.get().lodged_at.astimezone(MOROCCO).date()
    actor = scene.cast.actor(scene.filer, at)
    return silence(facts.read(dossier), actor, calendar_around(start), stopped=stopped)


def test_silence_is_a_dated_fact_once_the_agency_is_favourable(waiting: Scene) -> None:
    waiting.opinion("urban_agency", Verdict.FAVOURABLE)
    due_on = silence_of(waiting)
    assert limits.note_passed_limits(system(noon(due_on + timedelta(days=1)))) == 1
    assert waiting.dossier.passed_limits.get().obstacle == ""


def passed(scene: Scene) -> None:
    """The silence has lasted, long ago."""
    PassedLimit.objects.create(
        dossier=scene.dossier,
        code=limits.TACIT,
        version=1,
        due_on=date(2026, 1, 5),
        certainty="sourced",
        noted_at=noon(date(2026, 1, 6)),
    )


def test_the_certificate_is_refused_without_the_opinion_of_the_agency_and_printed_with_it(
    client: Client, waiting: Scene
) -> None:
    applicant = waiting.cast.actor(waiting.filer)
    with pytest.raises(NotAllowed):
        limits.certify_silence(waiting.dossier, by=applicant)  # the delay has not passed
    passed(waiting)
    with pytest.raises(AgencyOpinionRequired):
        limits.certify_silence(waiting.dossier, by=applicant)
    client.force_login(waiting.cast.people[waiting.filer])
    asked = reverse("dossiers:silence", args=[waiting.dossier.number])
    assert client.post(asked).headers["Location"] == reverse(
        "dossiers:history", args=[waiting.dossier.number]
    )
    waiting.opinion("urban_agency", Verdict.FAVOURABLE)
    with pytest.raises(NotAllowed):
        limits.certify_silence(waiting.dossier, by=waiting.cast.actor("secretary"))
    paper = limits.certify_silence(waiting.dossier, by=applicant)
    assert limits.certify_silence(waiting.dossier, by=applicant) == paper
    Dossier.objects.update(version=2)  # the applicant deposited again before it was printed
    waiting.deliver_post()
    assert waiting.paper(PaperKind.SILENCE).document is not None
    assert kinds(waiting).count("silence.certified") == 1


def test_no_certificate_of_silence_once_a_decision_is_signed(waiting: Scene) -> None:
    passed(waiting.opinion("urban_agency", Verdict.FAVOURABLE))
    signed_refusal(waiting)
    with pytest.raises(NotAllowed):
        limits.certify_silence(waiting.dossier, by=waiting.cast.actor(waiting.filer))


@then(opened)
def granted(opened: Scene) -> Scene:
    """A small works permit, delivered: six months of validity, whatever happens."""
    opened.procedure = "refurbishment-permit"
    return opened.delivered()


def test_a_permit_lapses_on_its_day_and_whoever_verifies_it_reads_so(client: Client, granted: Scene) -> None:
    lapse = Lapse.objects.get(dossier=granted.dossier)
    closed = closed_days(lapse.since, lapse.since + timedelta(days=250))
    assert lapse.on == naive.limit(lapse.since, 6, "months", closed)
    code = granted.paper(PaperKind.PERMIT).verification_code
    before, after = valid_until(code, lapse.on), valid_until(code, lapse.on + timedelta(days=1))
    assert before is not None
    assert not before.has_passed
    assert after is not None
    assert after.has_passed
    assert valid_until(granted.paper(PaperKind.RECEIPT).verification_code, lapse.on) is None
    page = reverse("web:paper", args=[code])
    assert lapse.on.strftime("%d/%m/%Y") in client.get(page).text
    Lapse.objects.update(on=date(2026, 1, 5))
    assert "05/01/2026" in client.get(page).text
    assert "wb-verdict--warn" in client.get(page).text


def test_the_holder_is_told_before_the_validity_ends_each_time_once(granted: Scene) -> None:
    lapse = Lapse.objects.get(dossier=granted.dossier)
    for days in (100, 90, 89, 30, 7, 6, 0):
        assert limits.watch_validities(system(noon(lapse.on - timedelta(days=days)))) == 0
    assert kinds(granted).count("permit.lapse_near") == 3
    after = system(noon(lapse.on + timedelta(days=1)))
    assert limits.watch_validities(after) == 1
    assert limits.watch_validities(after) == 0
    assert kinds(granted).count("permit.lapsed") == 1
    drain(noon(lapse.on + timedelta(days=2)))
    told = Notice.objects.filter(
        person=granted.dossier.filer, kind__in=["dossier.lapse_near", "dossier.lapsed"]
    )
    assert told.count() == 4


def test_a_closed_day_moves_the_end_of_a_validity(granted: Scene) -> None:
    lapse = Lapse.objects.get(dossier=granted.dossier)
    Holiday.objects.create(
        date=lapse.on, key="x", kind="exceptional", name_fr="x", name_ar="x", certainty="memory"
    )
    was = lapse.on
    limits.recount_validities(was, by=system())
    lapse.refresh_from_db()
    assert lapse.on == open_day(was)
    assert "validity.moved" in kinds(granted)


def test_a_delivery_told_twice_begins_one_validity(granted: Scene) -> None:
    with act():
        limits.begin_validity(hold(granted.dossier.pk), granted.paper(PaperKind.PERMIT), by=system())
    assert Lapse.objects.count() == 1
    assert clock.recount(date(2026, 1, 5), by=system()) == 0
