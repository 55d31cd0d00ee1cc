from collections import Counter

import pytest

from rokhas.territory.models import Kind, Unit, UrbanAgency

pytestmark = pytest.mark.django_db


def test_the_whole_country_is_there() -> None:
    assert Counter(Unit.objects.values_list("kind", flat=True)) == {
        Kind.REGION: 12,
        Kind.PROVINCE: 62,
        Kind.PREFECTURE: 13,
        Kind.ARRONDISSEMENT_PREFECTURE: 8,
        Kind.COMMUNE: 1503,
        Kind.ARRONDISSEMENT: 41,
    }
    communes = Unit.objects.filter(kind=Kind.COMMUNE)
    assert communes.filter(is_urban=True).count() == 242
    assert sum(unit.population_2024 or 0 for unit in communes) == 36_828_330
    assert not Unit.objects.filter(name_ar="").exists()
    assert not Unit.objects.filter(name_fr="").exists()


def test_a_dossier_is_deposited_in_one_of_1538_places() -> None:
    assert Unit.objects.leaves().count() == 1538
    assert not Unit.objects.leaves().filter(code="06.141.01.0").exists()


def test_six_cities_are_divided_into_arrondissements() -> None:
    arrondissements = Unit.objects.filter(kind=Kind.ARRONDISSEMENT)
    assert Counter(arrondissements.values_list("parent__name_fr", flat=True)) == {
        "Casablanca": 16,
        "Fès": 6,
        "Rabat": 5,
        "Salé": 5,
        "Marrakech": 5,
        "Tanger": 4,
    }


def test_arrondissements_add_up_to_their_city() -> None:
    for city in Unit.objects.filter(children__kind=Kind.ARRONDISSEMENT).distinct():
        for census in (2014, 2024):
            parts = sum(part.population(census) or 0 for part in city.children.all())
            assert parts == city.population(census)


def test_parents_are_one_level_up() -> None:
    above = {
        Kind.PROVINCE: {Kind.REGION},
        Kind.PREFECTURE: {Kind.REGION},
        Kind.ARRONDISSEMENT_PREFECTURE: {Kind.PREFECTURE},
        Kind.COMMUNE: {Kind.PROVINCE, Kind.PREFECTURE},
        Kind.ARRONDISSEMENT: {Kind.COMMUNE},
    }
    for unit in Unit.objects.exclude(kind=Kind.REGION).select_related("parent"):
        assert unit.parent is not None
        assert unit.parent.kind in above[Kind(unit.kind)]


def test_a_census_that_is_not_held_is_refused() -> None:
    with pytest.raises(ValueError, match="2004"):
        Unit.objects.get(code="04.441.01.0").population(2004)


def test_every_province_has_exactly_one_urban_agency() -> None:
    assert UrbanAgency.objects.count() == 30
    provinces = Unit.objects.filter(kind__in=(Kind.PROVINCE, Kind.PREFECTURE, Kind.ARRONDISSEMENT_PREFECTURE))
    assert {province.urban_agencies.count() for province in provinces} == {1}
    assert not UrbanAgency.objects.filter(provinces__kind__in=(Kind.COMMUNE, Kind.REGION)).exists()


def test_every_unit_has_its_box_inside_its_parents() -> None:
    for unit in Unit.objects.select_related("parent"):
        assert unit.bbox
        west, south, east, north = unit.bbox
        assert -17.2 < west < east < -1.0
        assert 20.7 < south < north < 36.0
        if unit.parent and unit.parent.bbox:
            w, s, e, n = unit.parent.bbox
            assert w <= west
            assert s <= south
            assert east <= e
            assert north <= n


def test_the_number_of_a_dossier_takes_the_code_without_dots() -> None:
    assert Unit.objects.get(code="06.141.01.0").reference_code == "06141010"
