"""The applicant's pages, from the list to the confirmation of the deposit."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.text import slugify
from pytest_django import DjangoAssertNumQueries

from rokhas.dossiers.actions import filing
from rokhas.dossiers.actions.papers import file_name
from rokhas.dossiers.models import Dossier, OfficialPaper, PaperKind
from rokhas.dossiers.queries.case import asked_reasons
from rokhas.kernel.actor import MOROCCO
from rokhas.kernel.personal import unseal
from rokhas.kernel.text import normalise
from rokhas.notices.models import Notice
from rokhas.testing.scene import Scene, one_page


@pytest.fixture
def page(client: Client, scene: Scene) -> Client:
    """The architect's browser."""
    client.force_login(scene.cast.people["architect"])
    return client


def url(name: str, scene: Scene, *more: object) -> str:
    return reverse(f"dossiers:{name}", args=[scene.dossier.pk, *more])


def give(page: Client, scene: Scene, section: str, **answers: object) -> int:
    """What the page sends for the questions that were just answered."""
    data = {"asked": list(answers), **answers}
    return page.post(url("answers", scene, section), data).status_code


@pytest.mark.parametrize(
    ("language", "start", "tasks", "check"),
    [
        ("fr", "Commencer la demande", "Les documents", "Déposer le dossier"),
        ("ar", "بدء الطلب", "الوثائق", "إيداع الملف"),
    ],
)
def test_every_page_speaks_both_languages(
    page: Client, scene: Scene, language: str, start: str, tasks: str, check: str
) -> None:
    page.cookies["rokhas_language"] = language
    scene.draft().give_pieces()
    assert start in page.get(reverse("dossiers:new", args=["building-permit"])).content.decode()
    assert tasks in page.get(url("draft", scene)).content.decode()
    assert check in page.get(url("check", scene)).content.decode()
    for section in scene.dossier.procedure.form:
        html = page.get(url("section", scene, section.code)).content.decode()
        assert section.names.in_(language) in html
        assert section.fields[-1].label.in_(language).replace("'", "&#x27;") in html
    for name in ("land", "designer", "pieces"):
        assert page.get(url(name, scene)).status_code == 200
    assert scene.dossier.answers[f"project_{language}"] in page.get(
        reverse("dossiers:list")
    ).content.decode().replace("&#x27;", "'")


def test_starting_a_request_opens_a_draft(page: Client, scene: Scene) -> None:
    answer = page.post(reverse("dossiers:new", args=["building-permit"]))
    draft = Dossier.objects.get()
    assert draft.designer == scene.cast.people["architect"]
    assert answer["Location"] == reverse("dossiers:draft", args=[draft.pk])
    assert page.get(reverse("dossiers:new", args=["no-such-procedure"])).status_code == 404


def test_a_finished_page_is_told_by_its_answers_and_by_nothing_that_identifies(
    page: Client, drafted: Scene
) -> None:
    shown = page.get(url("draft", drafted))
    told = {section.section.code: section.gist for section in shown.context["state"].sections}
    said = " · ".join(each for gist in told.values() for each in gist)
    assert {len(gist) for gist in told.values()} <= {0, 1, 2}
    assert "Maison individuelle" in said or "m²" in said, told
    answers = drafted.dossier.answers
    personal = [answers.get(each.code) for each in drafted.dossier.procedure.fields if each.personal]
    assert not any(str(given) in said for given in personal if given)
    assert unescape(shown.content.decode()).count(next(filter(None, told.values()))[0])


def test_a_wrong_answer_is_kept_out_and_the_others_are_saved(page: Client, drafted: Scene) -> None:
    sent = {"asked": ["height", "levels"], "height": "12,50", "levels": "a few"}
    answer = page.post(url("answers", drafted, "project"), sent)
    html = answer.content.decode()
    drafted.dossier.refresh_from_db()
    assert answer.status_code == 422
    assert drafted.dossier.answers["height"] == "12.5"
    assert drafted.dossier.answers["levels"] == 2
    assert 'value="a few"' in html  # what was typed stays in the page, beside its error
    assert html.count('aria-invalid="true"') == 1


def test_a_question_appears_when_an_answer_calls_for_it(page: Client, drafted: Scene) -> None:
    assert "applicant_ice" not in page.get(url("section", drafted, "applicant")).content.decode()
    sent = {"asked": ["applicant_kind"], "applicant_kind": "company"}
    html = page.post(url("answers", drafted, "applicant"), sent).content.decode()
    assert 'data-question="applicant_ice"' in html
    assert 'data-question="applicant_cnie"' not in html


