"""The legal maximum of a dossier is extended once: for a cause of its file, in time, by its desk; all read the new day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rokhas.dossiers import policy
from rokhas.dossiers.actions.extensions import extend_maximum
from rokhas.dossiers.errors import (
    AlreadyExtended,
    CauseNotForeseen,
    ExtensionNotOpen,
    ExtensionTooLate,
    MotiveRequired,
)
from rokhas.dossiers.models import Dossier, Extension
from rokhas.dossiers.queries.case import clock
from rokhas.dossiers.queries.extensions import causes, running
from rokhas.journal.events import act
from rokhas.journal.models import Event
from rokhas.kernel.actor import MOROCCO, Actor
from rokhas.kernel.errors import NotAllowed
from rokhas.notices.models import Notice
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.checks import mistakes_in_file
from rokhas.procedures.schema import Kind
from rokhas.territory.queries import closed_days
from rokhas.testing import days as naive
from rokhas.testing.lives import lived, then
from rokhas.testing.scene import Scene
from rokhas.testing.together import together

pytestmark = pytest.mark.django_db
WHY = "Le voisinage d’une école impose une étude du bruit."


@lived
def deposited() -> Scene:
    """An establishment of the second class; the desk has not read it yet."""
    return Scene.opens(procedure="classified-establishment", class_code="class_2").deposited()


@then(deposited)
def studied(deposited: Scene) -> Scene:
    """The services are heard and the public enquiry is to be opened."""
    scene = deposited.admit()
    assert "enquiry" in scene.open_steps
    return scene


def desk(scene: Scene, at: datetime | None = None) -> Actor:
    return scene.cast.actor("economic", at)


def begun(scene: Scene) -> date:
    return scene.dossier.versions.latest("number").lodged_at.astimezone(MOROCCO).date()


def limits(scene: Scene) -> tuple[date, date]:
    """The legal maximum, and the same once extended, counted on a wall calendar."""
    start = begun(scene)
    closed = closed_days(start, start + timedelta(days=200))
    first = naive.limit(start, 60, "days", closed)
    return first, naive.limit(first, 30, "days", closed)


def fresh(scene: Scene) -> Dossier:
    return Dossier.objects.get(pk=scene.dossier.pk)


def extend(scene: Scene, **more: object) -> Extension:
    given = {"by": desk(scene), "cause": "public_enquiry", "motive": WHY} | more
    return extend_maximum(fresh(scene), **given)  # type: ignore[arg-type]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def test_the_desk_extends_the_legal_maximum_and_the_parties_are_told(studied: Scene) -> None:
    first, extended = limits(studied)
    made = extend(studied)
    assert (made.until, made.cause, made.motive) == (extended, "public_enquiry", WHY)
    dossier = fresh(studied)
    counted = clock(dossier, first)
    assert counted is not None
    limit = dossier.procedure.limit("legal_maximum", dossier.class_code)
    assert limit is not None
    assert limit.extension is not None
    length = limit.delay.quantity + limit.extension.delay.quantity  # wherever its last days fall
    assert (counted.due.on, counted.extended, counted.total) == (extended, True, length)
    assert not clock(dossier, extended).is_late  # type: ignore[union-attr]
    assert clock(dossier, extended + timedelta(days=1)).is_late  # type: ignore[union-attr]
    fact = Event.objects.get(kind="maximum.extended")
    assert (fact.data["was"], fact.data["until"]) == (first.isoformat(), extended.isoformat())
    assert WHY not in str(fact.data)
    studied.deliver_post()
    told = Notice.objects.filter(kind="dossier.extended")
    assert {notice.person_id for notice in told} == {dossier.filer_id}


def test_once_and_never_again_even_when_the_clock_starts_again(studied: Scene) -> None:
    extend(studied)
    with pytest.raises(AlreadyExtended):
        extend(studied, cause="expertise")
    with act():
        Dossier.objects.filter(pk=studied.dossier.pk).update(resumed_on=begun(studied) + timedelta(days=9))
    counted = clock(fresh(studied), begun(studied) + timedelta(days=9))
    assert counted is not None
    assert not counted.extended, "the delay that starts again is whole, and no longer"
    assert (counted.due.on - counted.start).days < 66
    with pytest.raises(AlreadyExtended):
        extend(studied)


def test_until_the_last_day_and_not_after(studied: Scene) -> None:
    first, extended = limits(studied)
    with pytest.raises(ExtensionTooLate):
        extend(studied, by=desk(studied, noon(first + timedelta(days=1))))
    assert extend(studied, by=desk(studied, noon(first))).until == extended


def test_for_a_cause_that_the_text_names_and_that_is_there(deposited: Scene, studied: Scene) -> None:
    for cause in ("holidays", ""):
        with pytest.raises(CauseNotForeseen):
            extend(studied, cause=cause)
    with pytest.raises(MotiveRequired):
        extend(studied, motive=" \n ")
    assert [each.code for each in causes(fresh(studied))] == ["expertise", "public_enquiry"]
    fresh(studied).tasks.filter(kind=Kind.ENQUIRY).delete()
    assert [each.code for each in causes(fresh(studied))] == ["expertise"]
    with pytest.raises(CauseNotForeseen):
        extend(studied)
    assert extend(studied, cause="expertise").cause == "expertise"


def test_by_the_desk_alone_and_while_the_clock_runs(studied: Scene) -> None:
    for word in ("president", "governor", "applicant", "front-desk"):
        with pytest.raises(NotAllowed):
            extend(studied, by=studied.actor(word))
    Dossier.objects.update(stayed_on=begun(studied))
    with pytest.raises(ExtensionNotOpen):
        extend(studied)


def test_where_the_file_foresees_nothing_nothing_is_extended(admitted: Scene) -> None:
    dossier = fresh(admitted)
    assert running(dossier) is None
    for word in ("secretary", "planning", "economic"):
        assert not policy.may_extend(admitted.actor(word), dossier)
        with pytest.raises(NotAllowed):
            extend_maximum(dossier, by=admitted.actor(word), cause="expertise", motive=WHY)


@pytest.mark.parametrize(
    ("language", "said", "cause"),
    [("fr", "Prolongé une seule fois", "Enquête publique"), ("ar", "مُدد مرة واحدة", "بحث علني")],
)
def test_the_desk_extends_it_on_its_page_and_the_applicant_reads_why(
    client: Client, studied: Scene, language: str, said: str, cause: str
) -> None:
    client.cookies["rokhas_language"] = language
    number = studied.dossier.number
    page, case = reverse("dossiers:extension", args=[number]), reverse("dossiers:dossier", args=[number])
    client.force_login(studied.cast.people["economic"])
    assert page in client.get(case).text
    assert cause in client.get(page).text
    assert client.post(page, {"cause": "public_enquiry", "motive": ""}).status_code == 422
    assert client.post(page, {"cause": "public_enquiry", "motive": WHY}).status_code == 302
    assert client.post(page, {"cause": "public_enquiry", "motive": WHY}).status_code == 422
    assert page not in client.get(case).text
    client.force_login(studied.dossier.filer)
    extended = limits(studied)[1].strftime("%d/%m/%Y")
    for shown in (case, reverse("dossiers:history", args=[number])):
        read = unescape(client.get(shown).text)
        assert said in read
        assert WHY in read
        assert extended in read
    assert client.get(page).status_code == 403
    sent = {"number": number, "code": studied.dossier.tracking_code}
    tracked = unescape(client.post(reverse("web:track"), sent, follow=True).text)
    assert extended in tracked
    assert WHY not in tracked
    client.force_login(studied.cast.people["president"])
    assert client.get(page).status_code == 403


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("step: enquiry}", "step: visit_of_nobody}", "have no step"),
        ("{code: public_enquiry,", "{code: expertise,", "given twice"),
        ("  - code: legal_maximum\n", "  - code: notification\n", "Only the legal maximum"),
        (
            ', law: {text: loi 55-19, certainty: unsure, note: "one extension',
            ', note: {text: "one extension',
            "law",
        ),
    ],
)
def test_an_extension_that_rests_on_nothing_is_a_mistake_of_the_file(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    (file,) = (each for each in packaged_files() if each.stem == "classified-establishment.v1")
    text = file.read_text(encoding="utf-8")
    assert before in text
    changed = tmp_path / file.name
    changed.write_text(text.replace(before, after, 1), encoding="utf-8")
    with translation.override("en"):
        assert any(said in mistake.sentence for mistake in mistakes_in_file(changed))


@pytest.mark.locks
@pytest.mark.django_db(transaction=True)
def test_two_people_extend_it_at_once_and_it_is_extended_once(
    transactional_db: None, authority: object
) -> None:
    scene = Scene.opens(procedure="classified-establishment", class_code="class_2").deposited().admit()
    raised = together(*(lambda: extend(scene, cause="expertise") for _each in range(4)))
    assert [type(error) for error in raised] == [AlreadyExtended] * 3
    assert Event.objects.filter(kind="maximum.extended").count() == 1
    assert fresh(scene).extended_since == begun(scene)
