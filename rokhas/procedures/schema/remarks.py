"""What the files say beside the law, in the language of whoever reads it: the files write it once, in English.

A remark says where a fact was read, or how it was inferred. A published file never changes, so its remarks are worded apart.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "data" / "remarks.csv"


@cache
def remarks() -> Mapping[str, Mapping[str, str]]:
    """Each remark in its languages, `{remark: {"fr": …, "ar": …}}`."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["remark"]: {"fr": row["fr"], "ar": row["ar"]} for row in csv.DictReader(file)}


def remark_in(remark: str, language: str) -> str:
    """A note or a source in a language; as it was written where nobody has worded it: an editor writes in their own."""
    return remarks().get(remark, {}).get(language, remark)
