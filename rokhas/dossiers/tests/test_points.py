"""The points that offices raise: answered one by one, lifted or kept by the office that raised them, and by no other."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from rokhas.dossiers.actions import opinions, points
from rokhas.dossiers.errors import (
    NotADraft,
    PointAlreadyLifted,
    PointNotStudied,
    PointsStillOpen,
    ReasonsRequired,
)
from rokhas.dossiers.models import Conclusion, PointState, RaisedPoint, Task, Verdict
from rokhas.dossiers.queries.points import points_of
from rokhas.dossiers.workflow import facts
from rokhas.journal.models import Event
from rokhas.kernel.errors import NotAllowed
from rokhas.procedures.schema import Kind
from rokhas.signing.errors import SubjectChanged
from rokhas.testing.lives import lived
from rokhas.testing.scene import Scene

pytestmark = pytest.mark.django_db
Sense = Conclusion.Sense
WORD = "Le recul passe à 3,20 m sur le plan de masse."


@lived
def asked() -> Scene:
    """The commune and the agency wanted changes, and the letter that asks for them is notified."""
    scene = Scene.opens().deposited().studied(commune=Verdict.TO_MODIFY, urban_agency=Verdict.TO_MODIFY)
    return scene.conclude(Sense.CHANGES_ASKED).sign_minutes().sign_letter()


@lived
def answered() -> Scene:
    """The commune's point is answered, the agency's is not, and the members study the new version."""
    scene = Scene.opens().deposited().studied(commune=Verdict.TO_MODIFY, urban_agency=Verdict.TO_MODIFY)
    scene.conclude(Sense.CHANGES_ASKED).sign_minutes().sign_letter()
    points.answer_point(raised(scene), by=scene.actor("architect"), word=WORD)
    return scene.lodge_again().admit()


def raised(scene: Scene, office: str = "commune") -> RaisedPoint:
    found = RaisedPoint.objects.select_related("dossier", "office")
    return found.get(dossier=scene.dossier, office=scene.cast.offices[office])


def own_task(scene: Scene, office: str = "commune") -> Task:
    return scene.dossier.tasks.open().get(kind=Kind.OPINION, office=scene.cast.offices[office])


def kinds(scene: Scene) -> list[str]:
    stream = Event.objects.filter(stream=f"dossiers.dossier:{scene.dossier.pk}")
    return list(stream.order_by("seq").values_list("kind", flat=True))


def test_each_reason_of_an_opinion_is_a_point_with_its_text(asked: Scene) -> None:
    point = raised(asked)
    assert (point.state, point.raised_in) == (PointState.OPEN, 1)
    assert point.told_at is not None
    assert point.reason["code"] == point.code
    assert point.reason["text_fr"]
    assert RaisedPoint.objects.filter(dossier=asked.dossier).count() == 2
    assert kinds(asked).count("points.raised") == 2


def test_what_the_applicant_says_of_a_point_goes_with_the_next_deposit(asked: Scene) -> None:
    point = points.answer_point(raised(asked), by=asked.actor("architect"), word=WORD)
    assert (point.state, point.draft, point.word) == (PointState.OPEN, WORD, "")
    assert WORD not in point.draft_sealed
    asked.lodge_again().admit()
    point = raised(asked)
    assert (point.state, point.draft, point.word, point.answered_in) == (PointState.ANSWERED, "", WORD, 2)
    assert raised(asked, "urban_agency").state == PointState.OPEN, "nothing was said of it"
    with pytest.raises(NotADraft):
        points.answer_point(point, by=asked.actor("architect"), word="Encore.")


def test_nothing_is_lifted_before_the_new_version(asked: Scene) -> None:
    with pytest.raises(PointNotStudied):
        points.lift_point(raised(asked), by=asked.actor("commune"))


def test_only_who_prepares_the_dossier_answers_a_point(asked: Scene) -> None:
    with pytest.raises(NotAllowed):
        points.answer_point(raised(asked), by=asked.actor("commune"), word=WORD)


def test_only_the_office_that_raised_a_point_lifts_it(answered: Scene) -> None:
    point = raised(answered)
    for word in ("prefecture", "architect", "secretary"):
        with pytest.raises(NotAllowed):
            points.lift_point(point, by=answered.actor(word))
    assert points.lift_point(point, by=answered.actor("commune")).state == PointState.LIFTED
    with pytest.raises(PointAlreadyLifted):
        points.lift_point(point, by=answered.actor("commune"))
    assert kinds(answered).count("point.lifted") == 1


def test_a_point_is_kept_with_a_word(answered: Scene) -> None:
    point = raised(answered)
    with pytest.raises(ReasonsRequired):
        points.keep_point(point, by=answered.actor("commune"), why=" ")
    kept = points.keep_point(point, by=answered.actor("commune"), why="Toujours 1,30 m.")
    assert (kept.state, kept.why, kept.decided_in) == (PointState.KEPT, "Toujours 1,30 m.", 2)


def test_no_favourable_opinion_with_a_point_that_stands_without_saying_so(answered: Scene) -> None:
    point, by, task = raised(answered), answered.actor("commune"), own_task(answered)
    with pytest.raises(PointsStillOpen, match=point.code):
        opinions.prepare_opinion(task, by=by, verdict=Verdict.FAVOURABLE)
    opinion = opinions.prepare_opinion(task, by=by, verdict=Verdict.FAVOURABLE, despite="Sans effet.")
    assert [reason["code"] for reason in opinion.reasons] == [point.code]
    answered.sign("commune", "opinion", str(task.pk))
    point = raised(answered)
    assert (point.state, point.why) == (PointState.KEPT, "Sans effet.")


def test_what_is_signed_names_the_points_as_they_stand(answered: Scene) -> None:
    """A colleague lifts the point between the preparation and the signature: the paper would say that it stands."""
    point, by, task = raised(answered), answered.actor("commune"), own_task(answered)
    opinions.prepare_opinion(task, by=by, verdict=Verdict.FAVOURABLE, despite="Sans effet.")
    points.lift_point(point, by=by)
    with pytest.raises(SubjectChanged):
        answered.sign("commune", "opinion", str(task.pk))
    opinion = opinions.prepare_opinion(task, by=by, verdict=Verdict.FAVOURABLE, despite="Sans effet.")
    assert (opinion.reasons, opinion.despite) == ([], "")
    answered.sign("commune", "opinion", str(task.pk))


def test_the_same_reason_again_is_the_same_point_kept(answered: Scene) -> None:
    answered.opinion("commune", Verdict.TO_MODIFY)
    point = raised(answered)
    assert (point.state, point.raised_in, point.word) == (PointState.KEPT, 1, WORD)


def test_a_lifted_reason_may_be_raised_again_as_another_point(answered: Scene) -> None:
    points.lift_point(raised(answered), by=answered.actor("commune"))
    answered.opinion("commune", Verdict.TO_MODIFY)
    both = RaisedPoint.objects.filter(dossier=answered.dossier, office=answered.cast.offices["commune"])
    assert [point.state for point in both] == [PointState.LIFTED, PointState.OPEN]
    with pytest.raises(IntegrityError), transaction.atomic():
        both.filter(state=PointState.LIFTED).update(state=PointState.OPEN)


def test_the_applicant_learns_how_an_office_reads_it_with_the_conclusion(answered: Scene) -> None:
    points.lift_point(raised(answered), by=answered.actor("commune"))
    given = facts.read(answered.dossier.__class__.objects.get(pk=answered.dossier.pk))
    applicant = points_of(given, answered.actor("architect"), opinions=False)
    assert {line.state for line in applicant} == {PointState.ANSWERED, PointState.OPEN}
    officer = points_of(given, answered.actor("prefecture"), opinions=True)
    assert {line.state for line in officer} == {PointState.LIFTED, PointState.OPEN}
    answered.opinions().conclude()
    given = facts.read(answered.dossier.__class__.objects.get(pk=answered.dossier.pk))
    told = points_of(given, answered.actor("architect"), opinions=True)
    assert {line.state for line in told} == {PointState.LIFTED}


def test_a_point_raised_on_a_version_is_not_told_before_its_conclusion(asked: Scene) -> None:
    asked.lodge_again().admit().opinion("prefecture", Verdict.TO_MODIFY)
    given = facts.read(asked.dossier.__class__.objects.get(pk=asked.dossier.pk))
    offices = {line.point.office_id for line in points_of(given, asked.actor("architect"), opinions=False)}
    assert asked.cast.offices["prefecture"].pk not in offices


def test_what_the_desk_adds_is_its_own_point_and_is_lifted_before_it_concludes(asked: Scene) -> None:
    asked.lodge_again().admit().opinions()
    asked.conclude(Sense.CHANGES_ASKED, reasons=[{"code": "ARC-08", "values": {"point": "la clôture"}}])
    desk = RaisedPoint.objects.get(dossier=asked.dossier, office=asked.task(Kind.MINUTES).office)
    asked.sign_minutes().sign_letter().lodge_again().admit().opinions()
    with pytest.raises(PointsStillOpen):
        asked.conclude()
    points.lift_point(desk, by=asked.actor("secretary"))
    asked.conclude()


def text(client: Client, scene: Scene, word: str, page: str, language: str = "fr") -> str:
    client.force_login(scene.cast.people[word])
    client.cookies["rokhas_language"] = language
    answer = client.get(page)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_applicant_answers_on_the_page_of_the_point(client: Client, asked: Scene, language: str) -> None:
    point, number = raised(asked), asked.dossier.number
    listed = reverse("dossiers:points", args=[number])
    page = reverse("dossiers:point", args=[number, point.pk])
    assert listed in text(client, asked, "architect", reverse("dossiers:draft", args=[asked.dossier.pk]))
    told = text(client, asked, "architect", listed, language)
    assert point.reason["text_ar" if language == "ar" else "text_fr"] in told
    assert point.reason["article"] in told
    assert page in told
    assert client.post(page, {"act": "lift"}).status_code == 422
    assert client.post(page, {"act": "word", "word": WORD}).headers["Location"] == listed
    assert WORD in text(client, asked, "architect", page, language)
    assert page not in text(client, asked, "commune", listed, language), "nothing to lift yet"


def test_what_changed_is_the_first_thing_that_a_reviewer_sees(client: Client, answered: Scene) -> None:
    point, number = raised(answered), answered.dossier.number
    room = text(client, answered, "commune", reverse("dossiers:review", args=[own_task(answered).pk]))
    first, opinion = room.index('id="changed"'), room.index('id="opinion"')
    assert first < opinion
    shown = room[first:opinion]
    assert WORD in shown
    page = reverse("dossiers:point", args=[number, point.pk])
    assert page in shown
    assert "/versions/" in shown
    assert "data-plan" in shown
    theirs = own_task(answered, "urban_agency")
    agency = text(client, answered, answered.holder(theirs), reverse("dossiers:review", args=[theirs.pk]))
    assert page not in agency
    client.force_login(answered.cast.people["commune"])
    assert client.post(page, {"act": "keep", "why": ""}).status_code == 422
    assert client.post(page, {"act": "lift"}).status_code == 302
    assert raised(answered).state == PointState.LIFTED
    assert client.post(page, {"act": "lift"}).status_code == 422


def test_the_form_of_the_opinion_asks_why_it_is_favourable_all_the_same(
    client: Client, answered: Scene
) -> None:
    task = own_task(answered)
    page = reverse("dossiers:review", args=[task.pk])
    client.force_login(answered.cast.people["commune"])
    refused = client.post(page, {"verdict": "favourable"})
    assert refused.status_code == 422
    assert raised(answered).code in refused.content.decode()
    assert 'name="despite"' in refused.content.decode()
    assert client.post(page, {"verdict": "favourable", "despite": "Sans effet."}).status_code == 302
    assert "Sans effet." in client.get(page).content.decode()


@lived
def reserved() -> Scene:
    """The commune gave minor reserves, and the letter is notified."""
    scene = Scene.opens().deposited().studied(commune=Verdict.RESERVED)
    return scene.conclude(Sense.MINOR_RESERVES).sign_minutes().sign_letter()


def test_reserves_are_lifted_one_by_one_or_all_at_once(client: Client, reserved: Scene) -> None:
    points.answer_point(raised(reserved), by=reserved.actor("architect"), word=WORD)
    reserved.answer_reserves()
    task = reserved.dossier.tasks.open().get(kind=Kind.CHECK, office=reserved.cast.offices["commune"])
    told = text(client, reserved, "commune", reverse("dossiers:lifting", args=[task.pk]))
    assert WORD in told
    opinions.keep_reserves(task, by=reserved.actor("commune"), why="Toujours 1,30 m.")
    assert (raised(reserved).state, raised(reserved).why) == (PointState.KEPT, "Toujours 1,30 m.")
    reserved.answer_reserves().lift_reserves()
    assert raised(reserved).state == PointState.LIFTED
    reserved.pay().sign_permit()


def test_points_are_out_of_sight_of_strangers(client: Client, asked: Scene) -> None:
    page = reverse("dossiers:points", args=[asked.dossier.number])
    client.force_login(asked.cast.people["applicant"])
    expected = 200 if asked.dossier.filer == asked.cast.people["applicant"] else 404
    assert client.get(page).status_code == expected
    other = reverse("dossiers:point", args=[asked.dossier.number, 999_999])
    client.force_login(asked.cast.people["architect"])
    assert client.get(other).status_code == 404
