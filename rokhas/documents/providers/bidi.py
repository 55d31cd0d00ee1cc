"""Numbers that keep their order inside Arabic text.

Without isolation “قانون رقم 12-90” prints 90-12, the number of another law. Every run that holds a digit is put between U+2066
and U+2069; the direction controls a person may have typed are removed first, so that a name cannot reorder what follows it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

ISOLATE, END = "\u2066", "\u2069"
_CONTROLS = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b"), None
)
# Letters and digits joined by signs (12-90, 21/11/2026, PCT-2026-01, R+1, 1,20, a@b.ma), digits also by spaces (4 860,00), and
# a unit after them (2,00 m, 412 m²).
_NUMBER = re.compile(
    r"[+#]?[A-Za-z\d]*\d[A-Za-z\d]*(?:[-/.,:+_@…–×]+[A-Za-z\d]+|[ \u00a0\u202f](?=\d{3}(?!\d))\d{3})*"
    r"(?:\s?(?:%|(?:[ckm]?m[²³]?|ha|DH)(?![A-Za-z]))|²)?"
)
_JOINED = re.compile(
    r"[A-Za-z]+(?:[-/.+_@][A-Za-z\d]+)*[-/.+_@][A-Za-z]*\d[A-Za-z\d]*(?:[-/.,:+_@…–×]+[A-Za-z\d]+)*"
)
_ANY = re.compile(f"{_JOINED.pattern}|{_NUMBER.pattern}")


def plain(text: str) -> str:
    """The text composed, without direction controls nor other control characters but the end of line."""
    composed = unicodedata.normalize("NFC", text).translate(_CONTROLS)
    return "".join(char for char in composed if char == "\n" or unicodedata.category(char) != "Cc")


def isolated(text: str) -> str:
    """The text with every number, date and reference isolated from the direction of what surrounds it."""
    return _ANY.sub(lambda found: f"{ISOLATE}{found[0]}{END}", plain(text))


def told(data: Any) -> Any:
    """JSON data ready to print: texts isolated; keys, drawings (`raw_…`) and hashes are left as they are."""
    if isinstance(data, dict):
        return {
            key: value if key.startswith("raw_") or key == "sha256" else told(value)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [told(value) for value in data]
    return isolated(data) if isinstance(data, str) else data
