"""Numbers and codes that people copy by hand."""

import re
import secrets

# Crockford's alphabet: no I, L, O or U, so nothing is read for something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUSED = str.maketrans({"I": "1", "L": "1", "O": "0"})

TRACKING_LENGTH = 10
VERIFICATION_LENGTH = 12
SEPARATORS = re.compile(r"[\s\-‐‑–—.]+")
DASHES = re.compile(r"[\s‐‑–—−]+")
# What keeps a number whole or gives it its direction on a page or a paper is copied with it, and cannot be seen.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# `PCT-2026-045010107-00042`, `ODP-AP-2026-061410101-00042`: what `dossier_number` makes.
DOSSIER_NUMBER = re.compile(r"[A-Z]+(?:-[A-Z]+)*-[0-9]{4}-[0-9]+-[0-9]{5,}")
ROW_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
LAST_ROW = 2**63 - 1


def row_number(text: str) -> int | None:
    """The number of a row, as an address or a form names it; None for what no row can bear.

    One row has one name: `42`, and never `042`, `42 `, `٤٢`, `²` or more digits than a database counts.
    """
    if not ROW_NUMBER.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LAST_ROW else None


def random_code(length: int) -> str:
    """`length` characters of five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read_code(text: str) -> str:
    """What a person typed, as it was given: upper case, no separators, look-alikes undone."""
    return SEPARATORS.sub("", visible(text)).upper().translate(CONFUSED)


def read_number(typed: str) -> str:
    """A reference as it was given: capitals, plain dashes, nothing around."""
    return DASHES.sub("-", visible(typed).strip().upper())


def is_number(typed: str) -> bool:
    """Whether it is shaped as the number of a dossier, and so is no code."""
    return DOSSIER_NUMBER.fullmatch(read_number(typed)) is not None


def visible(text: str) -> str:
    """A reference copied from a page or a paper, without the characters that nobody sees."""
    return INVISIBLE.sub("", text)


def grouped(code: str, size: int = 4) -> str:
    """`7K3MQ9TD42XN` as `7K3M-Q9TD-42XN`."""
    return "-".join(code[i : i + size] for i in range(0, len(code), size))


def dossier_number(prefix: str, year: int, territory_code: str, serial: int) -> str:
    """`PCT-2026-<HCP code without dots>-00042`; the permit keeps it."""
    return f"{prefix}-{year}-{territory_code.replace('.', '')}-{serial:05d}"
