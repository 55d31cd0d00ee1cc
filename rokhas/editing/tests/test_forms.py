"""The form of a part says what the part says: keeping it as it is changes nothing, and what is wrong has a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from rokhas.editing.forms import PartForm
from rokhas.editing.queries import blocks
from rokhas.editing.queries.names import of_choice, of_key
from rokhas.editing.views.drafts import lists_in
from rokhas.procedures.actions import DEFINITIONS
from rokhas.procedures.checks import mistakes_of
from rokhas.procedures.errors import NothingThere
from rokhas.procedures.queries import written_value
from rokhas.procedures.schema import Part, Procedure, read_procedure
from rokhas.procedures.schema.shapes import Place, shape_of, shapes_of
from rokhas.testing.definitions import tiny


def value_of(code: str) -> dict[str, Any]:
    return written_value(read_procedure(DEFINITIONS / f"{code}.v1.yaml"))


def pages(
    part: type[Part], value: dict[str, Any], place: Place = ()
) -> Iterator[tuple[type[Part], dict[str, Any], Place]]:
    """Each part that has a page, with its place; one of each list is enough."""
    if blocks.page_of(place) == place:
        yield part, value, place
    for shape in shapes_of(part):
        held = value.get(shape.key)
        if shape.part is None or held is None or shape.holds == "wording":
            continue
        if shape.holds == "part":
            yield from pages(shape.part, held, (*place, shape.key))
        else:
            for rank, each in enumerate(held):
                if len(place) < 2 or rank == 0:
                    yield from pages(shape.part, each, (*place, shape.key, rank))


@pytest.mark.parametrize("code", ["regularisation-permit", "heightening-permit"])
def test_keeping_a_part_as_it_is_changes_nothing(code: str) -> None:
    value = value_of(code)
    lists = lists_in(value)
    found = list(pages(Procedure, value))
    assert len(found) > 60
    for part, held, place in found:
        shapes = blocks.own_keys(part, place)
        sent = PartForm(shapes, held, lists).as_sent()
        given = PartForm(shapes, held, lists, sent).given()
        assert {key: each for key, each in given.items() if each is not None} == {
            shape.key: held[shape.key] for shape in shapes if shape.key in held
        }, place


def test_what_goes_without_saying_is_left_out_and_what_is_half_said_is_kept() -> None:
    value = value_of("regularisation-permit")["steps"][0]
    form = PartForm(blocks.own_keys(step_part(), ("steps", 0)), value, {})
    sent = form.as_sent()
    assert "conforming_law" not in {
        key for key, each in PartForm(form.shapes, value, {}, sent).given().items() if each
    }
    sent["within-quantity"] = "3"
    given = PartForm(form.shapes, value, {}, sent).given()
    assert given["within"] == {"quantity": 3, "unit": "", "law": {"text": "", "certainty": ""}}
    sent["within-quantity"] = "trois"
    assert PartForm(form.shapes, value, {}, sent).given()["within"]["quantity"] == "trois"  # type: ignore[index, call-overload]


def step_part() -> type[Part]:
    step = shape_of(Procedure, "steps").part
    assert step is not None
    return step


def test_what_was_ticked_keeps_its_order() -> None:
    value = {"by": ["commune", "arrondissement"]}
    form = PartForm([shape_of(step_part(), "by")], value, {})
    sent = form.as_sent()
    sent.setlist("by", ["single_desk", "arrondissement", "commune"])
    assert PartForm(form.shapes, value, {}, sent).given()["by"] == [
        "commune",
        "arrondissement",
        "single_desk",
    ]


def test_a_key_that_was_given_no_name_yet_is_shown_in_its_own_words() -> None:
    assert of_key("reading_room") == "reading room"
    assert of_choice("anything", "never_named") == "never named"
    assert of_choice("unit", "days") != of_choice("by", "commune")


def test_a_mistake_leads_to_the_page_where_it_is_corrected() -> None:
    assert blocks.page_of(("documents", 3, "sources", 0, "certainty")) == ("documents", 3, "sources", 0)
    assert blocks.page_of(("documents", 3, "names", "fr")) == ("documents", 3)
    assert blocks.page_of(("steps", 2, "within", "law", "text")) == ("steps", 2)
    assert blocks.page_of(("steps", 2, "after", 0)) == ("steps", 2)
    assert blocks.page_of(("validity", "delay", "quantity")) == ("validity",)
    assert blocks.page_of(("limits", 0, "extension", "delay", "starts")) == ("limits", 0)
    assert blocks.page_of(("limits", 1, "reminders", 0)) == ("limits", 1, "reminders", 0)
    assert blocks.page_of(("steps",)) == ()
    assert blocks.page_of(("names", "ar")) == ()


def test_every_mistake_is_told_beside_a_field_of_its_page() -> None:
    value = written_value(tiny())
    value["steps"][0] |= {
        "after": ["nowhere"],
        "names": {"fr": "", "ar": ""},
        "within": {"quantity": 3, "law": {}},
    }
    mistakes = mistakes_of(value)
    assert len(mistakes) >= 4
    place: Place = ("steps", 0)
    shapes = blocks.own_keys(step_part(), place)
    form = PartForm(shapes, value["steps"][0], lists_in(value))
    bound = PartForm(shapes, value["steps"][0], lists_in(value), form.as_sent())
    bound.full_clean()
    bound.errors.clear()
    bound.tell(mistakes, place)
    assert {
        "names-fr",
        "names-ar",
        "within-unit",
        "within-law-text",
        "within-law-certainty",
    } <= bound.errors.keys()


@pytest.mark.parametrize("address", ["nowhere", "documents/x", "documents/0/0", "names/fr", "0"])
def test_an_address_that_names_no_part_is_none(address: str) -> None:
    with pytest.raises(NothingThere):
        blocks.read_place(address)


def test_what_no_database_keeps_is_left_out_of_what_is_typed() -> None:
    """A control character, a number that no count has, a book in one field: none of them breaks the page."""
    shapes = [each for each in shapes_of(Procedure) if each.key in {"note", "version"}]
    data = QueryDict(mutable=True)
    data.update({"note": "avant\0après" + "x" * 50_000, "version": "9" * 5000})
    given = PartForm(shapes, {}, {}, data).given()
    assert str(given["note"]).startswith("avantaprès")
    assert len(str(given["note"])) <= 20_000
    assert given["version"] == "9" * 5000