def test_a_section_sent_whole_saves_the_same_without_scripts(page: Client, drafted: Scene) -> None:
    sent = {
        "asked": ["covered_surface", "works_cost"],
        "covered_surface": "205",
        "works_cost": "2 000 000,00",
    }
    answer = page.post(url("section", drafted, "surfaces"), sent)
    drafted.dossier.refresh_from_db()
    assert drafted.dossier.answers["covered_surface"] == "205"
    assert drafted.dossier.answers["works_cost"] == "2000000"
    assert drafted.dossier.answers["floor_surface"] == "312"  # not on the page that was sent: left as it was
    assert answer["Location"] == url("section", drafted, "surfaces")


def test_an_identity_number_is_masked_and_left_alone_when_it_comes_back_masked(
    page: Client, drafted: Scene
) -> None:
    html = page.get(url("section", drafted, "applicant")).content.decode()
    assert "DM00042" not in html
    assert "••••042" in html
    assert give(page, drafted, "applicant", applicant_cnie="••••042") == 200
    drafted.dossier.refresh_from_db()
    assert unseal(drafted.dossier.answers["applicant_cnie"]) == "DM00042"
    assert give(page, drafted, "applicant", applicant_cnie="be1234") == 200
    drafted.dossier.refresh_from_db()
    assert unseal(drafted.dossier.answers["applicant_cnie"]) == "BE1234"


def test_a_telephone_is_sealed_and_masked(page: Client, drafted: Scene) -> None:
    assert unseal(drafted.dossier.answers["applicant_phone"]) == "+212600000042"
    html = page.get(url("section", drafted, "applicant")).content.decode()
    assert "0000042" not in html
    assert "••••042" in html
    assert give(page, drafted, "applicant", applicant_phone="••••••••••042") == 200
    drafted.dossier.refresh_from_db()
    assert unseal(drafted.dossier.answers["applicant_phone"]) == "+212600000042"


def test_a_dossier_is_found_by_what_it_is_and_never_by_a_personal_number(scene: Scene) -> None:
    scene.deposited(applicant_email="salma@demo.example", title_number="12345/70")
    found = scene.dossier.search_text
    named = (scene.cast.people["applicant"].name_fr, scene.dossier.title, scene.dossier.number or "")
    for word in (*named, "12345/70"):
        assert normalise(word) in found
    for hidden in ("00000042", "salma", "dm00042"):
        assert hidden not in found


def test_the_land_says_which_desk_is_competent_and_why(page: Client, drafted: Scene) -> None:
    page.cookies["rokhas_language"] = "fr"
    answer = page.post(url("land", drafted), {"commune": drafted.cast.unit.code}, follow=True)
    html = answer.content.decode()
    assert drafted.cast.offices["single_desk"].name_fr in html
    assert "50" in html
    assert page.post(url("land", drafted), {"commune": "Nowhere at all"}).status_code == 422


@pytest.mark.parametrize("name", ["draft", "land", "designer", "pieces", "check", "deposit", "receipt"])
def test_a_stranger_sees_nothing(client: Client, drafted: Scene, name: str) -> None:
    client.force_login(drafted.cast.people["president"])
    assert client.get(url(name, drafted)).status_code == 404
    client.logout()
    assert client.get(url(name, drafted)).status_code == 302


def test_a_stranger_changes_nothing(client: Client, drafted: Scene) -> None:
    drafted.give_pieces()
    client.force_login(drafted.cast.people["applicant"])
    piece = drafted.dossier.pieces.earliest("pk")
    for address in (
        url("answers", drafted, "project"),
        url("lodging", drafted),
        url("piece_removal", drafted, piece.pk),
    ):
        assert client.post(address, {"asked": "height", "height": "3"}).status_code == 404
    assert client.get(url("draft_piece_file", drafted, piece.pk)).status_code == 404


