"""The register of land titles: loaded whole or not at all, asked by number or by point, and without a name."""

import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from rokhas.journal.models import Event
from rokhas.kernel import coordinates
from rokhas.kernel.words import BadUsage, Refusal, TargetMissed
from rokhas.territory import queries, views
from rokhas.territory.actions import Load, load_titles, read_titles
from rokhas.territory.models import LandTitle
from rokhas.territory.schema import TitleNumber

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, tzinfo=UTC)
TEMARA, MENZEH = "04.501.01.07", "04.501.03.01"
HOME = (-6.9021, 33.9079)
SIDE = 0.0002


def square(lon: float = HOME[0], lat: float = HOME[1], side: float = SIDE) -> dict[str, Any]:
    ring = [(lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side), (lon, lat)]
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


def feature(number: str = "12345/38", geometry: Any = None, **properties: Any) -> dict[str, Any]:
    given = {
        "number": number,
        "commune": TEMARA,
        "source": "test",
        "as_of": "2026-01-01",
        "certainty": "constructed",
    }
    return {"type": "Feature", "properties": given | properties, "geometry": geometry or square()}


def text_of(*features: Any, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members})


def load(*features: Any, **options: Any) -> Load:
    return load_titles(read_titles(text_of(*features), at=AT, **options))


def codes(*features: Any, **options: Any) -> list[tuple[int, str]]:
    return [
        (problem.line, problem.code) for problem in read_titles(text_of(*features), at=AT, **options).problems
    ]


def test_loading_twice_changes_nothing_and_a_newer_answer_replaces() -> None:
    first = load(feature(), feature("R1200/38", square(lat=33.91)))
    assert (first.new, first.problems) == (2, [])
    again = load(feature(), feature("R1200/38", square(lat=33.91)))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    newer = load(feature(as_of="2026-02-01"))
    assert (newer.changed, LandTitle.objects.count()) == (1, 2)
    told = [event.data for event in Event.objects.filter(kind="titles.loaded").order_by("pk")]
    assert told == [{"new": 2, "changed": 0}, {"new": 0, "changed": 1}]
    older = load(feature())
    assert [problem.code for problem in older.problems] == ["older"]
    assert LandTitle.objects.get(number=12345).as_of == date(2026, 2, 1)


def test_the_area_is_measured_when_none_is_stated() -> None:
    load(feature())
    title = LandTitle.objects.get()
    assert title.area == pytest.approx(Decimal(410), abs=5)
    assert title.kind == "title"


def test_lambert_metres_lie_where_the_degrees_do() -> None:
    ring = square()["coordinates"][0]
    metres = [list(coordinates.from_wgs84(*point)[1:]) for point in ring]
    outline = {"type": "Polygon", "coordinates": [metres]}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::26191"}}
    title = feature(geometry=outline)
    for read in (read_titles(text_of(title), srs="nord", at=AT), read_titles(text_of(title, crs=crs), at=AT)):
        assert read.problems == []
        assert (read.titles[1].west, read.titles[1].south) == pytest.approx(HOME, abs=1e-6)
    assert codes(feature(geometry=outline)) == [(1, "srs")]
    assert codes(feature(geometry=outline), srs="sud") == [(1, "another-commune")]
    assert codes(feature(), srs="nord") == [(1, "outside")]
    said = read_titles(text_of(feature(), crs=crs), srs="degrees", at=AT)
    assert [problem.code for problem in said.problems] == ["srs"]


# fmt: off
BOW = {
    "type": "Polygon",
    "coordinates": [[[-6.902, 33.907], [-6.901, 33.908], [-6.901, 33.907], [-6.902, 33.908], [-6.902, 33.907]]],
}
# fmt: on


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (feature("Lot 14"), "number"),
        (feature("12345"), "number"),
        (feature(commune="04.501"), "commune"),
        (feature(commune="06.141.01.0"), "commune"),
        (feature(commune=MENZEH), "another-commune"),
        (feature(geometry=BOW), "geometry"),
        (feature(geometry={"type": "LineString", "coordinates": [[-6.9, 33.9], [-6.8, 33.9]]}), "geometry"),
        (feature(geometry={"type": "Polygon", "coordinates": [[[-6.9, 33.9], [-6.8, 33.9]]]}), "geometry"),
        (feature(geometry={"type": "Polygon", "coordinates": "here"}), "geometry"),
        (feature(geometry={"type": "Polygon", "coordinates": []}), "geometry"),
        (feature(geometry=square(*reversed(HOME))), "outside"),
        (feature(geometry={"type": "Point", "coordinates": list(HOME)}), "area"),
        (feature(area=9000), "area"),
        (feature(area="large"), "area"),
        (feature(area=-1), "area"),
        (feature(certainty="certain"), "certainty"),
        (feature(as_of="2027-01-01"), "as-of"),
        (feature(as_of="yesterday"), "as-of"),
        (feature(source=""), "source"),
        ({"type": "Feature"}, "not-a-feature"),
        ("a title", "not-a-feature"),
    ],
)
def test_one_wrong_title_is_named_by_its_line_and_nothing_is_written(wrong: Any, code: str) -> None:
    good = feature("1/38", square(lat=33.91))
    result = load(good, wrong)
    assert [(problem.line, problem.code) for problem in result.problems] == [(2, code)]
    assert not LandTitle.objects.exists()


