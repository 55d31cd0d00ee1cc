"""The land found by its title number or by coordinates, without any script, and what the pages of the case say of it."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rokhas.dossiers.actions import filing
from rokhas.dossiers.models import PaperKind
from rokhas.dossiers.queries.land import land_of
from rokhas.dossiers.queries.papers import receipt
from rokhas.territory.actions import load_titles, read_titles
from rokhas.territory.queries import title
from rokhas.territory.schema import TitleNumber, parse_number
from rokhas.testing.scene import Scene


def load_land_titles() -> None:
    """The titles of the demonstration, from its file."""
    text = (settings.BASE_DIR / "rokhas/journeys/titles.geojson").read_text(encoding="utf-8")
    assert load_titles(read_titles(text, at=datetime.now(UTC))).problems == []


@pytest.fixture
def page(client: Client, scene: Scene) -> Client:
    """The architect's browser, before a register that holds the titles of the demonstration."""
    load_land_titles()
    client.force_login(scene.cast.people["architect"])
    client.cookies["rokhas_language"] = "fr"
    scene.draft()
    return client


def number_of(text: str) -> TitleNumber:
    read = parse_number(text)
    assert read
    return read


def land(scene: Scene) -> str:
    return reverse("dossiers:land", args=[scene.dossier.pk])


def seek(page: Client, scene: Scene, text: str, status: int = 200) -> str:
    answer = page.post(land(scene), {"sought": text})
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "label", "question"),
    [
        ("fr", "Numéro du titre ou coordonnées", "Est-ce le terrain"),
        ("ar", "رقم الرسم العقاري أو الإحداثيات", "هل هذا هو العقار؟"),
    ],
)
def test_a_title_fills_the_form_and_nothing_is_saved_before_it_is_confirmed(
    page: Client, scene: Scene, language: str, label: str, question: str
) -> None:
    page.cookies["rokhas_language"] = language
    before = dict(scene.dossier.answers)
    html = seek(page, scene, "TF ٤٨ ٢١٦/٣٨")
    assert label in html
    assert question in html
    assert 'value="48216/38"' in html
    assert 'value="900"' in html
    assert "04.501.01.07" in html
    assert 'id="drawn-parcels"' in html
    assert "<path d=" in html
    scene.dossier.refresh_from_db()
    assert scene.dossier.answers == before


def test_what_is_confirmed_is_saved_as_it_is_given(page: Client, scene: Scene) -> None:
    given = {
        "commune": "04.501.01.07", "lon": "-6.9065", "lat": "33.9152",
        "asked": ["title_number", "land_area"], "title_number": "TF 48 216/38", "land_area": "880",
    }  # fmt: skip
    assert page.post(land(scene), given).status_code == 302
    scene.dossier.refresh_from_db()
    assert scene.dossier.answers["title_number"] == "48216/38"
    assert scene.dossier.answers["land_area"] == "880"  # the person's own, not the register's
    assert scene.dossier.answers["parcel"] == {"lon": -6.9065, "lat": 33.9152}
    html = page.get(land(scene)).content.decode()
    assert "Ce que le registre dit de votre titre" in html
    assert "Déduit" in html


def test_several_titles_are_offered_and_one_is_chosen(page: Client, scene: Scene) -> None:
    html = seek(page, scene, "12345")
    assert 'value="TF 12345/04"' in html
    assert 'value="TF 12345/38"' in html
    assert "El Menzeh" in seek(page, scene, "TF 12345/04")


def test_metres_without_their_zone_are_offered_in_each(page: Client, scene: Scene) -> None:
    html = seek(page, scene, "365 000 372 000")
    assert "Lambert Nord Maroc" in html
    assert "Lambert Sahara Sud" in html
    assert "Agdal Riyad" in seek(page, scene, "365 000 372 000 zone 1")


