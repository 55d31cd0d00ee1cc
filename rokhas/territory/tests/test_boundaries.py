import json
import math
from typing import Any

import pytest
import shapely
from pytest_django import Settings
from shapely.geometry import shape

from rokhas.territory.errors import OutsideCountry
from rokhas.territory.models import Kind, Unit
from rokhas.territory.queries import at_point, boundaries, features

pytestmark = pytest.mark.django_db

# Well-known places, from any atlas: they prove that the outlines lie where the country is.
PLACES = {
    "Chefchaouen": (-5.2636, 35.1688),
    "Ifrane": (-5.107, 33.527),
    "Tiznit": (-9.732, 29.697),
    "Azrou": (-5.221, 33.434),
    "Essaouira": (-9.77, 31.5125),
    "Sefrou": (-4.835, 33.83),
    "Berkane": (-2.32, 34.92),
    "Dakhla": (-15.93, 23.70),
    "Al Hoceima": (-3.937, 35.249),
    "Zagora": (-5.838, 30.33),
    "Es-Semara": (-11.67, 26.74),
    "Azilal": (-6.57, 31.96),
    "Midelt": (-4.74, 32.68),
    "Agadir": (-9.5982, 30.4202),
    "Laâyoune": (-13.2033, 27.1536),
    "Boujdour": (-14.485, 26.126),
    "Figuig": (-1.229, 32.109),
    "Hassan": (-6.8229, 34.0241),  # the tower
    "Bab Lamrissa": (-6.8166, 34.0389),  # the medina of Salé
    "Fès-Médina": (-4.9734, 34.0646),
    "Marrakech-Médina": (-7.9892, 31.6258),
    "Sidi Belyout": (-7.6327, 33.6085),  # the great mosque of Casablanca
    "Médina": (-5.8128, 35.7886),  # the kasbah of Tanger
}


def _shapes(code: str) -> list[Any]:
    text = features(code)
    assert text
    return [shape(feature["geometry"]) for feature in json.loads(text)["features"]]


@pytest.mark.parametrize("name", PLACES)
def test_a_point_finds_its_commune(name: str) -> None:
    unit = at_point(*PLACES[name])
    assert unit
    assert unit.name_fr == name


def test_a_city_is_found_by_its_arrondissement() -> None:
    unit = at_point(*PLACES["Hassan"])
    assert unit
    assert unit.kind == Kind.ARRONDISSEMENT
    assert unit.parent
    assert unit.parent.name_fr == "Rabat"


def test_a_point_just_off_the_coast_still_finds_the_shore() -> None:
    unit = at_point(-9.7745, 31.5125)
    assert unit
    assert unit.name_fr == "Essaouira"


@pytest.mark.parametrize("point", [(-9.0, 33.5), (-5.316, 35.889), (-2.938, 35.292)])
def test_the_sea_sebta_and_melilia_have_no_commune(point: tuple[float, float]) -> None:
    assert at_point(*point) is None


@pytest.mark.parametrize("point", [(2.35, 48.85), (0.0, 0.0), (math.nan, 34.0)])
def test_abroad_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(OutsideCountry):
        at_point(*point)


def test_every_place_of_deposit_has_an_outline_and_they_share_their_borders() -> None:
    outlines = boundaries._outlines()
    assert set(outlines.codes) - {"sebta", "melilia"} == set(
        Unit.objects.leaves().values_list("code", flat=True)
    )
    assert shapely.coverage_is_valid(list(outlines.areas))
    assert all(area.is_valid and not area.is_empty for area in outlines.areas)


def test_a_point_inside_each_commune_finds_it() -> None:
    outlines = boundaries._outlines()
    for code, area in list(zip(outlines.codes, outlines.areas, strict=True))[::13]:
        point = area.representative_point()
        assert boundaries._code_at(point.x, point.y) == code


def test_a_map_shows_what_is_directly_inside() -> None:
    assert len(_shapes("MA")) == 12
    assert len(_shapes("06")) == 9  # provinces and prefectures; the eight of Casablanca overlap its communes
    assert len(_shapes("06.141")) == 2
    assert len(_shapes("06.141.01.0")) == 16
    assert len(_shapes("06.141.01.01")) == 1
    assert len(_shapes("06.141.01.00")) == 1


def test_a_prefecture_of_arrondissements_is_the_union_of_its_tens() -> None:
    whole = _shapes("06.141.01.00")[0]
    parts = shapely.union_all([_shapes(code)[0] for code in ("06.141.01.01", "06.141.01.03", "06.141.01.07")])
    assert whole.symmetric_difference(parts).area < 1e-9


@pytest.mark.parametrize("code", ["MA", "05", "01.051", "06.141.01.0"])
def test_the_pieces_of_a_map_do_not_overlap(code: str) -> None:
    pieces = _shapes(code)
    assert all(piece.is_valid for piece in pieces)
    assert shapely.union_all(pieces).area == pytest.approx(sum(piece.area for piece in pieces), rel=1e-6)


def test_sebta_and_melilia_are_drawn_when_the_setting_says_so(settings: Settings) -> None:
    sebta, melilia = shapely.Point(-5.316, 35.889), shapely.Point(-2.938, 35.292)
    settings.ROKHAS_MAP_SEBTA_MELILIA = True
    assert any(piece.covers(sebta) for piece in _shapes("01"))
    assert any(piece.covers(melilia) for piece in _shapes("02"))
    settings.ROKHAS_MAP_SEBTA_MELILIA = False
    assert not any(piece.covers(sebta) for piece in _shapes("01"))
    assert not any(piece.covers(melilia) for piece in _shapes("02"))


def test_an_unknown_code_has_no_map() -> None:
    assert features("99") is None
    assert features("sebta") is None