def test_the_same_number_twice_is_a_problem_however_it_is_written() -> None:
    assert codes(feature("TF 12 345/38"), feature("١٢٣٤٥/٣٨", square(lat=33.91))) == [(2, "duplicate")]
    assert codes(feature("1/38"), feature("R1/38", square(lat=33.91))) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": {}}', "[" * 100_000, '{"features": [NaN]}'])
def test_a_file_that_is_no_collection_is_one_problem(text: str) -> None:
    assert [problem.line for problem in read_titles(text, at=AT).problems] == [0]


def test_a_name_is_refused_and_not_even_repeated() -> None:
    result = read_titles(text_of(feature(proprietaire="Salma Berrada")), at=AT)
    assert [problem.code for problem in result.problems] == ["too-much"]
    assert "Salma" not in str(result.problems[0])
    assert "proprietaire" not in str(result.problems[0])
    assert not {"owner", "name", "holder"} & {field.name for field in LandTitle._meta.fields}


def test_a_number_without_its_index_finds_every_registry() -> None:
    load(feature("12345/38"), feature("12345/04", square(-6.86, 33.855), commune=MENZEH))
    assert [place.parcel.number.in_full for place in queries.seek("12345") if place.parcel] == [
        "TF 12345/04",
        "TF 12345/38",
    ]
    one = queries.seek("TF 12345/04")
    assert [place.unit.pk for place in one if place.unit] == [MENZEH]
    assert queries.seek("TF 12345/99") == []


def test_a_point_finds_the_land_around_it_and_keeps_itself() -> None:
    load(feature(), feature("7/38", square(-6.93, 33.88, 0.05)))
    inside, beside = (HOME[0] + SIDE / 2, HOME[1] + SIDE / 2), (-6.9021 + SIDE * 2, 33.9079)
    found = queries.seek(f"{inside[1]}, {inside[0]}")
    assert {place.parcel.number.number for place in found if place.parcel} == {12345, 7}
    assert (found[0].lon, found[0].lat) == pytest.approx(inside)
    assert [place.parcel.number.number for place in queries.parcels_at(*beside) if place.parcel] == [
        7
    ]  # wider than a cell
    assert queries.parcels_at(-6.99, 33.95) == []
    bare = queries.seek("34.0241, -6.8229")[0]
    assert bare.parcel is None
    assert bare.unit


def test_asking_costs_the_same_whatever_the_register_holds(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load(*(feature(f"{number}/38", square(-6.9021 + number * 0.0003, 33.9079)) for number in range(1, 30)))
    with django_assert_num_queries(2):
        queries.title(TitleNumber(12, "38"))
    with django_assert_num_queries(2):
        assert queries.parcels_at(-6.9021 + 12 * 0.0003 + 0.0001, 33.908)


def test_parcels_are_for_people_signed_in_one_point_at_a_time(client: Client) -> None:
    load(feature())
    address, point = (
        reverse("territory:parcels"),
        {"lon": str(HOME[0] + SIDE / 2), "lat": str(HOME[1] + SIDE / 2)},
    )
    assert client.get(address, point).status_code == 302
    client.force_login(
        get_user_model().objects.create(email="someone@demo.example", name_fr="Someone", name_ar="شخص")
    )
    response = client.get(address, point)
    (parcel,) = response.json()["parcels"]
    assert set(parcel) == {"number", "area", "sought", "geometry"}
    assert (parcel["number"], parcel["geometry"]["type"]) == ("TF 12345/38", "Polygon")
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get(address, {"lon": "here"}).status_code == 422
    assert client.get(address).status_code == 422
    answers = [client.get(address).status_code for _each in range(views.LOOKS.allowed)]
    assert answers[-1] == 429, "the register is not copied from the map"


def test_the_sketch_keeps_the_proportions_of_the_land() -> None:
    load(feature(geometry=square(side=0.001)))
    sketch = queries.seek("12345/38")[0].sketch
    assert sketch
    assert (sketch.across, sketch.along) == pytest.approx((92, 111), abs=1)
    assert sketch.path.startswith("M")


def word(*arguments: str) -> str:
    out = io.StringIO()
    call_command("territory", "titles", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_word_checks_loads_and_finds(tmp_path: Path) -> None:
    file = tmp_path / "titles.geojson"
    file.write_text(text_of(feature()))
    assert "1 titles would be new" in word("import", str(file), "--dry-run")
    assert not LandTitle.objects.exists()
    told = json.loads(word("import", str(file), "--json"))
    assert told == {"new": 1, "changed": 0, "unchanged": 0, "written": True, "problems": []}
    assert json.loads(word("find", "TF 12 345/38", "--json"))["titles"][0]["commune"] == TEMARA
    file.write_text(text_of(feature(), feature()))
    with pytest.raises(TargetMissed):
        word("import", str(file))
    with pytest.raises(Refusal):
        word("find", "TF 1/99")
    with pytest.raises(BadUsage):
        word("import", str(tmp_path / "nothing.geojson"))


def test_what_a_title_does_not_say_is_said_once_for_the_file() -> None:
    bare = {"type": "Feature", "properties": {"number": "1/38", "commune": TEMARA}, "geometry": square()}
    assert codes(bare) == [(1, "source")]
    given = {"source": "ANCFCC", "as_of": date(2026, 1, 31), "certainty": "sourced"}
    assert load(bare, **given).new == 1
    assert LandTitle.objects.get().source == "ANCFCC"
