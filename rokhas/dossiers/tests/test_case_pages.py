"""The case of a dossier, for each reader, in both languages."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.accounts.models import Person
from rokhas.dossiers.actions import filing
from rokhas.dossiers.models import Conclusion, Consultation, OfficialPaper, PaperKind, Verdict
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
    client: Client, scene: Scene, word: str, language: str
) -> None:
    scene.deposited().admit()
    as_(client, scene, word)
    for name in TABS:
        page = shown(client, scene, name, language=language)
        assert str(scene.dossier) in page
        assert f'lang="{language}"' in page
        assert page.count("<h1") == 1


def test_the_overview_says_the_class_and_why_the_stages_and_both_delays(client: Client, scene: Scene) -> None:
    scene.deposited()
    page = shown(as_(client, scene, "architect"), scene)
    assert "Petit projet" in page
    assert "11,50 m" in page
    assert page.count('aria-current="step"') == 1
    assert "arrêté 1839-23" in page
    assert f'href="{address(scene, "history")}#clock"' in page
    assert scene.cast.people["applicant"].name_fr in page


@pytest.mark.parametrize("name", TABS)
def test_a_dossier_out_of_sight_does_not_exist(client: Client, scene: Scene, name: str) -> None:
    scene.deposited()
    client.force_login(Person.objects.create_user("stranger@demo.example", "a long password"))
    there = client.get(address(scene, name))
    absent = client.get(reverse(f"dossiers:{name}", args=["PCT-2026-00000-00001"]))
    assert there.status_code == absent.status_code == 404


def test_nobody_reads_without_signing_in(client: Client, scene: Scene) -> None:
    scene.deposited()
    assert client.get(address(scene)).status_code == 302


def test_the_applicant_reads_opinions_only_once_the_commission_has_concluded(
    client: Client, scene: Scene
) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY)
    reason = scene.dossier.tasks.get(opinion__verdict=Verdict.TO_MODIFY).opinion.reasons[0]["text_fr"]
    opinion = scene.dossier.papers.filter(kind=PaperKind.OPINION).first()
    assert opinion is not None
    paper = reverse("dossiers:paper", args=[scene.dossier.number, opinion.pk])

    as_(client, scene, "architect")
    for name in TABS:
        assert reason not in shown(client, scene, name)
    assert paper not in shown(client, scene, "opinions")
    assert client.get(paper).status_code == 404

    as_(client, scene, "secretary")
    assert reason in shown(client, scene, "opinions")
    assert client.get(paper).status_code == 200

    scene.conclude(Conclusion.Sense.CHANGES_ASKED)
    as_(client, scene, "architect")
    assert reason in shown(client, scene, "opinions")
    assert client.get(paper).status_code == 200


def test_changes_asked_are_written_for_the_applicant_and_the_clock_has_stopped(
    client: Client, scene: Scene
) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(
        Conclusion.Sense.CHANGES_ASKED
    ).sign_minutes().sign_letter()
    page = shown(as_(client, scene, "architect"), scene)
    concluded = Conclusion.objects.get(task__dossier=scene.dossier)
    assert concluded.reasons[0]["text_fr"] in page
    assert reverse("dossiers:draft", args=[scene.dossier.pk]) in page
    assert "de zéro" in page


def test_the_fees_are_the_next_action_of_the_applicant_alone(client: Client, scene: Scene) -> None:
    scene.deposited().studied().conclude().sign_minutes()
    assert scene.task(Kind.PAYMENT).is_open
    pay = "/payments/"
    assert pay in shown(as_(client, scene, "architect"), scene)
    assert "rk-next--brand" in shown(as_(client, scene, "secretary"), scene)


def test_the_parties_see_which_office_consulted_and_officers_do_not(client: Client, scene: Scene) -> None:
    scene.deposited()
    shown(as_(client, scene, "front-desk"), scene)
    office = scene.cast.offices["single_desk"].name_fr
    own = shown(as_(client, scene, "architect"), scene, "history")
    assert "09-08" in own
    assert office in own
    assert scene.cast.people["front-desk"].name_fr not in own
    assert "09-08" not in shown(as_(client, scene, "secretary"), scene, "history")


def test_each_view_is_noted_once(client: Client, scene: Scene) -> None:
    scene.deposited()
    as_(client, scene, "front-desk")
    before = Consultation.objects.count()
    shown(client, scene)
    assert Consultation.objects.count() == before + 1


def test_a_piece_is_sent_by_ranges_to_whoever_may_see_it(client: Client, scene: Scene) -> None:
    scene.deposited()
    piece = scene.dossier.pieces.select_related("document").earliest("pk")
    url = reverse("dossiers:piece", args=[scene.dossier.number, piece.pk, piece.document.name])
    as_(client, scene, "front-desk")
    assert url in shown(client, scene, "pieces-of")
    part = client.get(url, headers={"range": "bytes=0-4"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == b"%PDF-"  # type: ignore[attr-defined]
    viewer = client.get(reverse("dossiers:plan", args=[scene.dossier.number, piece.pk]))
    assert url in unescape(viewer.content.decode())
    client.force_login(Person.objects.create_user("stranger@demo.example", "a long password"))
    assert client.get(url).status_code == 404


def test_what_the_applicant_prepares_is_nobody_elses_yet(client: Client, scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(
        Conclusion.Sense.CHANGES_ASKED
    ).sign_minutes().sign_letter()
    scene.give(scene.dossier.procedure.document("PLANMASSE"), scene.actor("architect"))
    fresh = scene.dossier.pieces.select_related("document").latest("pk")
    as_(client, scene, "secretary")
    url = reverse("dossiers:piece", args=[scene.dossier.number, fresh.pk, fresh.document.name])
    assert client.get(url).status_code == 404
    assert url not in shown(client, scene, "pieces-of")


def test_a_replaced_plan_stays_listed_as_an_earlier_version(client: Client, scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(
        Conclusion.Sense.CHANGES_ASKED
    ).sign_minutes().sign_letter()
    replaced = scene.dossier.pieces.select_related("document").get(code="PLANMASSE")
    filing.remove_piece(replaced, by=scene.actor("architect"))
    scene.lodge_again()
    url = reverse("dossiers:piece", args=[scene.dossier.number, replaced.pk, replaced.document.name])
    as_(client, scene, "front-desk")
    assert url in shown(client, scene, "pieces-of")
    assert client.get(url).status_code == 200


def test_opening_a_letter_is_the_proof_of_its_notification(client: Client, scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(
        Conclusion.Sense.CHANGES_ASKED
    ).sign_minutes().sign_letter()
    letter = scene.paper(PaperKind.CHANGES)
    url = reverse("dossiers:paper", args=[scene.dossier.number, letter.pk])
    told = letter.notifications.get()
    as_(client, scene, "secretary").get(url)
    told.refresh_from_db()
    assert told.opened_at is None
    as_(client, scene, "architect")
    client.head(url)
    told.refresh_from_db()
    assert told.opened_at is None
    assert client.get(url)["Content-Type"] == "application/pdf"
    told.refresh_from_db()
    assert told.opened_at is not None


def test_a_paper_not_printed_yet_has_a_page_that_waits_then_the_file(client: Client, scene: Scene) -> None:
    scene.deposited()
    receipt = scene.paper(PaperKind.RECEIPT)
    printed = receipt.document
    OfficialPaper.objects.filter(pk=receipt.pk).update(document=None)
    url = reverse("dossiers:paper", args=[scene.dossier.number, receipt.pk])
    as_(client, scene, "architect")
    waiting = client.get(url)
    assert waiting.status_code == 200
    assert "every 3s" in waiting.content.decode()
    assert b"<html" not in client.get(url, headers={"HX-Request": "true"}).content
    OfficialPaper.objects.filter(pk=receipt.pk).update(document=printed)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == url
    assert client.get(url)["Content-Type"] == "application/pdf"


def test_a_page_that_waits_looks_for_a_minute_then_offers_a_link(client: Client, scene: Scene) -> None:
    scene.deposited()
    receipt = scene.paper(PaperKind.RECEIPT)
    OfficialPaper.objects.filter(pk=receipt.pk).update(document=None)
    url = reverse("dossiers:paper", args=[scene.dossier.number, receipt.pk])
    as_(client, scene, "architect")
    assert f"{url}?poll=1" in client.get(url).content.decode()
    assert f"{url}?poll=20" in client.get(f"{url}?poll=19", headers={"HX-Request": "true"}).content.decode()
    for typed in ("20", "999", "²", "-1", "9" * 40):
        page = client.get(f"{url}?poll={typed}", headers={"HX-Request": "true"}).content.decode()
        assert ("hx-trigger" in page) == (typed not in {"20", "999"})
        assert f'href="{url}"' in page


def test_a_draft_of_a_decision_is_not_a_paper_yet(client: Client, scene: Scene) -> None:
    scene.deposited().studied().conclude().sign_minutes().pay()
    permit = scene.dossier.papers.get(kind=PaperKind.PERMIT)
    url = reverse("dossiers:paper", args=[scene.dossier.number, permit.pk])
    assert as_(client, scene, "architect").get(url).status_code == 404


def test_the_history_explains_each_date_and_the_clock(client: Client, scene: Scene) -> None:
    scene.deposited().studied(commune=Verdict.TO_MODIFY).conclude(
        Conclusion.Sense.CHANGES_ASKED
    ).sign_minutes().sign_letter().lodge_again()
    page = shown(as_(client, scene, "architect"), scene, "history")
    assert "arrêté 1839-23" in page
    assert "arrêté" not in shown(client, scene, "history", language="ar")
    assert page.count("rk-kv") >= 2  # one segment per deposit that starts the clock
    assert page.index("rk-tl") < page.index('id="clock"')


def test_a_delivered_dossier_offers_its_permit(client: Client, scene: Scene) -> None:
    scene.delivered()
    page = shown(as_(client, scene, "architect"), scene)
    assert reverse("dossiers:paper", args=[scene.dossier.number, scene.paper(PaperKind.PERMIT).pk]) in page
    assert 'aria-current="step"' not in page


def test_the_cost_of_a_case_does_not_grow_with_its_life(
    client: Client, scene: Scene, django_assert_max_num_queries: object
) -> None:
    scene.delivered()
    as_(client, scene, "secretary")
    shown(client, scene)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        shown(client, scene)
