"""The eligibility check of a procedure file: its mistakes are told by line, and those of the package lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import override

from rokhas.procedures.actions import packaged_files
from rokhas.procedures.checks import mistakes_in
from rokhas.procedures.schema import known_procedures, read_procedure
from rokhas.testing.definitions import TINY_FILE

NAME = "tiny-declaration.v1.yaml"
WHERE = "filers: [applicant]\n"
GOOD = """eligibility:
  ways:
    - code: elsewhere
      procedure: building-permit
      why: {fr: a, ar: ب}
      law: {text: aucun, certainty: constructed}
  questions:
    - code: works
      label: {fr: a, ar: ب}
      choices:
        - {code: open, label: {fr: a, ar: ب}, gives: {opens_to_public: true}}
        - {code: build, label: {fr: a, ar: ب}, leads: elsewhere}
      certainty: constructed
"""
TINY = TINY_FILE.read_text(encoding="utf-8").replace(WHERE, WHERE + GOOD, 1)


def test_a_good_check_has_no_mistake() -> None:
    assert mistakes_in(TINY, NAME) == []


MISTAKES = [
    ("procedure: building-permit", "procedure: buildng-permit", "Did you mean “building-permit”?"),
    ("procedure: building-permit", "procedure: tiny-declaration", "not back to it"),
    ("code: elsewhere", "code: nowhere", "No answer takes the way “nowhere”."),
    ("leads: elsewhere", "leads: elsewere", "No way is named “elsewere”. Did you mean “elsewhere”?"),
    ("opens_to_public: true", "opens_to_publik: true", "The form has no question “opens_to_publik”."),
    ("opens_to_public: true", 'opens_to_public: "yes"', "“yes” does not answer the question “opens_to_public”"),
    ("opens_to_public: true", "owner_name: Karim", "“Karim” does not answer the question “owner_name”"),
    ("code: build", "code: open", "The code “open” is used twice."),
    ("gives: {opens_to_public: true}", "leads: elsewhere", "No answer to “works” stays in this procedure."),
    ("code: works", "code: commune", "The page keeps the name “commune” for itself."),
    ("code: works\n", "code: works\n      of: shop_plaice\n", "Did you mean “shop_place”?"),
    ("code: works\n", "code: works\n      of: opens_to_public\n", "is not a question of type choice"),
    ("code: works\n", "code: works\n      when: [no_such]\n", "No predicate is named “no_such”."),
    ("      procedure: building-permit\n", "", "A way leads to a procedure, or says whom to ask (ask)."),
    ("      law: {text: aucun, certainty: constructed}\n  questions", "  questions", "The text of law that founds this"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), MISTAKES)
def test_a_mistake_is_told_with_its_line(old: str, new: str, sentence: str) -> None:
    start = TINY.index("eligibility:")
    broken = TINY[:start] + TINY[start:].replace(old, new, 1)
    with override("en"):
        found = mistakes_in(broken, NAME)
    first = TINY[:start].count("\n") + 1
    assert any(sentence in mistake.sentence for mistake in found), [str(each) for each in found]
    assert all(first <= mistake.line <= first + GOOD.count("\n") for mistake in found)


@pytest.mark.parametrize("file", packaged_files(), ids=lambda file: file.stem)
def test_every_way_out_of_a_procedure_says_where_to_go_and_on_which_text(file: Path) -> None:
    procedure = read_procedure(file)
    assert procedure.eligibility is not None
    for way in procedure.eligibility.ways:
        assert way.procedure in known_procedures() or way.ask
        assert way.law.text
    carried = {code for question in procedure.eligibility.questions for option in procedure.options(question)
               for code in option.gives}  # fmt: skip
    assert "applicant_kind" in carried
    personal = {field.code for field in procedure.fields if field.personal}
    assert not carried & personal, "what is personal is never carried by the address of a page"
