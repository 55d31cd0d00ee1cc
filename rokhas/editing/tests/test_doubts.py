"""What is uncertain, and where it was read, is explained in the language of whoever reads it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.translation import override

from rokhas.editing.queries.changes import facts_of, law
from rokhas.editing.queries.doubts import doubts
from rokhas.editing.queries.names import of_key
from rokhas.editing.queries.rates import rates
from rokhas.editing.schema import Rate
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.queries import packaged_reasons
from rokhas.procedures.schema import read_procedure
from rokhas.procedures.schema.activities import activities

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


FRENCH = re.compile(r"\b(de|du|par|la|le|article|source|notes|intitulé|légal)\b")


def test_where_an_entry_was_read_is_said_in_arabic() -> None:
    with override("ar"):
        for part in (*packaged_reasons().values(), *activities().values()):
            name = str(of_key("source"))
            (found,) = [each.text for each in facts_of(part) if each.label == name]
            assert found.startswith("http") or not FRENCH.search(found)
            assert found.startswith("http") or re.search(r"[\u0621-\u064a]", found)


@pytest.mark.django_db
def test_so_is_what_is_noted_of_a_rate() -> None:
    with override("ar"):
        names = {str(of_key(key)) for key in ("source", "note")}
        for value in rates(date(2026, 11, 22)).values():
            found = [each.text for each in facts_of(Rate.model_validate(value)) if each.label in names]
            assert found
            assert [each for each in found if FRENCH.search(re.sub(r"https?://\S+", "", each))] == []
