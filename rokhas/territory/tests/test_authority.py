from collections import Counter

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries, Settings

from rokhas.territory.errors import UnknownCensus, UnknownUnit
from rokhas.territory.models import Kind, Unit
from rokhas.territory.queries import Body, competence, competences

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("census", "desks"), [(2014, 116), (2024, 139)])
def test_single_desks_by_law(census: int, desks: int) -> None:
    bodies = Counter(found.body for found in competences(census))
    assert bodies == {Body.SINGLE_DESK: desks, Body.PROVINCIAL_COMMITTEE: 1538 - desks}


@pytest.mark.parametrize(("census", "communes"), [(2014, 81), (2024, 104)])
def test_communes_above_fifty_thousand(census: int, communes: int) -> None:
    units = Unit.objects.filter(kind=Kind.COMMUNE)
    assert sum((unit.population(census) or 0) > 50_000 for unit in units) == communes


def test_a_large_commune_has_its_own_desk() -> None:
    found = competence("08.201.01.05")  # Errachidia
    assert found.body is Body.SINGLE_DESK
    assert found.seat == found.unit == found.commune
    assert (found.law.text, found.law.article, found.law.certainty) == ("RGC-2013", "10-11", "sourced")
    assert found.signer == "president"
    assert found.is_deposit_place


def test_a_small_commune_goes_to_the_provincial_committee() -> None:
    found = competence("01.051.11.01")
    assert found.body is Body.PROVINCIAL_COMMITTEE
    assert found.seat == found.prefecture == Unit.objects.get(code="01.051")
    assert found.law.article == "15"
    assert found.urban_agency is not None
    assert found.urban_agency.code == "AUAH"


def test_the_census_that_counts_is_a_setting_and_an_argument(settings: Settings) -> None:
    gueznaia = "01.511.01.09"  # 23 601 inhabitants in 2014, 88 676 in 2024
    assert competence(gueznaia).body is Body.SINGLE_DESK
    assert competence(gueznaia, 2014).body is Body.PROVINCIAL_COMMITTEE
    settings.ROKHAS_CENSUS = 2014
    assert competence(gueznaia).body is Body.PROVINCIAL_COMMITTEE


def test_an_arrondissement_has_a_desk_whatever_its_population() -> None:
    souissi = competence("04.421.01.06")
    assert souissi.population == 21_049
    assert souissi.body is Body.SINGLE_DESK
    assert souissi.seat == souissi.unit
    assert souissi.commune.name_fr == "Rabat"
    assert souissi.prefecture.code == "04.421"


def test_at_casablanca_the_prefecture_of_arrondissements_sits() -> None:
    tens = {
        found.unit.code: found.prefecture.code
        for found in competences()
        if found.unit.code.startswith("06.141.01.")
    }
    arrondissements = {code: tens[code] for code in tens if code != "06.141.01.81"}
    assert len(arrondissements) == 16
    assert all(prefecture == code[:-1] + "0" for code, prefecture in arrondissements.items())
    assert set(arrondissements.values()) == set(
        Unit.objects.filter(kind=Kind.ARRONDISSEMENT_PREFECTURE).values_list("code", flat=True)
    )
    assert tens["06.141.01.81"] == "06.141"  # the Méchouar is a commune


def test_a_divided_city_resolves_to_its_arrondissements() -> None:
    casablanca = competence("06.141.01.0")
    assert len(casablanca.arrondissements) == 16
    assert not casablanca.is_deposit_place


def test_who_signs_in_an_arrondissement_is_a_setting_marked_unsure(settings: Settings) -> None:
    anfa = competence("06.141.01.01")
    assert (anfa.signer, anfa.signer_law.certainty) == ("president", "unsure")
    settings.ROKHAS_ARRONDISSEMENT_SIGNER = "arrondissement_president"
    assert competence("06.141.01.01").signer == "arrondissement_president"
    assert competence("01.051.11.01").signer == "president"


def test_a_commune_without_a_figure_goes_to_the_committee() -> None:
    lagouira = competence("12.066.01.03", 2014)
    assert lagouira.population is None
    assert lagouira.body is Body.PROVINCIAL_COMMITTEE


@pytest.mark.parametrize(
    "code", ["01.051.11.01", "06.141.01.01", "06.141.01.0", "01.511.01.09", "12.066.01.03"]
)
def test_the_reason_is_a_sentence_in_each_language(code: str) -> None:
    with override("fr"):
        french = competence(code, 2014).reason
        assert competence(code).unit.name_fr in french
    with override("ar"):
        arabic = competence(code, 2014).reason
        assert competence(code).unit.name_ar in arabic
    assert french.endswith(".")
    assert arabic != french


def test_one_answer_and_all_answers_agree() -> None:
    for found in competences()[::97]:
        assert competence(found.unit.code) == found


def test_all_answers_cost_a_fixed_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(5):
        competences()
    with django_assert_max_num_queries(4):
        competence("06.141.01.01")


@pytest.mark.parametrize("code", ["", "06", "06.141", "06.141.01.00", "99.999.99.99"])
def test_what_is_no_commune_is_refused(code: str) -> None:
    with pytest.raises(UnknownUnit) as refused:
        competence(code)
    assert refused.value.status == 404


def test_a_census_that_is_not_held_is_refused() -> None:
    with pytest.raises(UnknownCensus):
        competence("01.051.11.01", 2004)
