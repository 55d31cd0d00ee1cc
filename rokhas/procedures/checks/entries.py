"""What is wrong in an entry of a list that procedures share, beyond its shape."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from rokhas.procedures.checks.places import shape_mistakes
from rokhas.procedures.checks.rules import Found
from rokhas.procedures.schema import CodedReason, Part, Wording, known_procedures
from rokhas.procedures.schema.activities import Activity

BLANKS = frozenset({"document", "limite", "motif", "point", "valeur"})
"""What an officer may be asked to fill in a reason."""

ARABIC = re.compile(r"[\u0621-\u064a]")


def mistakes_of_entry(part: type[Part], value: dict[str, Any]) -> list[Found]:
    """Every mistake of an entry, each with its place; its shape first, then what it says."""
    found = [(path, sentence) for path, sentence, _on_key in shape_mistakes(value, part)]
    return found or list(_rules(part.model_validate(value)))


def _rules(entry: Part) -> Iterator[Found]:
    for key in type(entry).model_fields:
        wording = getattr(entry, key)
        if isinstance(wording, Wording) and not ARABIC.search(wording.ar):
            yield (key, "ar"), _("Nothing is in Arabic letters here.")
    match entry:
        case CodedReason():
            yield from _of_reason(entry)
        case Activity() if entry.procedure not in known_procedures():
            yield ("procedure",), _("No procedure has the code “%(code)s”.") % {"code": entry.procedure}


def _of_reason(reason: CodedReason) -> Iterator[Found]:
    asked = {}
    for language in ("fr", "ar"):
        try:
            named = [
                # A blank is filled as it is given: one that says how to write it is no blank that anybody fills.
                name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
                for _before, name, spec, conversion in _pieces(reason.text.in_(language))
                if name is not None
            ]
        except ValueError:
            yield ("text", language), _("A brace is opened and not closed: write {document}, for example.")
            continue
        asked[language] = set(named)
        for name in sorted(asked[language] - BLANKS):
            yield (
                ("text", language),
                _("Nobody can fill “{%(name)s}”: use one of %(known)s.")
                % {"name": name, "known": ", ".join(f"{{{each}}}" for each in sorted(BLANKS))},
            )
    if len(asked) == 2 and asked["fr"] != asked["ar"]:
        yield ("text", "ar"), _("Both wordings leave the same blanks to be filled.")


def _pieces(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(string.Formatter().parse(text))
