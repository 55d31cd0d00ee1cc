"""Words are found as people type them: without marks, cut short, with a slip, in either script."""

from __future__ import annotations

import pytest

from rokhas.kernel.likeness import Index, alike, slipped, words_of

TRADES = Index(
    {
        "bakery": [("Boulangerie", 3.0), ("مخبزة", 3.0), ("Alimentation artisanale", 1.0)],
        "pastry": [("Boulangerie-pâtisserie", 3.0), ("مخبزة وحلويات", 3.0), ("Alimentation artisanale", 1.0)],
        "cafe": [("Café", 3.0), ("مقهى", 3.0), ("Cafés et restauration", 1.0)],
        "roasting": [("Torréfaction de café", 3.0), ("تحميص البن", 3.0)],
        "shoes": [("Vente de chaussures", 3.0), ("بيع الأحذية", 3.0)],
        "meat": [("Vente d’abats", 3.0), ("بيع أحشاء الذبائح", 3.0)],
    }
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("café", "cafe"),
        ("CAFE", "cafe"),
        ("المقهى", "cafe"),
        ("مقهي", "cafe"),
        ("boulang", "bakery"),
        ("bolangerie", "bakery"),
        ("boulangreie", "bakery"),
        ("patisserie", "pastry"),
        ("المخبزة", "bakery"),
        ("je veux vendre des chaussures", "shoes"),
        ("abats", "meat"),
        ("أحذية", "shoes"),
    ],
)
def test_a_word_is_found_as_it_is_typed(typed: str, first: str) -> None:
    assert TRADES.find(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "d", "؟!", "de la", "\u0640\u0640"])
def test_what_is_like_nothing_finds_nothing(typed: str) -> None:
    assert TRADES.find(typed) == []


def test_a_slip_is_supposed_only_where_the_word_is_unknown() -> None:
    doors = Index({"door": [("Portes", 1.0)], "load": [("Sortes", 1.0)]})
    assert doors.find("portes") == ["door"]
    assert set(doors.find("tortes")) == {"door", "load"}


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    sales = Index({str(n): [(f"Vente numero{n}", 1.0)] for n in range(30)})
    assert sales.find("vente numero17")[0] == "17"
    assert len(sales.find("vente", limit=5)) == 5


def test_no_text_no_answer() -> None:
    assert Index({}).find("café") == []


def test_small_words_elisions_and_articles_are_left_out() -> None:
    assert words_of("L’atelier d'ébénisterie et de menuiserie") == ["atelier", "ebenisterie", "menuiserie"]
    assert words_of("بيع المواد الغذائية") == ["بيع", "مواد", "غذاييه"]


def test_likeness_is_bounded_and_sure_of_the_same_word() -> None:
    words = ["cafe", "cafeteria", "garage", "مقهي", "مقهي", "ab", "a"]
    for one in words:
        assert alike(one, one) == 1.0
        for other in words:
            assert 0.0 <= alike(one, other) <= 1.0
            assert 0.0 <= slipped(one, other) <= 1.0
