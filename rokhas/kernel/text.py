"""One normaliser for everything that is searched, in Arabic, French or Tifinagh.

The same function is applied to what is stored (`search_text` columns) and to what is typed, so that both databases compare
plain letters: no accents or vowel marks, no tatweel, one alef, one ya, ha for ta marbuta, Western digits, small letters.
"""

from __future__ import annotations

import re
import unicodedata

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_LETTERS = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ۀ": "ه",
        "ک": "ك",
        "گ": "ك",
        "ڭ": "ك",
        "ݣ": "ك",
        "ڤ": "ف",
        "ڥ": "ف",
        "پ": "ب",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "\u0640": None,  # tatweel
        "'": None,
        "’": None,
        "‘": None,
        "ʼ": None,
        "ʿ": None,
        "ʾ": None,
        "`": None,
        "´": None,
    }
)


def without_controls(text: str) -> str:
    """Return `text` without the control characters that no paper prints and no database keeps; lines and tabs stay.

    >>> without_controls("one\\r\\ntwo\\x00\\tthree")
    'one\\ntwo\\tthree'
    """
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def normalise(text: str) -> str:
    """Return `text` as it is compared by every search: folded letters and digits, separated by single spaces.

    Apostrophes vanish (`M'diq` is found as `mdiq`); any other sign separates words. Idempotent.

    >>> normalise("Salé-Bâb  L'Œuvre"), normalise("الـدَّار البيضاءُ"), normalise("مراكش ٢٠٢٦")
    ('sale bab loeuvre', 'الدار البيضاء', 'مراكش 2026')
    """
    folded = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    # Case folding may compose or leave marks (`İ`), and a compatibility form may hide a letter of the table (`ﻯ`).
    folded = unicodedata.normalize("NFKD", folded.translate(_LETTERS)).translate(_LETTERS)
    return " ".join("".join(map(_kept, folded)).split())


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category[0] == "L":
        return char
    if category in {"Mn", "Me", "Cf"}:  # marks, and the invisible controls of bidirectional text
        return ""
    return " "
