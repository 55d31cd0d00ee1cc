"""The case of a dossier, for each reader, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.withdrawal import withdraw
from rokhas.dossiers.models import (
    Conclusion,
    Consultation,
    Dossier,
    DossierVersion,
    OfficialPaper,
    PaperKind,
    Verdict,
)
from rokhas.dossiers.queries.case import clock, stages
from rokhas.dossiers.queries.timeline import timeline
from rokhas.kernel.actor import system
from rokhas.procedures.schema import Kind
from rokhas.testing.scene import Scene

TABS = ["dossier", "pieces-of", "opinions", "payments", "history"]


def shown(client: Client, scene: Scene, name: str = "dossier", *, language: str = "fr") -> str:
    client.cookies["rokhas_language"] = language
    answer = client.get(address(scene, name))
    assert answer.status_code == 200, (name, answer.status_code)
    return unescape(answer.content.decode())


def address(scene: Scene, name: str = "dossier") -> str:
    return reverse(f"dossiers:{name}", args=[scene.dossier.number])


def as_(client: Client, scene: Scene, word: str) -> Client:
    client.force_login(scene.cast.people[word])
    return client


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("word", ["architect", "front-desk", "secretary"])
def test_each_reader_opens_every_tab_in_each_language(
    client: Client, admitted: Scene, word: str, language: str
) -> None:
    as_(client, admitted, word)
    for name in TABS:
        page = shown(client, admitted, name, language=language)
        assert str(admitted.dossier) in page
        assert f'lang="{language}"' in page
        assert page.count("<h1") == 1


def test_the_overview_says_the_class_and_why_the_stages_and_both_delays(
    client: Client, lodged: Scene
) -> None:
    page = shown(as_(client, lodged, "architect"), lodged)
    assert "Petit projet" in page
    assert "11,50 m" in page
    assert page.count('aria-current="step"') == 1
    assert "arrêté n° 1839-23" in page
    assert f'href="{address(lodged, "history")}#clock"' in page
    assert lodged.cast.people["applicant"].name_fr in page


@pytest.mark.parametrize("name", TABS)
def test_a_dossier_out_of_sight_does_not_exist(client: Client, lodged: Scene, name: str) -> None:
    client.force_login(Person.objects.create_user("stranger@demo.example", "a long password"))
    there = client.get(address(lodged, name))
    absent = client.get(reverse(f"dossiers:{name}", args=["PCT-2026-00000-00001"]))
    assert there.status_code == absent.status_code == 404


def test_nobody_reads_without_signing_in(client: Client, lodged: Scene) -> None:
    assert client.get(address(lodged)).status_code == 302


def test_the_applicant_reads_opinions_only_once_the_commission_has_concluded(
    client: Client, admitted: Scene
) -> None:
    admitted.opinions(commune=Verdict.TO_MODIFY)
    reason = admitted.dossier.tasks.get(opinion__verdict=Verdict.TO_MODIFY).opinion.reasons[0]["text_fr"]
    opinion = admitted.dossier.papers.filter(kind=PaperKind.OPINION).first()
    assert opinion is not None
    paper = reverse("dossiers:paper", args=[admitted.dossier.number, opinion.pk])

    as_(client, admitted, "architect")
    for name in TABS:
        assert reason not in shown(client, admitted, name)
    assert paper not in shown(client, admitted, "opinions")
    assert client.get(paper).status_code == 404

    as_(client, admitted, "secretary")
    assert reason in shown(client, admitted, "opinions")
    assert client.get(paper).status_code == 200

    admitted.conclude(Conclusion.Sense.CHANGES_ASKED)
    as_(client, admitted, "architect")
    assert reason in shown(client, admitted, "opinions")
    assert client.get(paper).status_code == 200


def test_changes_asked_are_written_for_the_applicant_and_the_clock_has_stopped(
    client: Client, changes_asked: Scene
) -> None:
    page = shown(as_(client, changes_asked, "architect"), changes_asked)
    concluded = Conclusion.objects.get(task__dossier=changes_asked.dossier)
    assert concluded.reasons[0]["text_fr"] in page
    assert reverse("dossiers:draft", args=[changes_asked.dossier.pk]) in page
    assert "de zéro" in page


def test_the_fees_are_the_next_action_of_the_applicant_alone(client: Client, to_pay: Scene) -> None:
    assert to_pay.task(Kind.PAYMENT).is_open
    pay = "/payments/"
    assert pay in shown(as_(client, to_pay, "architect"), to_pay)
    assert "rk-next--brand" in shown(as_(client, to_pay, "secretary"), to_pay)


def test_the_parties_see_which_office_consulted_and_officers_do_not(client: Client, lodged: Scene) -> None:
    shown(as_(client, lodged, "front-desk"), lodged)
    office = lodged.cast.offices["single_desk"].name_fr
    own = shown(as_(client, lodged, "architect"), lodged, "history")
    assert "09-08" in own
    assert office in own
    assert lodged.cast.people["front-desk"].name_fr not in own
    assert "09-08" not in shown(as_(client, lodged, "secretary"), lodged, "history")


def test_each_view_is_noted_once(client: Client, lodged: Scene) -> None:
    as_(client, lodged, "front-desk")
    before = Consultation.objects.count()
    shown(client, lodged)
    assert Consultation.objects.count() == before + 1


def test_a_piece_is_sent_by_ranges_to_whoever_may_see_it(client: Client, lodged: Scene) -> None:
    piece = lodged.dossier.pieces.select_related("document").earliest("pk")
    url = reverse("dossiers:piece", args=[lodged.dossier.number, piece.pk, piece.document.name])
    as_(client, lodged, "front-desk")
    assert url in shown(client, lodged, "pieces-of")
    part = client.get(url, headers={"range": "bytes=0-4"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == b"%PDF-"  # type: ignore[attr-defined]
    viewer = client.get(reverse("dossiers:plan", args=[lodged.dossier.number, piece.pk]))
    assert url in unescape(viewer.content.decode())
    client.force_login(Person.objects.create_user("stranger@demo.example", "a long password"))
    assert client.get(url).status_code == 404


def test_what_the_applicant_prepares_is_nobody_elses_yet(client: Client, changes_asked: Scene) -> None:
    changes_asked.give(
        changes_asked.dossier.procedure.document("PLANMASSE"), changes_asked.actor("architect")
    )
    fresh = changes_asked.dossier.pieces.select_related("document").latest("pk")
    as_(client, changes_asked, "secretary")
    url = reverse("dossiers:piece", args=[changes_asked.dossier.number, fresh.pk, fresh.document.name])
    assert client.get(url).status_code == 404
    assert url not in shown(client, changes_asked, "pieces-of")


def test_a_replaced_plan_stays_listed_as_an_earlier_version(client: Client, changes_asked: Scene) -> None:
    replaced = changes_asked.dossier.pieces.select_related("document").get(code="PLANMASSE")
    filing.remove_piece(replaced, by=changes_asked.actor("architect"))
    changes_asked.lodge_again()
    url = reverse("dossiers:piece", args=[changes_asked.dossier.number, replaced.pk, replaced.document.name])
    as_(client, changes_asked, "front-desk")
    assert url in shown(client, changes_asked, "pieces-of")
    assert client.get(url).status_code == 200


def test_opening_a_letter_is_the_proof_of_its_notification(client: Client, changes_asked: Scene) -> None:
    letter = changes_asked.paper(PaperKind.CHANGES)
    url = reverse("dossiers:paper", args=[changes_asked.dossier.number, letter.pk])
    told = letter.notifications.get()
    as_(client, changes_asked, "secretary").get(url)
    told.refresh_from_db()
    assert told.opened_at is None
    as_(client, changes_asked, "architect")
    client.head(url)
    told.refresh_from_db()
    assert told.opened_at is None
    assert client.get(url)["Content-Type"] == "application/pdf"
    told.refresh_from_db()
    assert told.opened_at is not None


def test_a_paper_not_printed_yet_has_a_page_that_waits_then_the_file(client: Client, lodged: Scene) -> None:
    receipt = lodged.paper(PaperKind.RECEIPT)
    printed = receipt.document
    OfficialPaper.objects.filter(pk=receipt.pk).update(document=None)
    url = reverse("dossiers:paper", args=[lodged.dossier.number, receipt.pk])
    as_(client, lodged, "architect")
    waiting = client.get(url)
    assert waiting.status_code == 200
    assert "every 3s" in waiting.content.decode()
    assert b"<html" not in client.get(url, headers={"HX-Request": "true"}).content
    OfficialPaper.objects.filter(pk=receipt.pk).update(document=printed)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == url
    assert client.get(url)["Content-Type"] == "application/pdf"


def test_a_page_that_waits_looks_for_a_minute_then_offers_a_link(client: Client, lodged: Scene) -> None:
    receipt = lodged.paper(PaperKind.RECEIPT)
    OfficialPaper.objects.filter(pk=receipt.pk).update(document=None)
    url = reverse("dossiers:paper", args=[lodged.dossier.number, receipt.pk])
    as_(client, lodged, "architect")
    assert f"{url}?poll=1" in client.get(url).content.decode()
    assert f"{url}?poll=20" in client.get(f"{url}?poll=19", headers={"HX-Request": "true"}).content.decode()
    for typed in ("20", "999", "²", "-1", "9" * 40):
        page = client.get(f"{url}?poll={typed}", headers={"HX-Request": "true"}).content.decode()
        assert ("hx-trigger" in page) == (typed not in {"20", "999"})
        assert f'href="{url}"' in page


def test_a_draft_of_a_decision_is_not_a_paper_yet(client: Client, to_sign: Scene) -> None:
    permit = to_sign.dossier.papers.get(kind=PaperKind.PERMIT)
    url = reverse("dossiers:paper", args=[to_sign.dossier.number, permit.pk])
    assert as_(client, to_sign, "architect").get(url).status_code == 404


def test_the_history_explains_each_date_and_the_clock(client: Client, changes_asked: Scene) -> None:
    changes_asked.lodge_again()
    page = shown(as_(client, changes_asked, "architect"), changes_asked, "history")
    assert "arrêté n° 1839-23" in page
    assert "arrêté" not in shown(client, changes_asked, "history", language="ar")
    assert page.count("rk-kv") >= 2  # one segment per deposit that starts the clock
    assert page.index("rk-tl") < page.index('id="clock"')


def test_a_delivered_dossier_offers_its_permit(client: Client, delivered: Scene) -> None:
    page = shown(as_(client, delivered, "architect"), delivered)
    assert (
        reverse("dossiers:paper", args=[delivered.dossier.number, delivered.paper(PaperKind.PERMIT).pk])
        in page
    )
    assert 'aria-current="step"' not in page


def test_the_cost_of_a_case_does_not_grow_with_its_life(
    client: Client, delivered: Scene, django_assert_max_num_queries: object
) -> None:
    as_(client, delivered, "secretary")
    shown(client, delivered)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        shown(client, delivered)


def states(client: Client, scene: Scene) -> dict[str, str]:
    page = client.get(address(scene))
    return {stage.code: stage.state for stage in page.context["stages"]}


def test_a_refused_dossier_never_came_to_the_payment(client: Client, admitted: Scene) -> None:
    admitted.opinions(commune=Verdict.UNFAVOURABLE).conclude(Conclusion.Sense.UNFAVOURABLE)
    admitted.sign_minutes().sign_letter()
    as_(client, admitted, "architect")
    assert states(client, admitted) == {
        "deposit": "done",
        "desk": "done",
        "opinions": "done",
        "payment": "ahead",
        "signature": "ahead",
        "delivery": "ahead",
    }
    for name in ("dossier", "payments"):
        assert "Rien à payer pour l’instant" not in shown(client, admitted, name)


def test_a_request_given_up_before_it_was_paid_never_was(client: Client, admitted: Scene) -> None:
    admitted.opinions().conclude().sign_minutes()
    withdraw(admitted.dossier, by=admitted.actor("architect"))
    as_(client, admitted, "architect")
    found = states(client, admitted)
    assert (found["opinions"], found["payment"], found["signature"]) == ("done", "ahead", "ahead")
    assert "current" not in found.values()


def test_the_stages_of_a_procedure_are_those_that_it_has(db: None, authority: object) -> None:
    scene = Scene.opens(procedure="classified-establishment", class_code="class_2").deposited()
    kinds = {step.kind for step in scene.dossier.procedure.steps}
    found = [stage.code for stage in stages(scene.dossier)]
    assert ("payment" in found) == (Kind.PAYMENT in kinds)
    assert ("delivery" in found) == (Kind.DELIVERY in kinds)


@pytest.mark.parametrize(
    ("language", "moved"), [("fr", "reportée au premier jour"), ("ar", "فأرجئ إلى أول يوم")]
)
def test_a_legal_delay_keeps_its_length_when_its_last_day_moves(
    client: Client, lodged: Scene, language: str, moved: str
) -> None:
    limit = lodged.dossier.procedure.limit("legal_maximum", lodged.dossier.class_code)
    assert limit is not None
    days = limit.delay.quantity
    assert limit.delay.unit == "days"
    today = system().today()
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)
    start = saturday - timedelta(days=days)
    DossierVersion.objects.update(lodged_at=datetime.combine(start, time(12), UTC))
    found = clock(Dossier.objects.get(), today)
    assert found is not None
    assert found.due.on > saturday
    assert (found.total, found.left) == (days, (found.due.on - today).days)
    as_(client, lodged, "architect")
    assert moved in shown(client, lodged, language=language)
    assert f"sur {days} jours" in shown(client, lodged)
    history = shown(client, lodged, "history", language=language)
    assert {"fr": "fin de semaine", "ar": "نهاية الأسبوع"}[language] in history


def test_what_was_told_of_the_members_stays_readable_once_they_are_asked_again(
    client: Client, changes_asked: Scene
) -> None:
    given = changes_asked.dossier.tasks.get(kind=Kind.OPINION, office=changes_asked.cast.offices["commune"])
    paper = given.papers.get(kind=PaperKind.OPINION)
    opened = reverse("dossiers:paper", args=[changes_asked.dossier.number, paper.pk])
    changes_asked.lodge_again()
    as_(client, changes_asked, "architect")
    for language in ("fr", "ar"):
        page = shown(client, changes_asked, "opinions", language=language)
        assert opened in page
        assert given.opinion.reasons[0]["text_ar" if language == "ar" else "text_fr"] in page
        (earlier,) = client.get(address(changes_asked, "opinions")).context["earlier"]
        assert (earlier.version, earlier.conclusion.sense) == (1, Conclusion.Sense.CHANGES_ASKED)
        history = client.get(address(changes_asked, "history"))
        assert "opinion.issued" in [each.kind for each in history.context["moments"]]
    assert client.get(opened).status_code == 200
    # What is answered on the new version waits for its own conclusion.
    changes_asked.admit().opinions(commune=Verdict.UNFAVOURABLE)
    again = changes_asked.dossier.tasks.current().get(
        kind=Kind.OPINION, office=changes_asked.cast.offices["commune"]
    )
    page = shown(client, changes_asked, "opinions")
    assert page.count(opened) == 1
    unseen = again.papers.get(kind=PaperKind.OPINION)
    closed = reverse("dossiers:paper", args=[changes_asked.dossier.number, unseen.pk])
    assert closed not in page
    assert client.get(closed).status_code == 404
    history = client.get(address(changes_asked, "history"))
    issued = [each for each in history.context["moments"] if each.kind == "opinion.issued"]
    assert len(issued) == changes_asked.dossier.tasks.filter(kind=Kind.OPINION, version=1).count()
    assert "opinion.issued" not in [each.kind for each in timeline(changes_asked.dossier, opinions=False)]
