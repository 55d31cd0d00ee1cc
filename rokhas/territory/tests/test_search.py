import pytest

from rokhas.territory.models import Kind
from rokhas.territory.queries import find

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Salé", "04.441"),
        ("sale", "04.441"),
        ("سلا", "04.441"),
        ("TANGER", "01.511.01.0"),
        ("طنجة", "01.511.01.0"),
        ("اكادير", "09.001.01.01"),
        ("أكَادِيـــر", "09.001.01.01"),
        ("mdiq", "01.573.01.05"),
        ("m’diq", "01.573.01.05"),
        ("bouknadel", "04.441.01.08"),
    ],
)
def test_the_first_answer_is_the_one_meant(typed: str, code: str) -> None:
    communes = find(typed)
    assert code in [unit.code for unit in communes[:2]]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Bni Mellal", "Béni Mellal"),
        ("marakech", "Marrakech"),
        ("Chefchaoun", "Chefchaouen"),
        ("beni melal", "Béni Mellal"),
    ],
)
def test_a_close_spelling_is_understood(typed: str, name: str) -> None:
    assert name in [unit.name_fr for unit in find(typed, kinds=[Kind.COMMUNE])[:3]]


def test_codes_with_and_without_dots() -> None:
    assert [unit.code for unit in find("06.141.01.2")] == [
        "06.141.01.20",
        "06.141.01.21",
        "06.141.01.23",
        "06.141.01.25",
    ]
    assert [unit.code for unit in find("061410121")] == ["06.141.01.21"]
    assert find("06.141")[0].code == "06.141"


def test_kinds_and_limit() -> None:
    assert {unit.kind for unit in find("casablanca", kinds=[Kind.COMMUNE])} == {Kind.COMMUNE}
    assert len(find("sidi", limit=7)) == 7
    assert find("sidi", limit=0) == []


def test_an_equal_name_comes_before_a_larger_place_that_contains_it() -> None:
    names = [unit.name_fr for unit in find("Rabat")]
    assert names[:2] == ["Rabat", "Rabat"]


@pytest.mark.parametrize("typed", ["", "   ", "—", "zzzzqqqq", "99.999", "%", "_"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert find(typed) == []
