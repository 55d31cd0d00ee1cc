"""What is said beside the law is read in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import Source, read_procedure, remark_in, remedies
from rokhas.procedures.schema.remarks import remarks

ENGLISH = re.compile(r"\b(the|is|was|not|which|inferred|read|analogy)\b")


def said(part: Any) -> Iterator[str]:
    """Every note and source of a file."""
    if isinstance(part, Source):
        yield part.text
    if isinstance(part, BaseModel):
        for key in type(part).model_fields:
            value = getattr(part, key)
            if key == "note" and isinstance(value, str) and value:
                yield value
            yield from said(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from said(each)


@pytest.mark.parametrize("file", packaged_files(), ids=lambda file: file.stem)
def test_every_remark_of_a_file_is_worded_in_both_languages(file: Any) -> None:
    known = remarks()
    missing = sorted({each for each in said(read_procedure(file)) if each not in known})
    assert missing == [], "say them in rokhas/procedures/data/remarks.csv"


def test_so_are_those_of_the_ways_to_contest() -> None:
    assert set(said(remedies())) <= set(remarks())


def test_what_is_worded_is_french_and_arabic_and_names_no_document_that_readers_lack() -> None:
    for remark, languages in remarks().items():
        if " " in remark and ENGLISH.search(remark):
            assert re.search(r"[\u0621-\u064a]", languages["ar"]), remark
        assert not ENGLISH.search(languages["fr"]), remark
        assert not ENGLISH.search(languages["ar"]), remark
        assert "DOMAIN" not in languages["fr"] + languages["ar"], remark


def test_what_an_editor_writes_is_read_as_it_was_written() -> None:
    assert remark_in("lu au Bulletin officiel", "ar") == "lu au Bulletin officiel"
