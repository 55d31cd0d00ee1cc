"""The message catalogues: compile them, find what the code says and what is not yet translated.

Written with Babel, so that neither GNU gettext nor a configured Django is needed. Run as a script it compiles the
files it is given, which is how set-up calls it.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("ar", "fr")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# The order of the gettext manual (none, one, two, 3-10, 11-99, hundreds), which translators expect: Babel's own
# rule for Arabic puts the last two the other way round.
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "fr": "nplurals=2; plural=(n > 1);",
}
WITH_CONTEXT = {name for name in KEYWORDS if "pgettext" in name}
WITH_PLURAL = {name for name in KEYWORDS if name.startswith(("ngettext", "npgettext"))}
# What French print asks and keyboards lack: the apostrophe, and a space that does not break before a double sign.
_FRENCH_SIGNS = (
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W_]|[«%<])"), "’"),
    (re.compile(r" (?=[:;?!»])"), "\u00a0"),
    (re.compile(r"(?<=«) "), "\u00a0"),
)
_NOT_SOURCES = {"tests", "migrations", "locale", "static"}


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence found in the sources: where, its context, its singular and its plural ("" when it has none)."""

    path: Path
    line: int
    context: str | None
    singular: str
    plural: str = ""


def compile_file(po: Path) -> Path:
    """Write the .mo beside a .po, whole or not at all. Fuzzy messages are left out; French gets the signs of print."""
    mo = po.with_suffix(".mo")
    scratch = mo.with_suffix(f".mo.{os.getpid()}")
    catalog = read(po)
    if po.parent.parent.name == "fr":
        for message in catalog:
            message.string = _typeset(message.string) if message.id else message.string
    with scratch.open("wb") as file:
        write_mo(file, catalog)
    scratch.replace(mo)
    return mo


def typeset_french(text: str) -> str:
    """French as it is printed: `l'avis : « oui »` takes ’ and spaces that do not break."""
    for sign, printed in _FRENCH_SIGNS:
        text = sign.sub(printed, text)
    return text


def _typeset(string: Any) -> Any:
    return (
        typeset_french(string) if isinstance(string, str) else tuple(typeset_french(form) for form in string)
    )


def read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name)


def path_of(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def messages_of(app: Path) -> Iterator[Message]:
    """Every message of an app's Python modules and templates, in the order of the files."""
    for path in sorted(app.rglob("*")):
        if _NOT_SOURCES.isdisjoint(path.relative_to(app).parts):
            if path.suffix == ".py":
                yield from _messages(path, path.read_bytes())
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                yield from _messages(path, _as_python(path))


def gaps(app: Path, language: str) -> list[str]:
    """What keeps an app's catalogue from being complete: one sentence per message missing, empty or fuzzy."""
    wanted = list(messages_of(app))
    po = path_of(app, language)
    if not po.exists():
        return [f"{po} does not exist"] if wanted else []
    catalog = read(po)
    found = [
        f"{po}: {message.id!r} is {'fuzzy' if message.fuzzy else 'empty'}"
        for message in catalog
        if message.id and (message.fuzzy or not _filled(message.string))
    ]
    return found + [
        f"{po}: no {message.singular!r} ({message.path}:{message.line})"
        for message in wanted
        if catalog.get(message.singular, message.context) is None
    ]


def disagreements(apps: Iterable[Path], language: str) -> list[str]:
    """What two apps translate differently: one sentence for each. Django reads all catalogues as one, and the app that is
    installed first speaks for the others; a word that has two senses needs a context for each."""
    said: dict[tuple[str | None, Any], tuple[Path, Any]] = {}
    found = []
    for po in (path_of(app, language) for app in apps):
        for message in read(po) if po.exists() else ():
            if message.id and _filled(message.string):
                string = _typeset(message.string) if language == "fr" else message.string
                first, before = said.setdefault((message.context, message.id), (po, string))
                if before != string:
                    found.append(f"{po}: {message.id!r} is {string!r}, but {before!r} in {first}")
    return found


def update(app: Path, language: str) -> int:
    """Add to an app's catalogue the messages it lacks, drop those the code no longer says; returns how many are new.

    A catalogue that says the same as before is left alone: only its date would change.
    """
    po = path_of(app, language)
    old = read(po) if po.exists() else Catalog(locale=language)
    fresh = Catalog(locale=language, project="Rokhas", fuzzy=False)
    fresh.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    fresh.header_comment = ""
    added = 0
    for message in messages_of(app):
        known = old.get(message.singular, message.context)
        added += known is None
        fresh.add(
            (message.singular, message.plural) if message.plural else message.singular,
            string=known.string if known is not None and known.string else None,
            locations=[(str(message.path.relative_to(app)), message.line)],
            context=message.context,
        )
    file = io.BytesIO()
    write_po(file, fresh, omit_header=False, width=110, include_lineno=False, sort_by_file=True)
    if not po.exists() or _undated(po.read_bytes()) != _undated(file.getvalue()):
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(file.getvalue())
    return added


def _undated(content: bytes) -> bytes:
    return re.sub(rb'"(POT-Creation-Date|Generated-By): [^"]*"', b"", content)


def _as_python(path: Path) -> bytes:
    """A template as Python-like text, as Django's own extraction does; indentation means nothing there."""
    from django.utils.translation.template import templatize

    text = templatize(path.read_text(), origin=str(path))
    return "\n".join(line.strip() for line in text.splitlines()).encode()


def _messages(path: Path, source: bytes) -> Iterator[Message]:
    found: Any = extract_python(io.BytesIO(source), KEYWORDS, [], {})  # its hints say less than it gives
    for line, function, said, _comments in found:
        parts = [part for part in (said if isinstance(said, tuple) else (said,)) if isinstance(part, str)]
        context = parts.pop(0) if function in WITH_CONTEXT and parts else None
        if parts and parts[0]:
            yield Message(
                path, line, context, parts[0], parts[1] if function in WITH_PLURAL and parts[1:] else ""
            )


def _filled(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_file(Path(name))
