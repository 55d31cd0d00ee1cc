import json

import pytest
from django.test import Client
from django.urls import reverse

from rokhas.territory import views

pytestmark = pytest.mark.django_db


def test_every_view_is_public_on_purpose() -> None:
    assert {getattr(view, "access", None) for view in (views.search, views.at, views.boundaries)} == {
        "public"
    }


def test_search_answers_in_the_language_of_the_page(client: Client) -> None:
    address = reverse("territory:search")
    french = client.get(
        address, {"q": "القنيطرة", "kind": "commune"}, headers={"accept-language": "fr"}
    ).json()["results"]
    assert french[0]["name"] == "Kénitra"
    assert french[0]["code"] == "04.281.01.01"
    assert french[0]["kind"] == "commune"
    assert len(french[0]["bbox"]) == 4
    arabic = client.get(address, {"q": "kenitra"}, headers={"accept-language": "ar"}).json()["results"]
    assert arabic[0]["name"] == "القنيطرة"


def test_search_never_answers_more_than_ten_and_forgives_nonsense(client: Client) -> None:
    address = reverse("territory:search")
    assert len(client.get(address, {"q": "sidi"}).json()["results"]) == 10
    assert client.get(address).json() == {"results": []}
    assert client.get(address, {"q": "a" * 10_000, "kind": "planet"}).json() == {"results": []}


def test_a_point_in_degrees_gives_lambert_and_the_commune(client: Client) -> None:
    answer = client.get(reverse("territory:at"), {"lon": "-6.8229", "lat": "34.0241"}).json()
    assert answer["unit"]["code"] == "04.421.01.05"
    assert answer["lambert"]["zone"] == "nord"
    assert answer["lambert"]["x"] == pytest.approx(368_480, abs=200)


def test_a_point_in_lambert_metres_gives_degrees(client: Client) -> None:
    degrees = client.get(reverse("territory:at"), {"lon": "-9.5982", "lat": "30.4202"}).json()
    metres = degrees["lambert"]
    back = client.get(
        reverse("territory:at"), {"x": metres["x"], "y": metres["y"], "zone": metres["zone"]}
    ).json()
    assert back["unit"]["name_fr"] == "Agadir"
    assert (back["lon"], back["lat"]) == pytest.approx((-9.5982, 30.4202), abs=1e-5)


def test_the_sea_is_no_commune(client: Client) -> None:
    assert client.get(reverse("territory:at"), {"lon": "-9", "lat": "33.5"}).json()["unit"] is None


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"lon": "-6.8"},
        {"lon": "here", "lat": "34"},
        {"lon": "2.35", "lat": "48.85"},
        {"lon": "nan", "lat": "34"},
        {"x": "1200000", "y": "400000", "zone": "nord"},
        {"x": "366891", "y": "381040", "zone": "utm"},
    ],
)
def test_a_point_that_is_none_is_a_problem_said_in_words(client: Client, given: dict[str, str]) -> None:
    response = client.get(reverse("territory:at"), given)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["title"]


def test_boundaries_are_kept_by_the_browser(client: Client) -> None:
    address = reverse("territory:boundaries", args=["04.421.01.0"])
    first = client.get(address)
    assert first.headers["Content-Type"] == "application/geo+json"
    assert "max-age" in first.headers["Cache-Control"]
    assert len(json.loads(first.content)["features"]) == 5
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_unknown_boundaries_are_not_found(client: Client) -> None:
    assert client.get(reverse("territory:boundaries", args=["nowhere"])).status_code == 404


def test_answers_are_read_only(client: Client) -> None:
    assert client.post(reverse("territory:at")).status_code == 405
