"""What is uncertain is explained in the language of whoever reads it."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from rokhas.editing.queries.changes import law
from rokhas.editing.queries.doubts import doubts
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.schema import read_procedure

ENGLISH = re.compile(r"\b(the|was|were|which|inferred|law|analogy|DOMAIN)\b")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_remark_of_any_procedure_is_read_in_english(language: str) -> None:
    with override(language):
        for file in packaged_files():
            procedure = read_procedure(file)
            found = [f"{each.source} {each.note}" for each in doubts(procedure)]
            found += [law(limit.delay.law) for limit in procedure.limits]
            assert found
            assert [each for each in found if ENGLISH.search(each)] == []
