"""The legal clock of a case that is put aside and taken up again, as its history tells it: a stay of decision, an appeal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import unescape

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import appeals, rulings
from rokhas.dossiers.models import Appeal, Conclusion, Dossier, DossierVersion, OfficialPaper, Ruling, Verdict
from rokhas.dossiers.queries import case, history
from rokhas.dossiers.queries.history import Segment
from rokhas.dossiers.workflow import facts
from rokhas.kernel.actor import MOROCCO, system
from rokhas.procedures.schema import Kind
from rokhas.testing.lives import then
from rokhas.testing.moments import admitted
from rokhas.testing.scene import Scene
from rokhas.ui import formats

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@then(admitted)
def refused(admitted: Scene) -> Scene:
    """The refusal is signed, and notified."""
    admitted.opinions(commune=Verdict.UNFAVOURABLE).conclude(Conclusion.Sense.UNFAVOURABLE)
    admitted.sign_minutes().sign_letter().deliver_post()
    return admitted


def quash(scene: Scene) -> None:
    dossier = Dossier.objects.get(pk=scene.dossier.pk)
    filed = appeals.file_appeal(
        dossier, by=scene.actor("architect"), code="review", ground="Un autre plan que le mien."
    )
    reasons = [{"code": "REM-02", "values": {"point": "le plan"}}]
    ruling = rulings.prepare_answer(
        Appeal.objects.get(pk=filed.pk),
        by=scene.actor("president"),
        sense=Ruling.Sense.RESUMED,
        reasons=reasons,
    )
    scene.sign("president", "ruling", str(ruling.pk))


def segments(scene: Scene, today: date) -> list[Segment]:
    dossier = Dossier.objects.get(pk=scene.dossier.pk)
    counted = case.clock(dossier, today)
    assert counted is not None
    return history.segments(counted, dossier, facts.read(dossier).papers)


def long_ago(scene: Scene, days: int) -> None:
    """What was deposited and decided was so that many days before."""
    back = timedelta(days=days)
    DossierVersion.objects.filter(dossier=scene.dossier).update(lodged_at=F("lodged_at") - back)
    OfficialPaper.objects.filter(dossier=scene.dossier).update(issued_at=F("issued_at") - back)


def told(client: Client, scene: Scene, language: str) -> str:
    """How the delay is computed, as the page says it."""
    client.force_login(scene.cast.people["architect"])
    client.cookies["rokhas_language"] = language
    answer = client.get(reverse("dossiers:history", args=[scene.dossier.number]))
    assert answer.status_code == 200
    return unescape(answer.content.decode()).split('id="clock"')[1]


def test_a_case_taken_up_again_on_appeal_tells_both_times_its_clock_ran(
    client: Client, refused: Scene
) -> None:
    long_ago(refused, 20)
    quash(refused)
    today = refused.actor("president").today()
    first, again = segments(refused, today)
    assert (first.began, first.start, first.ended_on) == (
        history.DEPOSIT,
        today - 20 * ONE,
        today - 20 * ONE,
    )
    assert (again.began, again.start, again.ended_on) == (history.ON_APPEAL, today, None)
    counted = case.clock(Dossier.objects.get(pk=refused.dossier.pk), today)
    assert counted is not None
    assert again.due == counted.due
    for language in ("fr", "ar"):
        shown = told(client, refused, language)
        assert shown.count('<dl class="rk-kv">') == 2
        assert formats.day(today - 20 * ONE) in shown
        assert formats.day(today) in shown


def test_a_stay_stops_the_clock_without_any_due_day_then_it_starts_again(
    client: Client, stayed: Scene
) -> None:
    today = stayed.actor("president").today()
    (running,) = segments(stayed, today)
    assert (running.stopped_on, running.stayed, running.due) == (today, True, None)
    ruling = Ruling.objects.get(kind=Ruling.Kind.STAY)
    assert ruling.until is not None
    after = datetime.combine(ruling.until + 3 * ONE, time(12), MOROCCO)
    assert rulings.attend_stays(system(after)) == 1
    first, again = segments(stayed, after.date())
    assert (first.stopped_on, first.stayed) == (today, True)
    assert (again.began, again.start) == (history.AFTER_STAY, ruling.until + ONE)
    assert again.due is not None
    assert again.due.start == ruling.until + ONE


@pytest.mark.parametrize(("language", "said"), [("fr", "Sursis à statuer"), ("ar", "البت مؤجل إلى غاية")])
def test_during_a_stay_its_end_is_told_and_nothing_counts_down(
    client: Client, stayed: Scene, language: str, said: str
) -> None:
    """The work-list of an office that is asked, its workspace, its sheet on paper and its file, the history of the case."""
    ruling = Ruling.objects.get(kind=Ruling.Kind.STAY)
    assert ruling.until is not None
    until = formats.day(ruling.until)
    dossier = Dossier.objects.get(pk=stayed.dossier.pk)
    task = stayed.dossier.tasks.open().get(kind=Kind.OPINION, office=stayed.cast.offices["commune"])
    due = case.clock(dossier, stayed.actor("president").today())
    assert due is not None
    client.cookies["rokhas_language"] = language
    client.force_login(stayed.cast.people["commune"])
    history = reverse("dossiers:history", args=[dossier.number])
    review = reverse("dossiers:review", args=[task.pk])
    for address in (reverse("work:list"), review, reverse("work:paper"), reverse("work:export"), history):
        answer = client.get(address)
        assert answer.status_code == 200
        shown = unescape(answer.getvalue().decode())
        assert said in shown or address == history, address
        assert until in shown
        assert formats.day(due.due.on) not in shown, address
    seen = client.get(history).context
    assert all(each.is_suspended for each in seen["awaited"])
    assert seen["reference"] is None
