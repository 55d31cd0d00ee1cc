"""The check report: what each file holds, and what is wrong with it, by feature."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.utils.translation import override

from rokhas.territory.models import Unit
from rokhas.zoning.actions import Checked, check, read_layer
from rokhas.zoning.actions.checking import MOST_OVERLAPS
from rokhas.zoning.schema.findings import _SENTENCES
from rokhas.zoning.tests.files import (
    LAMBERT_PRJ,
    PLAN,
    SIDE,
    UTM_PRJ,
    WEST,
    WGS84_PRJ,
    archive,
    easement,
    geojson,
    line,
    square,
    zone,
)

pytestmark = pytest.mark.django_db
BOW = {
    "type": "Polygon",
    "coordinates": [[[-6.91, 33.9], [-6.9, 33.91], [-6.9, 33.9], [-6.91, 33.91], [-6.91, 33.9]]],
}


def report(content: bytes, **plan: Any) -> Checked:
    return check(read_layer(content), Unit.objects.get(pk="04.501.01.07"), **plan)


def codes(content: bytes, **plan: Any) -> list[tuple[int, str]]:
    return [(finding.line, finding.code) for finding in report(content, **plan).findings]


def test_a_sound_file_has_nothing_to_say() -> None:
    checked = report(geojson(zone(), zone("V", square(1), levels=0), easement()))
    assert checked.findings == []
    assert [drawn.said.code for drawn in (*checked.zones, *checked.easements)] == ["R4", "V", "S1"]
    assert checked.head is not None
    assert (checked.head.plan, str(checked.head.approved_on)) == ("pa-essai", "2024-01-15")


@pytest.mark.parametrize("prj", [None, WGS84_PRJ])
def test_shapefiles_say_the_same_as_geojson(prj: str | None) -> None:
    features = (zone(), zone("V", square(1)), easement())
    packed = archive(*features) if prj is None else archive(*features, prj=prj)
    from_zip, from_json = report(packed), report(geojson(*features))
    # The lines of a plan come in a file of their own, read first by the order of the names.
    assert from_zip.findings == []
    assert {drawn.said.code: drawn.said for drawn in from_zip.zones} == {
        drawn.said.code: drawn.said for drawn in from_json.zones
    }
    for one, other in zip(from_zip.zones, from_json.zones, strict=True):
        assert one.shape.symmetric_difference(other.shape).area < 1e-12


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"zone;R4", [(0, "not-json"), (0, "empty")]),
        (b"[1]", [(0, "not-geojson")]),
        ("é".encode("latin-1"), [(0, "encoding")]),
        (b"PK\x03\x04 nothing", [(0, "not-zip")]),
        (geojson(zone(), crs={"properties": {"name": "EPSG:26191"}}), [(0, "srs")]),
        (archive(zone(), prj=""), [(0, "no-projection")]),
        (archive(zone(), prj=UTM_PRJ), [(0, "srs")]),
        (archive(zone(), prj="Lambert"), [(0, "srs")]),
        (archive(zone(), cpg="ARABIC-7"), [(0, "encoding")]),
        (archive(), [(0, "no-shapefile")]),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, found: list[tuple[int, str]]) -> None:
    told = codes(content, **PLAN)
    assert told[0] == found[0]
    assert all(line == 0 for line, _code in told)


def test_a_file_without_its_plan_names_what_is_missing() -> None:
    bare = geojson(zone(), plan=None)
    told = report(bare)
    assert {finding.params["attribute"] for finding in told.errors} == {
        "plan",
        "kind",
        "name_fr",
        "name_ar",
        "certainty",
        "source",
    }
    assert report(bare, **PLAN).errors == []
    assert [f.params for f in report(geojson(zone()), ends_on="2020-01-01").errors] == [
        {"attribute": "ends_on"}
    ]


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (zone(name_ar=""), "attribute-missing"),
        (zone(height="haut"), "value"),
        (zone(coverage=60), "value"),
        (zone(allowed="logements"), "value"),
        (zone(forbidden=["offices"]), "value"),
        (zone(note_fr="Une place par logement"), "attribute-missing"),
        (zone(feature="lot"), "kind"),
        (zone(name_fr="Zone dâ€™habitat Ã©"), "mojibake"),
        (zone(name_ar="Ø§Ù„Ù…Ù†Ø·Ù‚Ø©"), "mojibake"),
        (zone(name_fr="R\ufffdsidence"), "mojibake"),
        (easement(kind="tram"), "value"),
        (easement(text_ar=None), "attribute-missing"),
        (zone() | {"geometry": None}, "geometry-missing"),
        (zone() | {"geometry": {"type": "Polygon", "coordinates": []}}, "geometry-missing"),
        (zone() | {"geometry": {"type": "Polygon", "coordinates": "here"}}, "geometry-invalid"),
        (zone(geometry=line()), "geometry-type"),
        (zone(geometry=BOW), "geometry-invalid"),
        (zone(geometry=square(5_000)), "outside-country"),
        (zone(geometry=square(100)), "outside-commune"),
    ],
)
def test_a_wrong_feature_is_named(feature: Any, code: str) -> None:
    assert codes(geojson(feature, zone("V", square(0, 2)))) == [(1, code)]


def test_the_text_of_a_shapefile_is_read_as_it_says() -> None:
    """An export that says UTF-8 and is not: each damaged attribute is named; with its true encoding it is sound."""
    assert codes(archive(zone(), encoding="cp1256")) == [(1, "mojibake")]
    told = report(archive(zone(), encoding="cp1256", cpg="1256"))
    assert told.findings == []
    assert told.zones[0].said.name_ar == "منطقة R4"


def test_what_nobody_sees_is_not_kept() -> None:
    """No database keeps the first; the second turns the writing over on an official note."""
    told = report(geojson(zone(name_fr="R\u0000és\u202eidentielle")))
    assert [each.said.name_fr for each in told.zones] == ["Résidentielle"]
    assert codes(geojson(zone(name_fr="\u200f"))) == [(1, "value")]


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ('UNIT["Meter",1.0', 'UNIT["Kilometer",1000.0'),
        ('PRIMEM["Greenwich",0.0', 'PRIMEM["Paris",2.33722917'),
    ],
)
def test_a_projection_that_is_nearly_ours_is_not_taken_for_it(said: str, true: str) -> None:
    assert said in LAMBERT_PRJ
    told = codes(archive(zone(), prj=LAMBERT_PRJ.replace(said, true)))
    assert told[0] == (0, "srs")


def test_zones_heaped_on_each_other_are_told_without_reading_every_pair() -> None:
    heap = [zone(f"Z{n}", square(n / 1000)) for n in range(40)]
    told = report(geojson(*heap, *[zone()] * 500))
    overlaps = [each for each in told.errors if each.code == "overlap"]
    assert len(overlaps) == MOST_OVERLAPS
    assert sum(each.code == "duplicate" for each in told.errors) == 499


def test_what_is_not_known_may_be_accepted() -> None:
    told = report(geojson(zone(), zone("V", square(1), owner="")))
    assert [(f.line, f.code, f.severity) for f in told.findings] == [(2, "attribute-unknown", "warning")]
    assert len(told.zones) == 2


def test_zones_do_not_overlap() -> None:
    over = square(0.5)
    told = report(geojson(zone(), zone("V", over)))
    [overlap] = told.errors
    assert (overlap.line, overlap.code, overlap.params["other"], overlap.params["zone"]) == (
        2,
        "overlap",
        1,
        "R4",
    )
    half = SIDE / 2 * 92_300 * SIDE * 110_900  # metres of a degree at 33.9° north
    assert overlap.params["area"] == pytest.approx(half, rel=0.02)


def test_two_zones_on_one_outline_overlap() -> None:
    """The same zone drawn twice is told as such; another code on its outline gives the land two rules."""
    told = report(geojson(zone(), zone(), zone("V", levels=0)))
    assert [(f.line, f.code, f.params["other"]) for f in told.errors] == [
        (2, "duplicate", 1),
        (3, "overlap", 1),
    ]


def test_what_zones_leave_between_them_is_a_gap() -> None:
    ring = [zone(f"Z{n}", square(n % 3, n // 3)) for n in range(9) if n != 4]
    told = report(geojson(*ring))
    assert [(f.line, f.code, f.severity) for f in told.findings] == [(0, "gap", "warning")]
    assert str(told.findings[0].params["place"]).startswith("33.903")


def test_what_is_drawn_twice_or_has_two_rules_is_refused() -> None:
    assert codes(geojson(zone(), zone())) == [(2, "duplicate")]
    assert codes(geojson(easement(), zone(), easement())) == [(3, "duplicate")]
    assert codes(geojson(zone(), zone(geometry=square(2)))) == []
    assert codes(geojson(zone(), zone(geometry=square(2), height=20))) == [(2, "contradiction")]


def test_what_crosses_the_limit_of_the_commune_is_told() -> None:
    long = {
        "type": "Polygon",
        "coordinates": [[[WEST, 33.9], [-6.6, 33.9], [-6.6, 33.901], [WEST, 33.901], [WEST, 33.9]]],
    }
    assert codes(geojson(zone(geometry=long))) == [(1, "beyond-commune")]


@pytest.mark.parametrize("code", _SENTENCES)
def test_every_finding_is_told_in_both_languages(code: str) -> None:
    said = {}
    for language in (None, "fr", "ar"):
        with override(language):
            said[language] = str(_SENTENCES[code])
    assert said["fr"] != said[None]
    assert any("\u0621" <= letter <= "\u064a" for letter in said["ar"])
    for language in ("fr", "ar"):
        assert set(_names(said[language])) == set(_names(said[None]))


def _names(sentence: str) -> list[str]:
    return [part.partition(")")[0] for part in sentence.split("%(")[1:]]


def _without_the_end(packed: bytes, ending: str, kept: int) -> bytes:
    """The same archive, one of its files cut short."""
    cut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as members, zipfile.ZipFile(cut, "w") as written:
        for name in members.namelist():
            content = members.read(name)
            written.writestr(name, content[:kept] if name.endswith(ending) else content)
    return cut.getvalue()


@pytest.mark.parametrize(("ending", "kept"), [(".shp", 104), (".shp", 150), (".dbf", 0), (".dbf", 40)])
def test_a_shapefile_cut_on_its_way_is_told_and_not_read(ending: str, kept: int) -> None:
    read = read_layer(_without_the_end(archive(zone()), ending, kept))
    assert [finding.code for finding in read.findings] == ["not-shapefile"]


def test_a_head_nested_without_end_is_told() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        written.writestr("plan/plan.json", "[" * 100_000)
    assert read_layer(packed.getvalue()).findings
