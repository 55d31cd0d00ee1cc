"""Title numbers and coordinates as people write them: what is read, and what is never guessed."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rokhas.kernel import coordinates
from rokhas.kernel.coordinates import Zone
from rokhas.territory.schema import TitleNumber, parse_number, parse_spots

INDICES = st.one_of(
    st.integers(1, 999).map(lambda n: f"{n:02}"), st.sampled_from(["C", "R", "D", "M", "T", "K", "F", "RE"])
)
NUMBERS = st.integers(1, 99_999_999)
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
TITLE_WORDS = [
    "TF ",
    "T.F. n° ",
    "Titre foncier n° ",
    "titre foncier Nº",
    "الرسم العقاري عدد ",
    "رسم عقاري رقم ",
]
REQUISITION_WORDS = ["R", "R ", "Réq. n° ", "Réquisition d’immatriculation n° ", "مطلب التحفيظ عدد "]


@given(NUMBERS, INDICES, st.data())
def test_every_way_of_writing_a_number_reads_back_as_the_same(
    number: int, index: str, data: st.DataObject
) -> None:
    kinds: list[Literal["", "title", "requisition"]] = ["", "title", "requisition"]
    kind = data.draw(st.sampled_from(kinds))
    words = {"": [""], "title": TITLE_WORDS, "requisition": REQUISITION_WORDS}[kind]
    digits = data.draw(
        st.sampled_from([str(number), f"{number:,}".replace(",", " "), f"{number:,}".replace(",", ".")])
    )
    slash = data.draw(st.sampled_from(["/", " / ", "\\", "\N{FRACTION SLASH}", "-"]))
    text = data.draw(st.sampled_from(words)) + digits + slash + index
    if data.draw(st.booleans()):
        text = text.translate(ARABIC_DIGITS)
    if data.draw(st.booleans()):
        text = f" {text.lower()}\u200f "
    expected = TitleNumber(number, index, kind)
    assert parse_number(text) == expected
    assert parse_number(expected.in_full) == expected


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12345/س", "12345/C"),
        ("رسم عقاري ١٢٣٤٥/ر", "12345/R"),
        ("04/12345", "12345/04"),  # a line read from right to left
        ("C/12345", "12345/C"),
        ("0012345/4", "12345/04"),
        ("TF 12345", "12345"),
        ("12345", "12345"),
    ],
)
def test_old_arabic_turned_and_bare_numbers(text: str, written: str) -> None:
    read = parse_number(text)
    assert read
    assert read.written == written


@pytest.mark.parametrize(
    "text",
    ["", "/", "abc", "12345/ABCD", "Salma 12345/04", "9" * 200,
      "Lot 14", "12/34/56", "0/04", "12345/", "12 34/04", "1 2/04", "123456789/04"],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert parse_number(text) is None


@given(st.text(max_size=90))
def test_any_text_is_read_or_refused_without_failing(text: str) -> None:
    number = parse_number(text)
    assert number is None or parse_number(number.in_full) is not None
    for spot in parse_spots(text) or []:
        assert coordinates.is_inside(spot.lon, spot.lat)


@given(
    st.floats(-16, -1.5),
    st.floats(21.5, 35.5),
    st.sampled_from(["{1:.6f}, {0:.6f}", "{0:.6f} {1:.6f}", "{1:.6f};{0:.6f}"]),
)
def test_degrees_are_read_in_either_order(lon: float, lat: float, form: str) -> None:
    for text in (form.format(lon, lat), form.format(lon, lat).translate(ARABIC_DIGITS)):
        spots = parse_spots(text)
        assert spots
        assert (spots[0].lon, spots[0].lat) == pytest.approx((lon, lat), abs=1e-6)


@pytest.mark.parametrize(
    "text", ["33°54'30\"N 6°54'00\"W", "33,908333 N ; 6,9 O", "33,908333 -6,9", "lat: 33.908333, lon: -6.9", "٣٣٫٩٠٨٣٣٣ ، -٦٫٩"]
)  # fmt: skip
def test_degrees_as_they_are_copied(text: str) -> None:
    spots = parse_spots(text)
    assert spots
    assert (spots[0].lon, spots[0].lat) == pytest.approx((-6.9, 33.908333), abs=1e-5)


@pytest.mark.parametrize(
    "text", ["368463,2 381475,1", "368 463,20 381 475,10", "X=368463.2 Y=381475.1", "368 463 381 475"]
)
def test_metres_without_a_zone_are_read_in_each_and_a_zone_settles_it(text: str) -> None:
    every = parse_spots(text)
    assert every
    assert [spot.zone for spot in every] == list(Zone)
    one = parse_spots(f"{text} zone 1")
    assert one
    assert [spot.zone for spot in one] == [Zone.NORD]
    assert one[0] == every[0]
    assert (one[0].lon, one[0].lat) == pytest.approx((-6.82304, 34.02412), abs=1e-4)


def test_what_is_no_place_of_the_country() -> None:
    assert parse_spots("48.8566, 2.3522") == []
    for text in ("nord", "1 2 3", "33.9", "12345/04", "1e5 3"):
        assert parse_spots(text) is None