def test_a_title_that_is_not_held_is_said_and_its_number_kept(page: Client, scene: Scene) -> None:
    html = seek(page, scene, "99/38")
    assert "ne contient pas encore ce titre" in html
    assert 'value="99/38"' in html
    assert "Cliquez sur la carte" in html


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("48.85, 2.35", 200, "au Maroc"),
        ("33.5, -9", 200, "Aucune commune"),
        ("bonjour", 422, "ni un numéro de titre"),
        ("", 422, "Écrivez un numéro de titre"),
    ],
)
def test_what_finds_nothing_is_said_plainly(
    page: Client, scene: Scene, text: str, status: int, said: str
) -> None:
    assert said in seek(page, scene, text, status)


def test_a_request_for_registration_answers_its_own_question(page: Client, scene: Scene) -> None:
    html = seek(page, scene, "Réquisition n° 1200/38")
    assert 'name="requisition_number"' in html
    assert 'value="R1200/38"' in html


def test_a_title_of_another_commune_is_pointed_out(page: Client, scene: Scene) -> None:
    sent = {"commune": "04.501.01.07", "asked": ["title_number"], "title_number": "7021/38"}
    html = page.post(land(scene), sent, follow=True).content.decode()
    assert "dans une autre commune" in html


def test_the_search_stays_cheap(
    page: Client, scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(18):
        seek(page, scene, "12345")
    with django_assert_max_num_queries(18):
        page.get(land(scene))


def test_the_deposit_and_the_case_show_the_title_with_its_certainty(client: Client, scene: Scene) -> None:
    load_land_titles()
    scene.deposited(title_number="48213/38")
    client.force_login(scene.cast.people["architect"])
    client.cookies["rokhas_language"] = "fr"
    for address in (
        reverse("dossiers:deposit", args=[scene.dossier.pk]),
        reverse("dossiers:dossier", args=[scene.dossier.number]),
    ):
        html = client.get(address).content.decode()
        assert "TF 48213/38" in html
        assert "Déduit" in html


def test_a_title_that_the_register_lacks_is_shown_as_answered(client: Client, scene: Scene) -> None:
    scene.deposited(title_number="99/38")
    client.force_login(scene.cast.people["architect"])
    client.cookies["rokhas_language"] = "fr"
    html = client.get(reverse("dossiers:dossier", args=[scene.dossier.number])).content.decode()
    assert "Tel que donné par le demandeur" in html


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("999999/38", "registre de la plateforme ne le contient pas"),
        ("48213/38", "Déduit"),
    ],
)
def test_the_receipt_prints_who_knows_the_title(scene: Scene, number: str, printed: str) -> None:
    load_land_titles()
    scene.deposited(title_number=number)
    paper = receipt(scene.paper(PaperKind.RECEIPT))
    assert paper.title_number == number
    assert printed in paper.title_source.fr
    assert paper.title_source.ar not in {"", paper.title_source.fr}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_point_outside_of_the_title_and_another_area_are_said_and_stop_nothing(
    page: Client, scene: Scene, language: str
) -> None:
    page.cookies["rokhas_language"] = language
    by = scene.actor("architect")
    number, area = (
        scene.dossier.procedure.meaning("title_number"),
        scene.dossier.procedure.meaning("land_area"),
    )
    parcel = next(field for field in scene.dossier.procedure.fields if field.type == "parcel")
    assert number
    assert area
    filing.answer(scene.dossier, {number.code: "48216/38", area.code: "300"}, by=by)
    place = title(number_of("48216/38"))[0]
    scene.dossier.refresh_from_db()
    scene.dossier.answers[parcel.code] = {"lon": place.lon + 0.01, "lat": place.lat}
    scene.dossier.save(update_fields=["answers"])
    kept = land_of(scene.dossier)
    assert kept
    assert (kept.is_outside, kept.declared) == (True, "300")
    answer = page.get(land(scene))
    assert "dossiers/_title_differs.html" in {each.name for each in answer.templates}
    assert answer.content.decode().count("rk-note--warn") >= 2
    scene.dossier.answers |= {parcel.code: {"lon": place.lon, "lat": place.lat}, area.code: "910"}
    near = land_of(scene.dossier)
    assert near
    assert not near.disagrees, "within what a telephone and a rounding explain"
