"""The course of every procedure is drawn from its file: nothing over anything else, every arrow, in both languages."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import read_procedure
from rokhas.web.queries.diagram import Box, Drawing, diagram, wrapped
from rokhas.web.queries.layout import layers_of, narrow, wide

SMALL_PAGE = 374  # what a page of 390 pixels leaves
AFTER = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c"), "e": ("a", "d")}
SIZES = dict.fromkeys(AFTER, (100, 40))


def apart(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def inside(drawing: Drawing) -> bool:
    return all(
        box.x >= 0
        and box.y >= 0
        and box.x + box.width <= drawing.width
        and box.y + box.height <= drawing.height
        and all(box.y < line.y < box.y + box.height for line in box.lines)
        for box in drawing.boxes
    )


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("file", packaged_files(), ids=lambda file: file.stem)
def test_every_procedure_is_drawn(file: Path, language: str) -> None:
    procedure = read_procedure(file)
    with translation.override(language):
        drawn = diagram(procedure)
        page = render_to_string(
            "web/_diagram.html", {"diagram": drawn, "name": procedure.names.in_(language)}
        )
    arrows = sum(len(step.after) for step in procedure.steps)
    for drawing in (drawn.wide, drawn.narrow):
        assert inside(drawing)
        assert all(apart(one, other) for one, other in combinations(drawing.boxes, 2))
        assert len(drawing.arrows) == arrows
    assert drawn.narrow.width <= SMALL_PAGE
    for step in procedure.steps:
        first = wrapped(step.names.in_(language), 20)[0].split()[0]
        assert first in page


def test_a_step_stands_below_all_those_it_comes_after() -> None:
    assert layers_of(AFTER) == {"a": 0, "b": 1, "c": 1, "d": 2, "e": 3}
    assert layers_of({"a": ("b",), "b": ("a",), "c": ("gone",)}) == {"a": 0, "b": 0, "c": 0}
    for place in (wide, narrow):
        spots = place(AFTER, SIZES).spots
        for code, before in AFTER.items():
            assert all(spots[each].y + spots[each].height < spots[code].y for each in before)


def test_an_arrow_that_passes_a_layer_passes_beside_its_boxes() -> None:
    layout = wide(AFTER, SIZES)
    path = layout.arrows["a", "e"]
    assert path.count("C") == 3  # two thin places between its ends
    assert len({spot.x for spot in layout.spots.values()}) > 1


def test_a_page_read_from_the_right_is_drawn_from_the_right() -> None:
    left, right = wide(AFTER, SIZES), wide(AFTER, SIZES, rtl=True)
    for code, spot in left.spots.items():
        assert right.spots[code].x + spot.width == pytest.approx(left.width - spot.x)
    assert narrow(AFTER, SIZES, rtl=True).spots["a"].x < narrow(AFTER, SIZES).spots["a"].x


def test_lanes_never_run_over_each_other() -> None:
    crossing = {"a": (), "b": ("a",), "c": ("a", "b"), "d": ("b", "c"), "e": ("a", "c", "d")}
    drawn = narrow(crossing, dict.fromkeys(crossing, (100, 40)))
    lanes = [path.split("H")[1].split("V")[0] for path in drawn.arrows.values() if "H" in path]
    assert len(set(lanes)) == len(lanes) - 1  # a-c and d's own pass one after the other


def test_words_are_cut_between_words() -> None:
    assert wrapped("un deux trois", 8) == ["un deux", "trois"]
    assert all(len(line) <= 12 for line in wrapped("la commission examine le dossier en séance", 12))
    assert "anticonstitutionnellement" in wrapped("un anticonstitutionnellement long", 6)
    assert [one for one, _then in pairwise(wrapped("a b", 1))] == ["a"]


@pytest.mark.django_db
def test_the_public_sheet_shows_the_course_as_a_diagram(client: Client) -> None:
    page = client.get("/procedures/building-permit/").content.decode()
    assert page.count('<svg class="wb-flow ') == 2
    assert "style=" not in page.split("<figure")[1].split("</figure>")[0]
