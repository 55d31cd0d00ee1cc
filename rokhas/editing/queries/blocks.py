"""The parts of a next version, one page each: which there are, what each holds, where a mistake is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from rokhas.editing.queries.names import of_choice, of_key
from rokhas.procedures.checks import Found
from rokhas.procedures.errors import NothingThere
from rokhas.procedures.schema import Delay, Part, Procedure
from rokhas.procedures.schema.shapes import Place, Shape, part_at, shape_of, shapes_of
from rokhas.web.queries.wording import quantity

ROOT: Place = ()
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What identifies a procedure, and what its publication gives.
FIXED = frozenset({"prefix", "version", "family", "effective_from"})


@dataclass(frozen=True)
class Item:
    """A part of a list: how it is called, what tells it from another of its name, its address, how many mistakes it has."""

    title: str
    detail: str
    address: str
    mistakes: int
    is_first: bool


@dataclass(frozen=True)
class Listed:
    """A list of parts, with the address where one is added; `is_single`: one part or none."""

    key: str
    label: str
    address: str
    items: tuple[Item, ...]
    is_single: bool

    @property
    def may_grow(self) -> bool:
        return not self.is_single or not self.items


def read_place(address: str) -> Place:
    """The place that an address names: `documents/3/sources/0`. Raises `NothingThere` when no part stands at such a place."""
    place = tuple(
        int(each) if each.isdecimal() and len(each) < 6 else each for each in address.split("/") if each
    )
    try:
        part_at(place)
    except KeyError as unknown:
        raise NothingThere from unknown
    return place


def written_place(place: Place) -> str:
    return "/".join(map(str, place))


def own_keys(part: type[Part], place: Place, *, is_new: bool = False) -> list[Shape]:
    """What the page of a part asks itself: not its lists, nor what identifies it once it exists."""
    return [
        shape
        for shape in shapes_of(part)
        if shape.holds not in {"parts", "table"}
        and not (shape.key == "code" and (not place or not is_new))
        and not (not place and (shape.key in FIXED or shape.holds == "part"))
    ]


def lists_of(
    part: type[Part], value: Any, place: Place, mistakes: Sequence[Found], classes: Mapping[str, str]
) -> list[Listed]:
    """The lists of a part, each item with its page; `classes` are the names of those of the procedure (`classes_of`)."""
    found = []
    for shape in shapes_of(part):
        single = not place and shape.holds == "part"
        if shape.part is None or (shape.holds != "parts" and not single):
            continue
        here = (*place, shape.key)
        held = value.get(shape.key) if isinstance(value, dict) else None
        items = (
            _single(shape, held, here, mistakes) if single else _items(held or [], here, mistakes, classes)
        )
        found.append(Listed(shape.key, of_key(shape.key), written_place(here), items, single))
    found += _inside(part, value, place, mistakes, classes)
    return found


def _inside(
    part: type[Part], value: Any, place: Place, mistakes: Sequence[Found], classes: Mapping[str, str]
) -> list[Listed]:
    """The lists of the parts that stand on the same page: the reminders of a silence."""
    if not place:
        return []
    return [
        each
        for shape in shapes_of(part)
        if shape.holds == "part" and shape.part is not None and value.get(shape.key)
        for each in lists_of(shape.part, value[shape.key], (*place, shape.key), mistakes, classes)
    ]


def page_of(path: Sequence[str | int]) -> Place:
    """The place of the page where a mistake at this path is corrected: the nearest part that has one."""
    page: Place = ()
    for length in range(1, len(path) + 1):
        place = tuple(path[:length])
        try:
            _part, listed = part_at(place)
        except KeyError:
            break
        alone = length == 1 and shape_of(Procedure, str(place[0])).holds == "part"
        if alone or (not listed and isinstance(place[-1], int)):
            page = place
    return page


def is_at(path: Sequence[str | int], place: Place) -> bool:
    return tuple(path[: len(place)]) == place


def title_at(value: Any, place: Place) -> str:
    """How a part is called, right or wrong as it is."""
    if not place:
        return ""
    if isinstance(value, dict):
        for key in ("names", "label", "why"):
            said = value.get(key)
            if isinstance(said, dict) and (name := said.get(get_language() or "fr") or said.get("fr")):
                return str(name)
        for key in ("role", "opens", "working_days", "text", get_language() or "fr", "code"):
            if value.get(key):
                said = str(value[key])
                return "/".join(reversed(said.split("-"))) if DAY.fullmatch(said) else of_choice(key, said)
    return (
        of_key(str(place[-1]))
        if isinstance(place[-1], str)
        else f"{of_key(str(place[-2]))} {int(place[-1]) + 1}"
    )


def trail_of(value: Any, place: Place) -> list[tuple[str, str]]:
    """The pages above a part, outermost first: each with its name and its address."""
    found = []
    for length in range(1, len(place)):
        above = place[:length]
        if page_of(above) == above:
            held = value
            for key in above:
                held = held[key]
            found.append((title_at(held, above), written_place(above)))
    return found


def _items(
    held: Any, place: Place, mistakes: Sequence[Found], classes: Mapping[str, str]
) -> tuple[Item, ...]:
    return tuple(_item(each, (*place, rank), mistakes, classes) for rank, each in enumerate(held))


def _single(shape: Shape, held: Any, place: Place, mistakes: Sequence[Found]) -> tuple[Item, ...]:
    if held is None:
        return ()
    return (Item(of_key(shape.key), "", written_place(place), _count(place, mistakes), is_first=True),)


def _item(value: Any, place: Place, mistakes: Sequence[Found], classes: Mapping[str, str]) -> Item:
    return Item(
        title_at(value, place),
        detail_of(value, classes),
        written_place(place),
        _count(place, mistakes),
        place[-1] == 0,
    )


def detail_of(value: Any, classes: Mapping[str, str]) -> str:
    """What tells a part from another of its name: its delay once it is well formed, its classes."""
    if not isinstance(value, dict):
        return ""
    said = []
    with suppress(ValueError):  # there is none, or it is still to be corrected
        said.append(quantity(Delay.model_validate(value.get("delay") or value.get("within"))))
    named = value.get("classes")
    if isinstance(named, list):
        said += [classes.get(str(each), str(each)) for each in named]
    return " · ".join(said)


def classes_of(whole: Any) -> dict[str, str]:
    """The names of the classes of a procedure, right or wrong as it is, by code."""
    return {
        str(each.get("code")): title_at(each, ("classes", 0))
        for each in whole.get("classes") or ()
        if isinstance(each, dict)
    }


def _count(place: Place, mistakes: Sequence[Found]) -> int:
    return sum(is_at(path, place) for path, _sentence in mistakes)
