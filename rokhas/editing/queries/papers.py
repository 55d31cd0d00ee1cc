"""The documents that procedures ask, told once each: which procedures ask it, as what, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import get_language

from rokhas.editing.queries.names import CERTAINTIES, of_choice
from rokhas.kernel.text import normalise
from rokhas.procedures.queries import all_current


@dataclass(frozen=True)
class Asked:
    """A procedure that asks a document, and as what."""

    code: str
    name: str
    kind: str
    sure: str
    is_sure: bool


@dataclass
class Paper:
    """A document, by its words: the same words are the same document."""

    title: str
    other_title: str
    asked: list[Asked] = field(default_factory=list)


def papers(today: date, text: str = "") -> list[Paper]:
    """The documents of the procedures in force, the most asked first. One query."""
    language = get_language() or "fr"
    other = "fr" if language == "ar" else "ar"
    found: dict[tuple[str, str], Paper] = {}
    for procedure in all_current(today):
        for document in procedure.documents:
            words = document.names.in_(language), document.names.in_(other)
            found.setdefault(words, Paper(*words)).asked.append(
                Asked(
                    procedure.code,
                    procedure.names.in_(language),
                    of_choice("kind", document.kind),
                    str(CERTAINTIES[document.kind_certainty]),
                    document.kind_certainty == "sourced",
                )
            )
    asked = normalise(text).split()
    listed = [
        each
        for each in found.values()
        if all(word in normalise(f"{each.title} {each.other_title}") for word in asked)
    ]
    return sorted(listed, key=lambda each: -len(each.asked))
