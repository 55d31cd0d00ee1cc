"""A page has the same colours in every language, and dark it is the same page: the browser need not judge all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import name, stylesheets

RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
OF_A_LANGUAGE = re.compile(r":lang\(|:dir\(|\[lang|\[dir")
# A gradient that turns round keeps its colours.
COLOURED = re.compile(r"(?<![\w-])(?:color|background|background-color|opacity|filter)\s*:(?![^;]*gradient)")
DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*(?:dark|light)\)\s*\{((?:[^{}]*\{[^{}]*\})*\s*)\}")


def texts() -> list[tuple[Path, str]]:
    found = [(path, re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)) for path in stylesheets()]
    assert any(OF_A_LANGUAGE.search(text) for _, text in found)
    assert any(DARK.search(text) for _, text in found)
    return found


@pytest.mark.parametrize(("path", "text"), texts(), ids=[name(path) for path in stylesheets()])
def test_no_colour_hangs_on_the_language(path: Path, text: str) -> None:
    assert not [
        chosen.strip()
        for chosen, said in RULE.findall(text)
        if OF_A_LANGUAGE.search(chosen) and COLOURED.search(said)
    ]


@pytest.mark.parametrize(("path", "text"), texts(), ids=[name(path) for path in stylesheets()])
def test_what_is_dark_differs_by_its_colours_alone(path: Path, text: str) -> None:
    """Every declaration of a scheme is a named colour or tells the browser which scheme it is."""
    assert text.count("prefers-color-scheme") == len(DARK.findall(text))
    declared = [
        line.strip()
        for inside in DARK.findall(text)
        for _, said in RULE.findall(inside)
        for line in said.split(";")
    ]
    assert not [line for line in declared if line and not line.startswith(("--", "color-scheme"))]
