"""What each key of a part may hold, read from the part itself: pages that show or change a procedure are made from it."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from rokhas.procedures.schema.parts import Part, Wording
from rokhas.procedures.schema.procedure import Procedure

Key = str | int
Place = tuple[Key, ...]
"""Where a thing is in a procedure: `("documents", 3, "names")`."""

Holds = Literal[
    "wording", "text", "whole", "decimal", "yes", "day", "one", "many", "texts", "part", "parts", "table"
]
"""A wording in both languages, a text, a number, yes or no, a date, one or many of a list, texts, one part, parts, or pairs."""

Plain = None | bool | int | float | str | list[Any] | dict[str, Any]
"""A value as JSON writes it: what a draft keeps."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a key holds: `options` for one or many of a list, `part` for parts; `optional` when it may be left out.

    `default` is what is meant when it is left out, as JSON writes it.
    """

    key: str
    holds: Holds
    optional: bool = False
    options: tuple[str, ...] = ()
    part: type[Part] | None = None
    default: Plain = None


@cache
def shapes_of(part: type[Part]) -> tuple[Shape, ...]:
    """Every key of a part, in its order."""
    found = []
    for key, field in part.model_fields.items():
        optional = not field.is_required()
        default = field.get_default(call_default_factory=True) if optional else None
        found.append(_shape(key, field.annotation, optional=optional, default=_plain(default)))
    return tuple(found)


def shape_of(part: type[Part], key: str) -> Shape:
    """Raises: KeyError when the part has no such key."""
    for shape in shapes_of(part):
        if shape.key == key:
            return shape
    raise KeyError(key)


def part_at(place: Sequence[Key]) -> tuple[type[Part], bool]:
    """The kind of part that stands at a place of a procedure, and whether the place is a list of them.

    Raises:
        KeyError: nothing of this kind stands there.
    """
    part: type[Part] = Procedure
    listed = False
    for key in place:
        if listed and isinstance(key, int):
            listed = False
        elif not listed and isinstance(key, str):
            shape = shape_of(part, key)
            if shape.part is None:
                raise KeyError(key)
            part, listed = shape.part, shape.holds == "parts"
        else:
            raise KeyError(key)
    return part, listed


def _shape(key: str, annotation: Any, *, optional: bool, default: Plain) -> Shape:
    kind = _bare(annotation)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        item = _bare(inner[0])
        if _is_part(item) and item is not Wording:
            return Shape(key, "parts", optional, part=item, default=default)
        if item is Wording:
            return Shape(key, "parts", optional, part=Wording, default=default)
        options = _options(item)
        return Shape(key, "many" if options else "texts", optional, options, default=default)
    if origin is dict:
        return Shape(key, "table", optional, default=default)
    if options := _options(kind):
        return Shape(key, "one", optional, options, default=default)
    if kind is Wording:
        return Shape(key, "wording", optional, part=Wording, default=default)
    if _is_part(kind):
        return Shape(key, "part", optional, part=kind, default=default)
    plain: dict[Any, Holds] = {bool: "yes", int: "whole", Decimal: "decimal", date: "day"}
    return Shape(key, plain.get(kind, "text"), optional, default=default)


def _bare(annotation: Any) -> Any:
    """A kind without what constrains it, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        inner = [each for each in get_args(annotation) if each is not type(None)]
        return _bare(inner[0])
    return annotation


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Part)


def _options(kind: Any) -> tuple[str, ...]:
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(str(each.value) for each in kind)
    return ()


def _plain(value: Any) -> Plain:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Part):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)
