"""Procedure files, and the parts that several of them share.

A part is a list that stands in a file of its own (`definitions/parts/applicant.v1.yaml`). A procedure spreads it in one of its
lists, in its place and order, by one line: `- {use: applicant.v1}`. What is published is the text with its parts written out: it
needs no other file to be read again. Inclusion is all there is: a part takes no value, is never overridden, uses no other part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from rokhas.procedures.schema.procedure import Procedure

PARTS = Path(__file__).parent.parent / "definitions" / "parts"
# The same safe loader, five times sooner where PyYAML was built with libyaml.
LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
USE = re.compile(r"(?P<indent> *)- \{use: (?P<part>[a-z][a-z0-9-]*\.v[1-9][0-9]*)\} *(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line of a written-out text was written: `line` starts at 1, `shift` columns were put before it."""

    file: str
    line: int
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A text with its parts written out, and the origin of each of its lines."""

    text: str
    origins: tuple[Origin, ...]


def write_out(text: str, name: str) -> Written:
    """The text of the file `name`, each line that uses a part replaced by the lines of this part.

    A text that uses none is given back as it is, to the byte. The use of a part that does not exist is left where it stands: no
    procedure can be read from it.
    """
    lines: list[str] = []
    origins: list[Origin] = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        used = USE.fullmatch(line.rstrip("\r\n"))
        file = PARTS / f"{used['part']}.yaml" if used else None
        if used is None or file is None or not file.is_file():
            lines.append(line)
            origins.append(Origin(name, number))
            continue
        indent = used["indent"]
        for rank, shared in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            lines.append(f"{indent}{shared}".rstrip() + "\n")
            origins.append(Origin(str(file), rank, len(indent)))
    return Written("".join(lines), tuple(origins))


def known_parts() -> list[str]:
    """The names of the parts that come with the platform."""
    return sorted(file.stem for file in PARTS.glob("*.yaml"))


def published_text(file: Path) -> str:
    """What is published of a procedure file: its text, with the parts that it uses written out."""
    return write_out(file.read_text(encoding="utf-8"), str(file)).text


def read_procedure(file: Path) -> Procedure:
    """The procedure that a file describes.

    Raises:
        yaml.YAMLError: the file is not YAML.
        pydantic.ValidationError: it describes no procedure (`bin/rokhas check` explains why, by line).
    """
    return parsed(published_text(file))


def parsed(text: str) -> Procedure:
    """The procedure that a text with its parts written out describes.

    Raises:
        yaml.YAMLError: the text is not YAML.
        pydantic.ValidationError: it describes no procedure.
    """
    loader = LOADER(text)
    try:
        return Procedure.model_validate(loader.get_single_data())
    finally:
        loader.dispose()
