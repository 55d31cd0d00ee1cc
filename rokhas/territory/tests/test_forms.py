from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from rokhas.territory.forms import ParcelForm, written
from rokhas.territory.models import Unit

pytestmark = pytest.mark.django_db


def _codes(form: ParcelForm) -> dict[str, list[str]]:
    return {name: [str(error.code) for error in errors] for name, errors in form.errors.as_data().items()}


def test_a_commune_alone_is_enough() -> None:
    form = ParcelForm({"commune": "Ait Kamra"})
    assert form.is_valid(), form.errors
    assert form.place().unit.code == "01.051.11.01"
    assert form.place().point is None


@pytest.mark.parametrize("typed", ["آيت قمرة", "01.051.11.01", "Ait Kamra (01.051.11.01)", " ait  kamra "])
def test_a_commune_in_any_writing(typed: str) -> None:
    form = ParcelForm({"commune": typed})
    assert form.is_valid(), form.errors
    assert form.place().unit.code == "01.051.11.01"


def test_what_the_field_shows_is_read_back() -> None:
    for unit in Unit.objects.leaves()[::211]:
        for language in ("fr", "ar"):
            with override(language):
                form = ParcelForm({"commune": written(unit)})
            assert form.is_valid(), form.errors
            assert form.place().unit == unit


def test_a_point_alone_is_enough() -> None:
    form = ParcelForm({"lon": "-9,5982", "lat": "30,4202"})
    assert form.is_valid(), form.errors
    place = form.place()
    assert place.unit == place.found
    assert place.unit.name_fr == "Agadir"
    assert place.point
    assert place.point.zone == "sud"


def test_lambert_metres_as_they_are_copied_from_a_plan() -> None:
    form = ParcelForm({"zone": "nord", "x": "368 463,20", "y": "381 475,10"})
    assert form.is_valid(), form.errors
    assert form.place().unit.parent_id == "04.421.01.0"


def test_a_typographic_minus_is_a_minus() -> None:
    form = ParcelForm({"lon": "\u22129.5982", "lat": "30.4202"})
    assert form.is_valid(), form.errors


def test_near_a_border_the_person_decides() -> None:
    form = ParcelForm({"commune": "Ait Kamra", "lon": "-9.5982", "lat": "30.4202"})
    assert form.is_valid()
    assert form.place().unit.name_fr == "Ait Kamra"
    assert form.place().found
    assert form.place().found != form.place().unit


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"commune": ["required"]}),
        ({"commune": " "}, {"commune": ["required"]}),
        ({"commune": "zzzzqqqq"}, {"commune": ["unknown-unit"]}),
        ({"commune": "99.999.99.99"}, {"commune": ["unknown-unit"]}),
        ({"commune": "Casablanca"}, {"commune": ["divided"]}),
        ({"commune": "06.141.01.0"}, {"commune": ["divided"]}),
        ({"commune": "sidi"}, {"commune": ["ambiguous"]}),
        ({"lon": "-6.8"}, {"lat": ["incomplete"]}),
        ({"zone": "nord", "lon": "-6.8", "lat": "34"}, {"x": ["incomplete"]}),
        ({"lon": "2.35", "lat": "48.85"}, {"lon": ["outside-country"]}),
        ({"lon": "-9", "lat": "33.5"}, {"commune": ["no-commune"]}),
        ({"lon": "west", "lat": "34"}, {"lon": ["invalid"]}),
        ({"commune": "Agadir", "zone": "utm"}, {"zone": ["invalid_choice"]}),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    given: dict[str, str], expected: dict[str, list[str]]
) -> None:
    assert _codes(ParcelForm(given)) == expected


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_picker_is_plain_fields_that_a_script_may_improve(language: str) -> None:
    with override(language):
        text = render_to_string(
            "territory/_parcel_map.html", {"form": ParcelForm()}, request=RequestFactory().get("/")
        )
    page = _Page()
    page.feed(text)
    fields = {attrs.get("name"): attrs for tag, attrs in page.tags if tag in {"input", "select"}}
    assert set(fields) == {"commune", "zone", "lon", "lat", "x", "y"}
    assert all(attrs.get("type") != "hidden" for attrs in fields.values())
    picker = next(attrs for tag, attrs in page.tags if tag == "rk-parcel-map")
    known = {attrs["id"] for _, attrs in page.tags if attrs.get("id")}
    assert {picker[f"data-{name}"] for name in ("commune", "zone", "lon", "lat", "x", "y")} <= known
    assert picker["data-boundaries"] == "/territory/boundaries/CODE.json"
    assert all("style" not in attrs for _, attrs in page.tags)
    assert all(attrs.get("src") for tag, attrs in page.tags if tag == "script")
    sentences = [value for name, value in picker.items() if name.startswith("data-text-")]
    assert len(sentences) == 9
    assert all(sentences)