def test_a_file_is_given_seen_replaced_and_taken_out(page: Client, drafted: Scene) -> None:
    plan = SimpleUploadedFile("masse.pdf", one_page("first"), content_type="application/pdf")
    page.post(url("pieces", drafted), {"code": "PLANMASSE", "file": plan})
    first = drafted.dossier.pieces.get(code="PLANMASSE")
    assert "masse.pdf" in page.get(url("draft_piece", drafted, first.pk)).content.decode()
    assert b"".join(page.get(url("draft_piece_file", drafted, first.pk))) == one_page("first")
    better = SimpleUploadedFile("masse-2.pdf", one_page("second"), content_type="application/pdf")
    page.post(url("pieces", drafted), {"code": "PLANMASSE", "file": better, "replaces": first.pk})
    second = drafted.dossier.pieces.get(code="PLANMASSE")
    assert second.document.name == "masse-2.pdf"
    page.post(url("piece_removal", drafted, second.pk))
    assert not drafted.dossier.pieces.filter(code="PLANMASSE").exists()


def test_a_file_that_is_not_what_is_asked_is_refused_at_its_document(page: Client, drafted: Scene) -> None:
    text = SimpleUploadedFile("plan.pdf", b"not a plan at all", content_type="application/pdf")
    answer = page.post(url("pieces", drafted), {"code": "PLANMASSE", "file": text})
    assert answer.status_code == 422
    assert 'href="#doc-PLANMASSE"' in answer.content.decode()


def test_lodging_too_early_says_what_is_missing(page: Client, drafted: Scene) -> None:
    drafted.give_pieces(without=["PLANMASSE"])
    answer = page.post(url("lodging", drafted))
    assert answer.status_code == 422
    assert 'href="' + url("pieces", drafted) + '#doc-PLANMASSE"' in answer.content.decode()
    drafted.dossier.refresh_from_db()
    assert drafted.dossier.is_draft


def test_only_the_designer_is_offered_to_sign_the_list(client: Client, drafted: Scene) -> None:
    drafted.give_pieces()
    applicant = drafted.cast.people["applicant"]
    Dossier.objects.filter(pk=drafted.dossier.pk).update(filer=applicant)
    client.force_login(applicant)
    html = client.get(url("check", drafted)).content.decode()
    assert "data-sign" not in html
    assert drafted.cast.people["architect"].name_fr in html
    client.force_login(drafted.cast.people["architect"])
    answer = client.get(url("check", drafted))
    assert (
        "subjects=" + str(drafted.dossier.pk) in answer.content.decode()
        or "certificat" in answer.content.decode()
    )
    assert "53517" in answer["Content-Security-Policy"]


def test_a_second_click_leads_to_the_same_deposit(page: Client, ready: Scene) -> None:
    first = page.post(url("lodging", ready))
    second = page.post(url("lodging", ready))
    assert first["Location"] == second["Location"] == url("deposit", ready)
    assert ready.dossier.versions.count() == 1


def test_the_deposit_gives_number_code_dates_and_then_its_receipt(page: Client, ready: Scene) -> None:
    page.post(url("lodging", ready))
    ready.dossier.refresh_from_db()
    html = page.get(url("deposit", ready)).content.decode()
    assert str(ready.dossier.number) in html
    assert str(ready.dossier.tracking_code) in html
    assert f'hx-get="{url("receipt", ready)}?poll=1"' in html
    assert page.get(url("receipt", ready))["Location"] == url("deposit", ready), "a part is no page"
    piece = {"HX-Request": "true"}
    still = page.get(url("receipt", ready) + "?poll=19", headers=piece).content.decode()
    assert f"{url('receipt', ready)}?poll=20" in still
    assert "hx-trigger" not in page.get(url("receipt", ready) + "?poll=20", headers=piece).content.decode()
    ready.deliver_post()
    receipt = page.get(url("receipt", ready), headers=piece).content.decode()
    assert "hx-trigger" not in receipt
    assert f"{ready.dossier.number}-receipt.pdf" in receipt


def test_a_page_left_open_in_another_tab_is_told_that_the_dossier_is_lodged(
    page: Client, lodged: Scene
) -> None:
    answer = page.post(url("answers", lodged, "project"), {"asked": "height", "height": "3"})
    assert answer.status_code == 409
    assert "data-problem" in answer.content.decode()
    assert page.get(url("check", lodged))["Location"] == url("deposit", lodged)
    lodged.dossier.refresh_from_db()
    assert lodged.dossier.answers["height"] == "8.2"


