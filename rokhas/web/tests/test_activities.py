"""Which authorisation for my activity: found by a word or by the tree, explained, and carried to the right request."""

from __future__ import annotations

import csv
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rokhas.procedures.queries import DATA
from rokhas.procedures.schema import known_procedures
from rokhas.procedures.schema.activities import activities
from rokhas.web.queries.activities import find, tree
from rokhas.web.tests.conftest import speaking

TODAY = date(2026, 11, 2)


def found(text: str, language: str = "fr") -> list[str]:
    return [row.code for row in speaking(language).get("/activities/", {"q": text}).context["found"]]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("café", "srv_001"),
        ("المقهى", "srv_001"),
        ("قهوة", "srv_001"),
        ("hanout", "com_001"),
        ("pharmasie", "com_073"),
        ("صيدليه", "com_073"),
        ("bolangerie", "art_057"),
        ("terasse", "odp_001"),
        ("tranchée fibre", "odp_044"),
        ("architecte", "srv_039"),
        ("نجار", "art_015"),
        ("ريستو", "srv_003"),
        ("drogri", "com_057"),
        ("مغسلة سيارات", "srv_150"),
        ("mecanisien", "art_001"),
        ("taxifone", "com_086"),
        ("9ahwa", "srv_001"),
        ("7anout", "com_001"),
        ("epicri", "com_001"),
        ("episserie", "com_001"),
        ("مخابز", "art_057"),
        ("electrissien", "art_083"),
        ("tolier", "art_002"),
        ("maison dhote", "srv_026"),
        ("coiffure femme", "srv_113"),
    ],
)
def test_an_activity_is_found_as_people_say_it(typed: str, code: str) -> None:
    for language in ("fr", "ar"):
        assert code in found(typed, language)[:3]


def test_every_activity_is_found_by_its_own_title() -> None:
    """By either name, among the first ten: some titles differ by one word only."""
    lost = [
        (item.code, title)
        for item in activities().values()
        for title in (item.title.fr, item.title.ar)
        if item.code not in [row.code for row in find(title, TODAY)[:10]]
    ]
    assert lost == []


def test_what_is_not_found_is_not_forbidden(visitor: Client) -> None:
    page = visitor.get("/activities/", {"q": "zzzz"})
    assert page.status_code == 200
    assert page.context["found"] == []
    assert page.context["tree"].branches, "the list is still there"


def test_the_tree_leads_to_every_activity() -> None:
    """From the root down its branches, each activity is met once; counts say how many."""
    met: list[str] = []
    waiting = [("", len(activities()))]
    while waiting:
        under, count = waiting.pop()
        level = tree(under, TODAY)
        assert level is not None
        assert sum(branch.count for branch in level.branches) + len(level.rows) == count
        waiting += [(branch.slug, branch.count) for branch in level.branches]
        met += [row.code for row in level.rows]
    assert sorted(met) == sorted(activities())


def test_each_level_of_the_tree_has_its_page(visitor: Client) -> None:
    root = visitor.get("/activities/").context["tree"]
    for _ in range(3):
        root = visitor.get("/activities/", {"under": root.branches[0].slug}).context["tree"]
    assert root.rows
    assert len(root.above) == 3


def test_an_address_that_names_nothing_is_not_found(visitor: Client) -> None:
    assert visitor.get("/activities/", {"under": "nowhere/at-all"}).status_code == 404
    assert visitor.get("/activities/", {"under": "a/b/c/d/e"}).status_code == 404
    assert visitor.get("/activities/nothing/").status_code == 404


def test_a_shoe_shop_goes_on_with_its_declaration(visitor: Client) -> None:
    leaf = visitor.get("/activities/com_031/").context["leaf"]
    assert leaf.procedure_code == "simple-declaration"
    assert leaf.not_enough == ()
    parts = urlsplit(leaf.check)
    assert parse_qs(parts.query) == {"activity": ["com_031"]}
    check = visitor.get(leaf.check)
    assert [each.question.code for each in check.context["state"].answered] == ["activity"]
    assert check.context["question"].code != "activity", "it is not asked again"


def test_a_bakery_is_told_why_a_declaration_is_not_enough(visitor: Client) -> None:
    leaf = visitor.get("/activities/art_057/").context["leaf"]
    [(_name, why, law)] = leaf.not_enough
    assert why
    assert "1914" in law.law
    assert leaf.procedure_doubt, "the class is known from memory only"


def test_the_pages_cost_one_query(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for address in ("/activities/?q=vente", "/activities/", "/activities/srv_001/"):
        Client().get(address)
        with django_assert_max_num_queries(2):
            assert Client().get(address).status_code == 200


def test_the_catalogue_of_activities_names_procedures_that_exist() -> None:
    with (DATA / "activities.csv").open(encoding="utf-8", newline="") as file:
        assert len(activities()) == sum(1 for _ in csv.DictReader(file))
    assert {item.procedure for item in activities().values()} <= set(known_procedures())


def test_everyday_words_name_activities_that_exist() -> None:
    with (DATA / "everyday_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {code.upper().replace("_", "-") for code in activities()}
    assert [row for row in rows if not set(row["activities"].split()) <= known] == []
    assert {row["language"] for row in rows} == {"fr", "ar"}
