"""Numbers of land titles (titre foncier) and of requests for registration (réquisition), as people write them.

A number and the index of its land registry: `12345/04`, formerly a letter: `12345/C`. The Arabic letters of the indices are
from memory, to be checked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from rokhas.kernel.text import normalise

TITLE: Final = "title"
REQUISITION: Final = "requisition"
Kind = Literal["", "title", "requisition"]

_SLASHES = re.compile(r"[/\\\u2044\u2215\u2571\u060d\uff0f]")
_HYPHEN = re.compile(r"[-\u2010-\u2013\u2212]")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_INDEX = re.compile(r"\d{1,3}|[a-z]{1,2}")
_MOST_DIGITS = 8
_ARABIC_INDICES = {"س": "c", "ر": "r", "د": "d", "م": "m", "ط": "t", "ف": "f", "ك": "k"}

# As `normalise` leaves them: no accents, no apostrophes, ha for ta marbuta.
_OF_A_TITLE = {"tf", "t", "f", "titre", "foncier", "رسم", "الرسم", "عقاري", "العقاري", "رع"}
_OF_A_REQUISITION = {
    "r", "req", "requisition", "dimmatriculation", "immatriculation", "مطلب", "المطلب", "تحفيظ", "التحفيظ", "للتحفيظ",
}  # fmt: skip
_OF_EITHER = {"n", "no", "num", "numero", "عدد", "رقم", "ذي", "ذو"}
_OF_AN_INDEX = {"indice", "index", "دليل", "الدليل"}


@dataclass(frozen=True, slots=True)
class TitleNumber:
    """A number and its index. `index` is empty when it was not given, `kind` when nothing says title or réquisition."""

    number: int
    index: str = ""
    kind: Kind = ""

    @property
    def written(self) -> str:
        """As a form keeps it: `12345/04`, `R1200/38`."""
        tail = f"/{self.index}" if self.index else ""
        return f"{'R' if self.kind == REQUISITION else ''}{self.number}{tail}"

    @property
    def in_full(self) -> str:
        """As it is read back as the same number and nothing else: `TF 12345/04`."""
        return f"TF {self.written}" if self.kind == TITLE else self.written


def parse_number(text: str) -> TitleNumber | None:
    """The number that a person wrote, None when it is none.

    >>> parse_number("TF 12 345/04"), parse_number("الرسم العقاري عدد ١٢٣٤٥/س").written, parse_number("Réq. n° 1200/38").written
    (TitleNumber(number=12345, index='04', kind='title'), '12345/C', 'R1200/38')
    """
    if len(text) > 80:
        return None
    # NFKC keeps the signs of fractions apart from digits; a lone hyphen between two halves stands for the slash.
    halves = _SLASHES.split(unicodedata.normalize("NFKC", text))
    if len(halves) == 1:
        halves = _HYPHEN.split(halves[0])
    if len(halves) > 2:
        return None
    words, first = _read(halves[0])
    more, second = _read(halves[1]) if len(halves) == 2 else ([], [])
    kind = _kind(words + [word for word in more if word not in _letters(more)])
    if len(halves) == 1:
        return _made(first, "", kind) if not _strangers(words) else None
    return _either_way(words, first, more, second, kind)


def _either_way(
    words: list[str], first: list[str], more: list[str], second: list[str], kind: Kind
) -> TitleNumber | None:
    """Number then index; index then number, as a line read from right to left gives them, only when nothing else fits."""
    index = _index(more, second)
    if index and first and not _strangers(words):
        return _made(first, index, kind)
    if not _strangers(more) and second:
        if not first and not _strangers(words):
            return _made(second, "", kind)  # `TF/12345`
        turned = _index(_letters(words) if not first else [], first)
        plain = not _strangers([word for word in words if word not in _letters(words)])
        if turned and plain and len("".join(second)) > len(turned):
            return _made(second, turned, kind)
    return None


def _read(half: str) -> tuple[list[str], list[str]]:
    """The words and the groups of digits of one half."""
    tokens: list[str] = _TOKEN.findall(normalise(half))
    return [token for token in tokens if not token.isdecimal()], [
        token for token in tokens if token.isdecimal()
    ]


def _kind(words: list[str]) -> Kind:
    if any(word in _OF_A_REQUISITION for word in words):
        return "requisition"
    return "title" if any(word in _OF_A_TITLE for word in words) else ""


def _strangers(words: list[str]) -> list[str]:
    known = _OF_A_TITLE | _OF_A_REQUISITION | _OF_EITHER | _OF_AN_INDEX
    return [word for word in words if word not in known]


def _letters(words: list[str]) -> list[str]:
    """The words that can be an index: one or two Latin letters, or an Arabic letter of the old indices."""
    return [word for word in words if _INDEX.fullmatch(word) or word in _ARABIC_INDICES]


def _index(words: list[str], digits: list[str]) -> str:
    """The index of a half, empty when it is none: `4` and `04` are the same registry."""
    letters = [_ARABIC_INDICES.get(word, word) for word in words if word not in _OF_AN_INDEX]
    if len(letters) + len(digits) != 1 or not _INDEX.fullmatch(one := (letters + digits)[0]):
        return ""
    return one.lstrip("0").zfill(2) if digits else one.upper()


def _made(groups: list[str], index: str, kind: Kind) -> TitleNumber | None:
    """A number from its groups of digits: one, or thousands apart (`12 345`)."""
    if not groups or any(len(group) != 3 for group in groups[1:]) or (groups[1:] and len(groups[0]) > 3):
        return None
    digits = "".join(groups).lstrip("0")
    if not digits or len(digits) > _MOST_DIGITS or index == "00":
        return None
    return TitleNumber(int(digits), index, kind)
