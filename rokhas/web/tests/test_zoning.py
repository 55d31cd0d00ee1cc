"""What may be built here? The indicative note, for anybody."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from rokhas.accounts.models import Person
from rokhas.kernel.limits import Limit
from rokhas.testing.lands import load_land_titles, load_zoning
from rokhas.web.queries.zoning import ENDED, FICTIONAL, NOT_APPROVED, note_of, official
from rokhas.web.tests.conftest import speaking
from rokhas.web.tests.test_pages import signed
from rokhas.zoning.models import Layer

# In the collective housing of the invented plan, under its power line; the town beside it has no plan.
HOUSING = {"lon": "-6.89597", "lat": "33.90836"}
ELSEWHERE = {"lon": "-6.8229", "lat": "34.0241"}
TITLE = "TF 48213/38"


@pytest.fixture
def plan(db: None) -> Layer:
    return load_zoning()


def test_a_click_reads_the_zone_its_rules_and_its_easements(visitor: Client, plan: Layer) -> None:
    page = visitor.get("/zoning/", HOUSING)
    [answer] = page.context["note"].answers
    assert answer.rules.zone.code == "HC"
    assert [easement.code for easement in answer.rules.easements] == ["S1"]
    assert answer.cautions == (FICTIONAL,)
    said = page.content.decode()
    for word in ("R+4", "15/03/2024", "17"):
        assert word in said
    assert "/zoning/note.pdf?lon=-6.895970&amp;lat=33.908360" in said
    assert f"/dossiers/new/{official(date.today()).code}/check/" in said  # type: ignore[union-attr]


def test_lambert_metres_lead_to_the_same_note(plan: Layer) -> None:
    page = speaking("fr").get("/zoning/", {"sought": "361546.4, 368734.5 lambert zone 1"})
    assert page.context["note"].answers[0].rules.zone.code == "HC"


def test_a_commune_without_a_layer_says_so_and_offers_the_official_note(visitor: Client, plan: Layer) -> None:
    page = visitor.get("/zoning/", ELSEWHERE)
    note = page.context["note"]
    assert (note.answers, note.has_layer) == ((), False)
    said = page.content.decode()
    assert "note.pdf" not in said
    assert f"/dossiers/new/{note.official.code}/check/?commune={note.unit.pk}" in said, "the place goes along"
    assert visitor.get("/zoning/note.pdf", ELSEWHERE).status_code == 404


def test_a_commune_alone_asks_for_a_point(plan: Layer) -> None:
    temara = speaking("fr").get("/zoning/", {"commune": "Témara (04.501.01.07)"})
    [(layer, zones, easements)] = temara.context["layers"]
    assert (layer.pk, len(zones), len(easements)) == (plan.pk, 5, 3)
    assert all(each.code in temara.content.decode() for each in (*zones, *easements)), (
        "what the map draws, in words"
    )
    other = speaking("fr").get("/zoning/", {"commune": "04.421.01.05"})
    assert "Aucun zonage n’est chargé" in other.content.decode()


def test_a_title_is_looked_for_by_who_has_signed_in(plan: Layer) -> None:
    load_land_titles()
    stranger = speaking("fr").get("/zoning/", {"sought": TITLE})
    assert stranger.status_code == 422
    assert "Connectez-vous" in stranger.content.decode()
    assert speaking("fr").get("/zoning/note.pdf", {"sought": TITLE}).status_code == 404
    person = Person.objects.create_user(email="salma@example.ma")
    page = signed(person).get("/zoning/", {"sought": TITLE})
    note = page.context["note"]
    assert note.place.parcel.number.in_full == TITLE
    assert [answer.rules.zone.code for answer in note.answers] == ["HI"]
    assert signed(person).get("/zoning/note.pdf", {"sought": TITLE}).status_code == 200


@pytest.mark.parametrize(
    "asked", [{"lon": "2", "lat": "48"}, {"lon": "x", "lat": "33"}, {"sought": "Lot 14"}, {"commune": "zzz"}]
)
def test_what_is_not_a_place_in_morocco_is_told(asked: dict[str, str]) -> None:
    page = speaking("fr").get("/zoning/", asked)
    assert page.status_code == 422
    assert "note.pdf" not in page.content.decode()


def test_a_plan_that_is_not_approved_or_has_ended_is_said(plan: Layer) -> None:
    place = speaking("fr").get("/zoning/", HOUSING).context["note"].place
    [answer] = note_of(place, date(2040, 1, 1)).answers
    assert answer.cautions == (FICTIONAL, ENDED)
    Layer.objects.update(approved_on=None, ends_on=None, is_fictional=False)
    [answer] = note_of(place, date(2026, 1, 1)).answers
    assert answer.cautions == (NOT_APPROVED,)
    assert (answer.rules.zone, answer.rules.easements, answer.drawn) == (None, (), None)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_note_is_printed_in_both_languages_and_is_a_specimen_here(language: str, plan: Layer) -> None:
    answer = speaking(language).get("/zoning/note.pdf", HOUSING)
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    for word in ("R+4", "Note de renseignements indicative", "accord de principe", "15 m"):
        assert word in text
    assert "SPÉCIMEN" in text.replace(" ", "")


def test_papers_are_not_printed_without_end(plan: Layer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rokhas.web.views.zoning.typeset", lambda paper, specimen: b"%PDF")
    client = speaking("fr")
    answers = [client.get("/zoning/note.pdf", HOUSING).status_code for _turn in range(21)]
    assert answers == [200] * 20 + [429]


def test_places_are_not_read_one_after_the_other_by_a_machine(
    plan: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads too fast is told so in both languages, and waits; the page itself and other visitors do not."""
    monkeypatch.setattr("rokhas.web.views.zoning.READ", Limit("zoning-test", allowed=3, seconds=60))
    client = speaking("fr")
    answers = [client.get("/zoning/", asked).status_code for asked in (HOUSING, ELSEWHERE, {"sought": "x"})]
    assert answers == [200, 200, 422]
    refused = client.get("/zoning/", HOUSING)
    assert refused.status_code == 429
    for words in ("Attendez quelques minutes", "انتظر بضع دقائق"):
        assert words in refused.content.decode()
    assert client.get("/zoning/").status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.44").get("/zoning/", HOUSING).status_code == 200
    salma = signed(Person.objects.create_user(email="salma@example.ma"))
    assert salma.get("/zoning/", HOUSING).status_code == 200, "an office behind one address is many people"


def test_the_page_costs_few_queries(
    plan: Layer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = speaking("fr")
    client.get("/zoning/", HOUSING)
    with django_assert_max_num_queries(14):
        client.get("/zoning/", HOUSING)
