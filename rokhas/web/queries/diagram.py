"""The course of a procedure as a drawing made from its file: who acts, in which order, by when, under which condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.procedures.schema import GRANTING, Kind, Procedure, Step
from rokhas.web.queries.layout import Layout, Size, narrow, wide
from rokhas.web.queries.sheet import DETOURS, Stage, stage_of
from rokhas.web.queries.wording import Said

WIDE, NARROW, PAD, LINE = 226, 260, 10, 19
# The mean width of a letter in pixels, at the size of the drawing: joined letters are narrower.
LETTER = {"ar": 6.1, "fr": 7.1}
BOLD = 1.1  # how much wider names are
Tone = Literal["asked", "office", "granted", "ended"]
Weight = Literal["name", "who", "when", "if"]


@dataclass(frozen=True)
class Line:
    """A line of words in a box: where, and as what."""

    text: str
    x: int
    y: int
    weight: Weight


@dataclass(frozen=True)
class Box:
    """A step: its place, its words, whether it is a way out of the favourable course, and what kind of moment it is."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]
    tone: Tone
    is_detour: bool


@dataclass(frozen=True)
class Drawing:
    """One drawing; `identity` tells those of a page apart."""

    identity: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Diagram:
    """The same course for wide pages and for narrow ones. The list of the steps tells it in words."""

    wide: Drawing
    narrow: Drawing


def diagram(procedure: Procedure) -> Diagram:
    """No query: drawn from the version itself."""
    language = get_language() or "fr"
    stages = {step.code: stage_of(step, procedure, language) for step in procedure.steps}
    after = {step.code: step.after for step in procedure.steps}
    drawings = []
    for name, place, width in (("wide", wide, WIDE), ("narrow", narrow, NARROW)):
        words = {code: list(_words(stage, width, language)) for code, stage in stages.items()}
        sizes: dict[str, Size] = {code: (width, 2 * PAD + LINE * len(said)) for code, said in words.items()}
        drawings.append(
            _drawn(f"{procedure.code}-{name}", procedure, place(after, sizes, rtl=language == "ar"), words)
        )
    return Diagram(*drawings)


def _drawn(
    identity: str, procedure: Procedure, layout: Layout, words: dict[str, list[tuple[Weight, str]]]
) -> Drawing:
    detours = {step.code for step in procedure.steps if not DETOURS.isdisjoint(step.when)}
    boxes = tuple(_box(step, layout, words[step.code], step.code in detours) for step in procedure.steps)
    arrows = tuple((path, ends[1] in detours) for ends, path in layout.arrows.items())
    return Drawing(identity, round(layout.width), round(layout.height), boxes, arrows)


def _box(step: Step, layout: Layout, words: Iterable[tuple[Weight, str]], is_detour: bool) -> Box:
    spot = layout.spots[step.code]
    lines = tuple(
        Line(text, round(spot.x + spot.width / 2), round(spot.y + PAD + LINE * (number + 0.72)), weight)
        for number, (weight, text) in enumerate(words)
    )
    return Box(round(spot.x), round(spot.y), spot.width, spot.height, lines, _tone(step), is_detour)


def _tone(step: Step) -> Tone:
    if not step.by or step.kind in {Kind.DECLARATION, Kind.PAYMENT}:
        return "asked"
    if step.paper in GRANTING or step.kind is Kind.DELIVERY:
        return "granted"
    return "ended" if step.paper in {"refusal", "inadmissibility"} else "office"


def _words(stage: Stage, width: int, language: str) -> Iterator[tuple[Weight, str]]:
    """The lines of a box: its name, who acts, the delay with what silence does, and the conditions."""
    room = int((width - 2 * PAD) / LETTER["ar" if language == "ar" else "fr"])
    said: list[tuple[Weight, str]] = [("name", stage.name)]
    said.append(("who", (_(" or ") if stage.choose == "first" else " · ").join(stage.who)))
    if stage.signers:
        said.append(("who", stage.signers))
    if stage.delay:
        said.append(("when", _in_doubt(stage.delay)))
        if stage.silence and stage.silence.law:
            said.append(("when", _("If no answer comes:") + " " + _in_doubt(stage.silence)))
    if stage.conditions:
        said.append(("if", _("Only when:") + " " + _(" ; ").join(stage.conditions)))
    for weight, text in said:
        for line in wrapped(text, int(room / BOLD) if weight == "name" else room):
            yield weight, line


def _in_doubt(said: Said) -> str:
    """A fact, and that it is not certain where it was not read in its source."""
    return f"{said.text} ({said.doubt})" if said.doubt else said.text


def wrapped(text: str, room: int) -> list[str]:
    """Words in lines of at most `room` letters; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