def test_changes_asked_open_the_same_pages_on_the_next_version(page: Client, changes_asked: Scene) -> None:
    asked = asked_reasons(changes_asked.dossier, "fr")[0]
    page.cookies["rokhas_language"] = "fr"
    for name in ("draft", "pieces", "check"):
        assert asked in page.get(url(name, changes_asked)).content.decode().replace("&#x27;", "'")
    refused = page.post(url("lodging", changes_asked))
    assert refused.status_code == 422  # nothing was changed yet
    architect = changes_asked.actor("architect")
    for old in changes_asked.dossier.pieces.in_version(2).filter(code="PLANMASSE"):
        filing.remove_piece(old, by=architect)
    plan = SimpleUploadedFile(
        "masse.pdf", one_page("moved back by two metres"), content_type="application/pdf"
    )
    page.post(url("pieces", changes_asked), {"code": "PLANMASSE", "file": plan})
    changes_asked.sign("architect", "manifest", str(changes_asked.dossier.pk))
    assert page.post(url("lodging", changes_asked))["Location"] == url("deposit", changes_asked)
    changes_asked.dossier.refresh_from_db()
    assert changes_asked.dossier.version == 2


def test_naming_the_designer_asks_for_a_professional_in_practice(client: Client, scene: Scene) -> None:
    applicant, architect = scene.cast.people["applicant"], scene.cast.people["architect"]
    client.force_login(applicant)
    client.post(reverse("dossiers:new", args=["building-permit"]))
    scene.dossier = Dossier.objects.get()
    assert (
        client.post(url("designer", scene), {"email": scene.cast.people["president"].email}).status_code
        == 422
    )
    assert client.post(url("designer", scene), {"email": architect.email.upper()}).status_code == 302
    scene.dossier.refresh_from_db()
    assert scene.dossier.designer == architect
    client.force_login(architect)
    assert client.get(url("draft", scene)).status_code == 200
    assert Notice.objects.filter(person=architect, kind="dossier.designer").count() == 1


def test_the_list_shows_what_is_awaited_and_stays_cheap(
    page: Client, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    empty = page.get(reverse("dossiers:list")).content.decode()
    assert reverse("dossiers:new", args=["building-permit"]) in empty
    for _ in range(21):
        scene.draft()
    with django_assert_max_num_queries(14):
        html = page.get(reverse("dossiers:list")).content.decode()
    assert "?page=2" in html
    assert 'type="search"' in html
    assert page.get(reverse("dossiers:list"), {"q": "zzz"}).content.decode().count("dr-item") == 0


def test_the_pages_of_a_draft_stay_cheap(
    page: Client, drafted: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    drafted.give_pieces()
    for name, most in (("draft", 24), ("pieces", 14), ("check", 26)):
        with django_assert_max_num_queries(most):
            page.get(url(name, drafted))
    with django_assert_max_num_queries(14):
        give(page, drafted, "project", height="9")


def test_a_document_of_information_may_follow_while_the_dossier_is_studied(
    page: Client, admitted: Scene
) -> None:
    html = page.get(url("pieces", admitted)).content.decode()
    assert 'id="doc-ATTSEIS"' in html
    assert 'id="doc-PLANMASSE"' not in html
    note = SimpleUploadedFile("attestation.pdf", one_page("safe"), content_type="application/pdf")
    assert page.post(url("pieces", admitted), {"code": "ATTSEIS", "file": note}).status_code == 302
    assert admitted.dossier.pieces.get(code="ATTSEIS").late
    plan = SimpleUploadedFile("masse.pdf", one_page("sly"), content_type="application/pdf")
    assert page.post(url("pieces", admitted), {"code": "PLANMASSE", "file": plan}).status_code in {409, 422}
    assert admitted.dossier.pieces.filter(code="PLANMASSE").count() == 1


def test_the_list_of_plans_is_named_by_the_project_then_by_the_number(ready: Scene) -> None:
    signed = ready.paper(PaperKind.MANIFEST)
    assert ready.dossier.title
    assert file_name(signed) == f"PCT-{slugify(ready.dossier.title, allow_unicode=True)[:60]}-manifest.pdf"
    ready.lodge()
    signed.refresh_from_db()
    assert signed.document is not None
    assert signed.document.name == f"{ready.dossier.number}-manifest.pdf"


def test_a_draft_without_a_project_is_named_by_its_day(drafted: Scene) -> None:
    drafted.dossier.title = ""
    paper = OfficialPaper(dossier=drafted.dossier, kind=PaperKind.MANIFEST, version=1)
    day = drafted.dossier.opened_at.astimezone(MOROCCO).date()
    assert file_name(paper) == f"PCT-{day.isoformat()}-manifest.pdf"
