"""What a procedure file does not know for certain: every mark of it that is not “sourced”, named and grouped."""

from __future__ import annotations

from collections.abc import Iterator

from rokhas.procedures.schema import CERTAINTIES, Certainty, Law, Part, Procedure, Wording

Place = tuple[str, ...]
ABOUT = {
    "": "the procedure",
    "form": "questions of the form",
    "eligibility": "check before the request",
    "laws": "texts",
    "follow_ups": "what may follow",
}
OF_DOCUMENTS = {
    "certainty": "documents, that they are asked",
    "kind_certainty": "documents, their kind",
    "pages_certainty": "documents, their number of pages",
}
# What the place of a mark says without teaching anything.
SILENT = frozenset({"fields", "sources", "law", "delay", "questions", "ways"})


def uncertain(procedure: Procedure) -> dict[tuple[Certainty, str], list[str]]:
    """By certainty, the least sure first, and by what it is about: each uncertain mark, named, in the order of the file."""
    found: dict[tuple[Certainty, str], list[str]] = {}
    for place, mark, part in _marks(procedure, ()):
        certainty: Certainty = getattr(part, mark)
        if certainty != "sourced":
            found.setdefault((certainty, _about(place, mark)), []).append(_name(place, part))
    return dict(sorted(found.items(), key=lambda each: -CERTAINTIES.index(each[0][0])))


def _marks(part: Part, place: Place) -> Iterator[tuple[Place, str, Part]]:
    """Every mark of certainty in a part, with its place and the name of its key."""
    for key in type(part).model_fields:
        value = getattr(part, key)
        if key.endswith("certainty"):
            if value is not None:
                yield place, key, part
        elif isinstance(value, Part):
            if not isinstance(value, Wording):
                yield from _marks(value, (*place, key))
        elif isinstance(value, tuple):
            for rank, item in enumerate(value, 1):
                if isinstance(item, Part) and not isinstance(item, Wording):
                    yield from _marks(item, (*place, key, _code(item, rank)))


def _code(item: Part, rank: int) -> str:
    """How an item of a list is called: by its code, its role, its text; else by the classes it serves, or its rank."""
    for key in ("code", "role"):
        if hasattr(item, key):
            return str(getattr(item, key))
    if isinstance(item, Law):
        return item.text
    classes: Place = getattr(item, "classes", ())
    return "+".join(classes) if hasattr(item, "classes") else str(rank)


def _about(place: Place, mark: str) -> str:
    section = place[0] if place else ""
    if section == "documents":
        return "documents, their age" if "recent" in place else OF_DOCUMENTS[mark]
    return ABOUT.get(section, section.replace("_", " "))


def _name(place: Place, part: Part) -> str:
    """The code, where in it, and the text where it is one of law: `minutes` within (RGC-2013 art. 34: from the meeting)."""
    if not place:
        return "as a whole"
    said = [word for word in place[1:] if word and word not in SILENT and word != "recent"]
    if place[0] == "form":
        said = said[1:]
    name = f"`{said[0]}`" if said else place[0]
    rest = " ".join(word.replace("_", " ") for word in said[1:])
    cited = f" ({_cited(part)})" if isinstance(part, Law) and place[0] != "laws" else _note(part)
    return f"{name}{' ' if rest else ''}{rest}{cited}"


def _cited(law: Law) -> str:
    article = f" {law.article}" if law.article else ""
    return f"{law.text}{article}{f': {law.note}' if law.note else ''}"


def _note(part: Part) -> str:
    note = part.note if isinstance(part, Law) else ""
    return f" ({note})" if note else ""
