"""What a procedure does not know for certain: each mark that is not “read in its source”, where it is and on which text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from rokhas.editing.queries.changes import title_of
from rokhas.editing.queries.names import CERTAINTIES, of_key
from rokhas.procedures.schema import CERTAINTIES as ORDER
from rokhas.procedures.schema import Certainty, Law, Part, Procedure, Source, Wording, remark_in
from rokhas.procedures.schema.shapes import shapes_of
from rokhas.web.queries.wording import of_law


@dataclass(frozen=True)
class Doubt:
    """A thing that is not certain: where it stands, what it is, how sure, and the text or the page where it was read."""

    where: tuple[str, ...]
    certainty: Certainty
    sure: str
    source: str
    note: str


def doubts(procedure: Procedure) -> list[Doubt]:
    """Every uncertain mark, the least sure first, then in the order of the procedure."""
    found = list(_of(procedure, ()))
    return sorted(found, key=lambda each: -ORDER.index(each.certainty))


def _of(part: Part, where: tuple[str, ...]) -> Iterator[Doubt]:
    for shape in shapes_of(type(part)):
        value = getattr(part, shape.key)
        if shape.key.endswith("certainty"):
            if value is not None and value != "sourced":
                name = () if shape.key == "certainty" else (of_key(shape.key),)
                yield Doubt((*where, *name), value, str(CERTAINTIES[value]), *_read_in(part))
        elif isinstance(value, Part) and not isinstance(value, Wording):
            yield from _of(value, (*where, of_key(shape.key)))
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Part) and not isinstance(item, Wording):
                    yield from _of(
                        item, (*where, *([of_key(shape.key)] if not where else []), title_of(item))
                    )


def _read_in(part: Part) -> tuple[str, str]:
    """The text or the page of a mark, and what is said of it."""
    language = get_language() or "fr"
    if isinstance(part, Law):
        return of_law(part), remark_in(part.note, language)
    if isinstance(part, Source):
        return remark_in(part.text, language), ""
    return "", remark_in(part.note, language) if isinstance(part, Procedure) else ""
