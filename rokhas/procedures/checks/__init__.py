"""Reading a procedure file, and explaining every mistake in it by line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from rokhas.procedures.checks.places import Mistake, Places, mistake_at, shape_mistakes, structural_mistakes
from rokhas.procedures.checks.reading import refuse_repetitions, unreadable
from rokhas.procedures.checks.rules import Found, rule_mistakes
from rokhas.procedures.models import WRITTEN_HERE
from rokhas.procedures.schema import Procedure, write_out

__all__ = ["Found", "Mistake", "mistakes_in", "mistakes_in_file", "mistakes_of"]

FILE_NAME = re.compile(r"(?P<code>[a-z][a-z-]*)\.v(?P<version>[1-9][0-9]*)\.yaml")


def mistakes_in_file(path: Path) -> list[Mistake]:
    """Every mistake of a file, in the order of its lines; empty when it can be published."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return [Mistake(str(path), 1, 1, _("The file cannot be read: %(why)s.") % {"why": error.strerror})]
    except UnicodeDecodeError:
        return [Mistake(str(path), 1, 1, _("The file is not text in UTF-8."))]
    return mistakes_in(text, str(path))


def mistakes_in(text: str, name: str) -> list[Mistake]:
    """Every mistake of a text; `name` is the file's, whose last part must say the code and the version.

    The rules between parts are read once each part is well formed. A mistake in a shared part is told in the part's own file.
    """
    if not text.strip():
        return [Mistake(name, 1, 1, _("The file is empty."))]
    written = write_out(text, name)
    try:
        refuse_repetitions(written.text)
        places = Places.of(written, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return [mistake_at(mark, unreadable(error), written.origins, name)]
    except yaml.YAMLError as error:
        return [Mistake(name, 1, 1, unreadable(error))]
    except RecursionError:
        return [Mistake(name, 1, 1, _("Too many brackets are opened one within another."))]
    found = structural_mistakes(places)
    if not found:
        procedure = Procedure.model_validate(places.value)
        found = [places.mistake(path, sentence) for path, sentence in rule_mistakes(procedure)]
        found += _name_mistakes(places, procedure)
    return sorted(
        found, key=lambda mistake: (mistake.file != name, mistake.file, mistake.line, mistake.column)
    )


def mistakes_of(value: Any) -> list[Found]:
    """The same mistakes of a procedure that is being written: each with its place, in the order of the procedure.

    `value` is what a draft keeps; its version and its day are given by its publication.
    """
    meant = value | {"version": WRITTEN_HERE + 1, "effective_from": value.get("effective_from", "2000-01-01")}
    found = [(path, sentence) for path, sentence, _on_key in shape_mistakes(meant)]
    return found or rule_mistakes(Procedure.model_validate(meant))


def _name_mistakes(places: Places, procedure: Procedure) -> list[Mistake]:
    expected = f"{procedure.code}.v{procedure.version}.yaml"
    if procedure.version > WRITTEN_HERE:
        sentence = _("Versions above %(last)s are those written on the platform: a file is numbered below.")
        return [places.mistake(("version",), sentence % {"last": WRITTEN_HERE})]
    if Path(places.name).name == expected:
        return []
    return [places.mistake(("code",), _("The file must be named %(name)s.") % {"name": expected})]
