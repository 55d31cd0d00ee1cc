"""Find a unit by what a person types: a name in either language, with or without accents, or a code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q

from rokhas.kernel.text import normalise
from rokhas.territory.models import Kind, Unit

_CODE = re.compile(r"[0-9]{2}[0-9.]*")
_LIKELY = 0.45  # share of common trigrams from which two spellings are taken for the same name
_FINE_TO_COARSE = (
    Kind.COMMUNE,
    Kind.ARRONDISSEMENT,
    Kind.PREFECTURE,
    Kind.PROVINCE,
    Kind.ARRONDISSEMENT_PREFECTURE,
    Kind.REGION,
)


def find(text: str, *, kinds: Iterable[str] | None = None, limit: int = 10) -> list[Unit]:
    """The units that best answer `text`, best first, each with its parent loaded.

    A code finds what begins with it (`06.141.01.2`), or is it without dots (`061410121`). A name is compared normalised:
    equal, then beginning, then a word beginning, then containing; larger populations first. When few names contain the
    words, close spellings follow (`Bni Mellal` for `Béni Mellal`). Works alike on both databases.
    """
    wanted = normalise(text)
    if not wanted or limit < 1:
        return []
    units = Unit.objects.select_related("parent")
    if kinds is not None:
        units = units.filter(kind__in=tuple(kinds))
    if _CODE.fullmatch(text.strip()):
        digits = text.strip().replace(".", "")
        coded = units.filter(Q(code__startswith=text.strip()) | Q(search_text__endswith=" " + digits))
        return sorted(coded, key=lambda unit: (len(unit.code), unit.code))[:limit]
    matching = units
    for word in wanted.split():
        matching = matching.filter(search_text__contains=word)
    found = sorted(matching, key=lambda unit: _rank(unit, wanted))[:limit]
    if len(found) < limit and len(wanted) >= 4:
        known = {unit.code for unit in found}
        close = [
            (likeness, unit)
            for unit in units
            if unit.code not in known and (likeness := _likeness(unit, wanted))
        ]
        close.sort(key=lambda pair: (-pair[0], _rank(pair[1], wanted)))
        found += [unit for _, unit in close[: limit - len(found)]]
    return found


def _rank(unit: Unit, wanted: str) -> tuple[int, int, int, str]:
    closeness = min(_closeness(normalise(name), wanted) for name in (unit.name_fr, unit.name_ar))
    return closeness, -(unit.population_2024 or 0), _FINE_TO_COARSE.index(Kind(unit.kind)), unit.code


def _closeness(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    if f" {wanted}" in name:
        return 2
    return 3 if wanted in name else 4


def _likeness(unit: Unit, wanted: str) -> float:
    likeness = max(_shared(normalise(name), wanted) for name in (unit.name_fr, unit.name_ar))
    return likeness if likeness >= _LIKELY else 0.0


def _shared(a: str, b: str) -> float:
    left, right = _trigrams(a), _trigrams(b)
    return len(left & right) / len(left | right)


def _trigrams(text: str) -> set[str]:
    padded = "".join(f"  {word} " for word in text.split())
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
