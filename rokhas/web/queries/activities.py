"""Which authorisation an activity asks: found by a word, or by going down the tree; and why it asks this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language

from rokhas.accounts.models import OfficeKind
from rokhas.kernel.likeness import Index
from rokhas.procedures.models import Entry
from rokhas.procedures.predicates import holding
from rokhas.procedures.queries import all_activities, all_current, entries
from rokhas.procedures.schema import Procedure, Way, Wording, known_procedures
from rokhas.procedures.schema.activities import Activity
from rokhas.web.queries.wording import Said, doubt, of_law

MOST = 20
TITLE, EVERYDAY, NATURE, WIDER = 3.0, 2.95, 1.2, 0.6
"""How much a word of each part of an activity weighs in a search."""


@dataclass(frozen=True)
class Row:
    """An activity in a list."""

    code: str
    title: str
    other_title: str
    other_language: str
    under: tuple[str, ...]
    procedure: str


@dataclass(frozen=True)
class Branch:
    """A place of the tree: its name, its address, how many activities stand under it."""

    name: str
    slug: str
    count: int


@dataclass(frozen=True)
class Tree:
    """One level of the tree: where one is, what stands below, and the activities once there is no finer branch."""

    above: tuple[Branch, ...]
    branches: tuple[Branch, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Leaf:
    """Everything the page of an activity says."""

    title: str
    other_title: str
    other_language: str
    above: tuple[Branch, ...]
    procedure: str
    procedure_code: str
    class_name: str
    check: str
    not_enough: tuple[tuple[str, str, Said], ...]
    ask: tuple[str, ...]
    title_doubt: str
    procedure_doubt: str
    near: tuple[Row, ...]


def find(text: str, today: date) -> list[Row]:
    """The activities that answer what a person types, in either script, the best first. One query."""
    names, listed = _names(today), all_activities(today)
    return [_row(listed[code], names) for code in _index(today).find(text, MOST)]


def tree(under: str, today: date) -> Tree | None:
    """The level of the tree at `under`, slugs between slashes; None when there is no such branch. One query."""
    path = tuple(part for part in under.split("/") if part)
    here = [item for item in all_activities(today).values() if _slugs(item)[: len(path)] == path]
    if not here or len(path) > len(here[0].branch):
        return None
    above = _above(here[0], len(path))
    if len(path) == len(here[0].branch):
        names = _names(today)
        return Tree(above, (), tuple(_row(item, names) for item in here))
    below: dict[str, list[Activity]] = {}
    for item in here:
        below.setdefault(_slugs(item)[len(path)], []).append(item)
    branches = tuple(
        Branch(_words(items[0].branch[len(path)]), "/".join((*path, slug)), len(items))
        for slug, items in below.items()
    )
    return Tree(above, branches, ())


def leaf(code: str, today: date) -> Leaf | None:
    """What the page of an activity says; None when there is no such activity. One query."""
    item = all_activities(today).get(code)
    if item is None:
        return None
    current = all_current(today)
    filed = next((each for each in current if each.code == item.procedure), None)
    names = _names(today)
    reasons = [(each, way) for each in current if (way := _way(each, item))]
    return Leaf(
        title=_words(item.title),
        other_title=item.title.in_(_other()),
        other_language=_other(),
        above=_above(item, len(item.branch)),
        procedure=names[item.procedure],
        procedure_code=filed.code if filed else "",
        class_name=_class(filed, item) if filed else "",
        check=_check(filed, item) if filed else "",
        not_enough=tuple((_words(each.names), _words(way.why), _law(way)) for each, way in reasons),
        ask=tuple(str(OfficeKind(kind).label) for _each, way in reasons[:1] for kind in way.ask),
        title_doubt=doubt(item.certainty),
        procedure_doubt=doubt(item.procedure_certainty),
        near=tuple(
            _row(each, names)
            for each in all_activities(today).values()
            if each.branch[1:] == item.branch[1:] and each != item
        )[:MOST],
    )


def _index(today: date) -> Index:
    return _index_with(entries.in_force(entries.ACTIVITIES, today), today)


@lru_cache(maxsize=2)
def _index_with(written: tuple[Entry, ...], today: date) -> Index:
    """Made again when something else is `written`, and once a day."""
    return Index({code: list(_parts(item)) for code, item in all_activities(today).items()})


def _parts(item: Activity) -> list[tuple[str, float]]:
    parts = [(words, EVERYDAY) for words in item.everyday]
    for language in ("fr", "ar"):
        wider, nature = item.branch[1].in_(language), item.branch[2].in_(language)
        parts += [(item.title.in_(language), TITLE), (nature, NATURE), (wider, WIDER)]
    return parts


def _row(item: Activity, names: Mapping[str, str]) -> Row:
    return Row(
        code=item.code,
        title=_words(item.title),
        other_title=item.title.in_(_other()),
        other_language=_other(),
        under=tuple(_words(branch) for branch in item.branch[1:]),
        procedure=names[item.procedure],
    )


def _names(today: date) -> dict[str, str]:
    """Every procedure's name, as its file in force gives it where there is one."""
    known = {code: _words(item.names) for code, item in known_procedures().items()}
    return known | {item.code: _words(item.names) for item in all_current(today)}


@cache
def _slugs_of(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(slugify, words))


def _slugs(item: Activity) -> tuple[str, ...]:
    return _slugs_of(tuple(branch.fr for branch in item.branch))


def _above(item: Activity, depth: int) -> tuple[Branch, ...]:
    slugs = _slugs(item)
    return tuple(Branch(_words(item.branch[at]), "/".join(slugs[: at + 1]), 0) for at in range(depth))


def _way(procedure: Procedure, item: Activity) -> Way | None:
    """The way that leads from this procedure to the one of the activity, when its check knows the activity."""
    for question in procedure.eligibility.questions if procedure.eligibility else ():
        for option in question.choices:
            if option.code == item.code and option.leads and procedure.eligibility:
                way = procedure.eligibility.way(option.leads)
                return way if way.procedure == item.procedure else None
    return None


def _class(procedure: Procedure, item: Activity) -> str:
    """The class that the activity alone gives to a dossier, where the procedure has classes."""
    fields = [
        field for field in procedure.fields if any(choice.code == item.code for choice in field.choices)
    ]
    traits = procedure.traits({field.code: item.code for field in fields})
    chosen = procedure.classify(holding({"traits": traits})).project_class
    return _words(chosen.names) if chosen and fields else ""


def _check(procedure: Procedure, item: Activity) -> str:
    """The address of the eligibility check with the activity answered, or of the first page of the request."""
    if procedure.eligibility is None:
        return reverse("dossiers:new", args=[procedure.code])
    address = reverse("dossiers:eligibility", args=[procedure.code])
    for question in procedure.eligibility.questions:
        if any(option.code == item.code for option in procedure.options(question)):
            return f"{address}?{urlencode({question.code: item.code})}"
    return address


def _law(way: Way) -> Said:
    return Said("", of_law(way.law), doubt(way.law.certainty))


def _words(wording: Wording) -> str:
    return wording.in_(get_language() or "fr")


def _other() -> str:
    return "fr" if get_language() == "ar" else "ar"
