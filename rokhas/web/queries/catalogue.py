"""The procedures that exist, found by what a person types, and the delays that the law gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.kernel.text import normalise
from rokhas.procedures.queries import all_current
from rokhas.procedures.schema import Limit, Procedure, Theme, known_procedures
from rokhas.territory.models import Kind, Unit
from rokhas.web.queries.wording import Said, of_delay, of_length

FAMILIES = ("urban", "economic")


@dataclass(frozen=True)
class Listed:
    """A procedure in a list."""

    code: str
    name: str
    other_name: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Themed:
    """The procedures of a theme: what people come to do."""

    code: Theme
    name: str
    procedures: tuple[Listed, ...]


@dataclass(frozen=True)
class Family:
    code: str
    themes: tuple[Themed, ...]

    @property
    def procedures(self) -> tuple[Listed, ...]:
        return tuple(each for theme in self.themes for each in theme.procedures)


THEMES: dict[Theme, Promise] = {
    "build": _("Build and modify"),
    "land": _("Divide and equip a land"),
    "after": _("After the works"),
    "existing": _("Repair, demolish, put in order"),
    "rules": _("Know the rules, or depart from them"),
    "activity": _("Run an activity"),
    "domain": _("Occupy the public domain"),
}


def catalogue(today: date, text: str = "") -> list[Family]:
    """The procedures in force, by family and theme in the order of the catalogue, those that answer `text` when it is given.

    One query.
    """
    words = normalise(text).split()
    found = [each for each in all_current(today) if all(word in _searched(each) for word in words)]
    families = [Family(code, _themes(each for each in found if each.family == code)) for code in FAMILIES]
    return [family for family in families if family.themes]


def _themes(procedures: Iterable[Procedure]) -> tuple[Themed, ...]:
    by_code = {each.code: each for each in procedures}
    themes: dict[Theme, list[Listed]] = {}
    for known in known_procedures().values():
        if known.code in by_code:
            themes.setdefault(known.theme, []).append(_listed(by_code[known.code]))
    return tuple(Themed(code, str(THEMES[code]), tuple(listed)) for code, listed in themes.items())


def _searched(procedure: Procedure) -> str:
    names = [procedure.code.replace("-", " "), procedure.prefix, procedure.names.fr, procedure.names.ar]
    for item in procedure.classes:
        names += [item.names.fr, item.names.ar]
    return normalise(" ".join(names))


def _listed(procedure: Procedure) -> Listed:
    language = get_language() or "fr"
    return Listed(
        code=procedure.code,
        name=procedure.names.in_(language),
        other_name=procedure.names.in_("fr" if language == "ar" else "ar"),
        classes=tuple(item.names.in_(language) for item in procedure.classes),
    )


@dataclass(frozen=True)
class Extended:
    """By how much what the law allows may be extended, once, and for which causes."""

    by: Said
    causes: tuple[str, ...]


@dataclass(frozen=True)
class Delays:
    """The delays of a class of dossiers: what the law allows at most, by how much that may be extended, and the target of the
    bulletin, never confused."""

    class_name: str
    legal: Said
    extension: Extended | None
    reference: Said | None


@dataclass(frozen=True)
class DelaysOf:
    """The same delays for the procedures named."""

    procedures: tuple[str, ...]
    delays: tuple[Delays, ...]


def delays(procedures: Iterable[Procedure]) -> list[DelaysOf]:
    """The legal delays of the procedures whose files give one, those with the same delays together."""
    language = get_language() or "fr"
    together: dict[frozenset[Delays], tuple[tuple[Delays, ...], list[str]]] = {}
    for procedure in procedures:
        found = tuple(_delays(procedure, language))
        if found:
            together.setdefault(frozenset(found), (found, []))[1].append(procedure.names.in_(language))
    return [DelaysOf(tuple(names), found) for found, names in together.values()]


def measured(procedures: Iterable[Procedure]) -> list[Procedure]:
    """Those of which the bulletin publishes a target, beside what the law allows."""
    return [each for each in procedures if any(limit.code == "reference" for limit in each.limits)]


def _delays(procedure: Procedure, language: str) -> Iterable[Delays]:
    classes: list[tuple[str | None, str]] = [
        (each.code, each.names.in_(language)) for each in procedure.classes
    ]
    found = [
        (name, procedure.limit("legal_maximum", code), procedure.limit("reference", code))
        for code, name in classes or [(None, "")]
    ]
    if len({(legal, reference) for _name, legal, reference in found}) == 1:
        found = [("", *found[0][1:])]  # every class has the same
    for name, legal, reference in found:
        if legal:
            target = of_delay(reference.delay) if reference else None
            yield Delays(name, of_delay(legal.delay), _extended(legal, language), target)


def _extended(limit: Limit, language: str) -> Extended | None:
    if limit.extension is None:
        return None
    causes = tuple(cause.names.in_(language) for cause in limit.extension.causes)
    return Extended(of_length(limit.extension.delay), causes)


def territory() -> dict[str, int]:
    """How many units of each kind the platform knows, counted in its own table. One query."""
    counted = dict(Unit.objects.order_by().values_list("kind").annotate(count=Count("pk")))
    return {
        "regions": counted.get(Kind.REGION, 0),
        "provinces": counted.get(Kind.PROVINCE, 0) + counted.get(Kind.PREFECTURE, 0),
        "communes": counted.get(Kind.COMMUNE, 0),
        "arrondissements": counted.get(Kind.ARRONDISSEMENT, 0),
    }
