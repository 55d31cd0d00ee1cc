"""Every mistake in a file is told with its line, its column and a sentence."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import override

from rokhas.kernel.words import Refusal
from rokhas.procedures.actions import packaged_files
from rokhas.procedures.checks import Mistake, mistakes_in, mistakes_in_file
from rokhas.testing.definitions import TINY_FILE

NAME = "tiny-declaration.v1.yaml"
TINY = TINY_FILE.read_text(encoding="utf-8")
LAW = "law: {text: aucun, certainty: constructed}"
AFTER, IN_A_CIRCLE = (
    "after: [reading]\n    within: {working_days",
    "after: [reading, visa]\n    within: {working_days",
)
FILERS = "filers: [applicant]"
TERMS = (
    "    enquiry: {lasts: {days: 15, law: {text: aucun, certainty: constructed}}, opened_by: [secretary], "
    "reported_by: [commission_member], consultation: {fr: a, ar: ب}, certainty: constructed}\n"
)
ROLE, OFFICE = "    roles: [president]\n", "    by: [hygiene]\n"


def fee(code: str) -> str:
    return f"{FILERS}\nfees:\n  - {{code: {code}, names: {{fr: a, ar: ب}}, payee: commune, {LAW}}}"


def window(*opens: str) -> str:
    return f"{FILERS}\nwindows:\n" + "\n".join(f"  - {{opens: {day}, {LAW}}}" for day in opens)


def broken(old: str, new: str) -> tuple[list[Mistake], int]:
    """The mistakes of the tiny file once `old` is replaced, and the line of the change."""
    assert TINY.count(old) >= 1, old
    line = TINY[: TINY.index(old)].count("\n") + 1
    with override("en"):
        return mistakes_in(TINY.replace(old, new, 1), NAME), line


def test_a_good_file_has_none() -> None:
    assert mistakes_in_file(TINY_FILE) == []
    assert [mistake for file in packaged_files() for mistake in mistakes_in_file(file)] == []


ON_THE_LINE = [
    ("prefix: XTD", "prefixe: XTD", "Unknown key “prefixe”. Did you mean “prefix”?"),
    ("prefix: XTD", "prefix: xtd", "“xtd” is not written as a code should be."),
    ("version: 1", "version: one", "“one” is not a whole number."),
    ("version: 1", "version: 0", "“0” is too small: 1 at least."),
    ("effective_from: 2020-01-01", "effective_from: soon", "“soon” is not a date (year-month-day)."),
    ('{fr: "Lecture", ar: "قراءة"}', '{fr: "Lecture"}', "The Arabic wording (ar) is missing."),
    ('{fr: "Lecture", ar: "قراءة"}', '{ar: "قراءة"}', "The French wording (fr) is missing."),
    ('{fr: "Lecture", ar: "قراءة"}', '{fr: "Lecture", ar: " "}', "This wording is empty."),
    ('{fr: "Lecture", ar: "قراءة"}', '{fr: 12, ar: "قراءة"}', "A text is expected here, not “12”"),
    ("kind: opinion", "kind: opinions", "“opinions” is not known here. Did you mean “opinion”?"),
    ("by: [hygiene]", "by: [hygene]", "“hygene” is not known here. Did you mean “hygiene”?"),
    ("roles: [commission_member]", "roles: [comission_member]", "Did you mean “commission_member”?"),
    ("roles: [commission_member]", "roles: commission_member", "A list is expected here."),
    ("after: [hygiene]", "after: [hygene]", "This procedure has no step “hygene”."),
    ("opens_to_public]", "open_to_public]", "No predicate is named “open_to_public”. Did you mean “opens_to_public”?"),
    ("opens_to_public]", "likes_tea_and_biscuits]", "No predicate is named “likes_tea_and_biscuits”."),
    (
        "within: {working_days: 7, law: {text: aucun, certainty: constructed}}",
        "within: {working_days: 7}",
        "The text of law that founds this is missing (law).",
    ),
    ("{working_days: 7, ", "{fortnights: 7, ", "Unknown key “fortnights”."),
    ("{working_days: 7, ", "{working_days: many, ", "“many” is not a whole number."),
    (f"{{working_days: 7, {LAW}}}", "{working_days: 7, law: {text: aucun}}", "Say how sure this is"),
    (
        "silence: {effect: tacit_opinion, law: {text: aucun, certainty: constructed}}",
        "silence: tacit_opinion",
        "A silence that gives a right rests on a text of law (law).",
    ),
    ("silence: escalate", "silence: shrug", "“shrug” is not known here."),
    ("code: LEASE", "code: lease", "“lease” is not written as a code should be."),
    ("kind: main", "kind: mandatory", "“mandatory” is not known here. It is one of: main, information, optional."),
    ("media: [application/pdf, image/jpeg]", "media: [application/zip]", "“application/zip” is not known here."),
    ("type: boolean", "type: tickbox", "“tickbox” is not known here."),
    ("required: false", "required: perhaps", "“perhaps” is neither true nor false."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), ON_THE_LINE)
def test_a_mistake_is_told_on_its_line(old: str, new: str, sentence: str) -> None:
    found, line = broken(old, new)
    assert any(mistake.line == line and sentence in mistake.sentence for mistake in found), [
        str(each) for each in found
    ]


SOMEWHERE = [
    ("code: hygiene\n", "code: reading\n", "The code “reading” is used twice."),
    ("code: shop_place", "code: owner_name", "The code “owner_name” is used twice."),
    (AFTER, IN_A_CIRCLE, "waits for itself"),
    (AFTER, IN_A_CIRCLE, "“handover” is never reached"),
    ("    kind: signature", "    kind: visit", "Nobody signs the decision"),
    ("    kind: signature", "    kind: visit", "Only a signature or a delivery has a paper."),
    ("    paper: permit\n", "", "does not say which paper is signed"),
    ("    by: [hygiene]\n", "", "The step “hygiene” names no office (by)."),
    ("    roles: [commission_member]\n", "", "names nobody who may act (roles)."),
    (ROLE, ROLE + "    signers: [secretary]\n", "“secretary” signs but is not among the roles"),
    (OFFICE, OFFICE + "    conforming: [urban_agency]\n", "“urban_agency” must agree but is not consulted"),
    (OFFICE, OFFICE + "    conforming: [hygiene]\n", "rests on a text of law (conforming_law)"),
    (OFFICE, OFFICE + "    conforming: [hygiene]\n", "An indispensable opinion is never presumed"),
    (OFFICE, OFFICE + "    classes: [grand]\n", "This procedure has no class “grand”."),
    ("    kind: delivery", "    kind: payment", "The step is a payment, but the procedure names no fee."),
    ("    kind: main\n", "    kind: main\n    plan: true\n", "A plan is signed by a professional (signed_by)."),
    ("    kind: main\n", "    kind: main\n    due: delivery\n", "A main document is there at the deposit"),
    ("    kind: main\n", "    kind: main\n    arises_from: payment\n", "A receipt of payment cannot be a main document"),
    ("        type: boolean", "        type: choice", "lists its choices, and no other does"),
    ("        type: boolean", "        type: integer\n        min: 4\n        max: 3", "The smallest answer is larger"),
    ("        type: parcel", "        type: parcel\n        format: cnie", "Only a text has a format."),
    ("        type: parcel", "        type: identity", "Say why the identity number is asked"),
    ("code: tiny-declaration", "code: other-declaration", "The file must be named other-declaration.v1.yaml."),
    ("filers: [applicant]", "filers: []", "This list is empty."),
    ("family: economic\n", "", "The key “family” is missing."),
    ("certainty: constructed\n\nlaws", "\nlaws", "Say how sure this is"),
    (", kind_certainty: constructed", "", "Say how sure the kind of this document is"),
    ("meaning: beneficiary", "meaning: beneficiary\n        meaning: project", "The key “meaning” is written twice."),
    ("filers: [applicant]", "filers: [applicant", "This is not YAML"),
    ("kind: opinion", "kind: enquiry", "does not say its terms (enquiry)."),
    (OFFICE, OFFICE + TERMS, "Only a step of kind enquiry has the terms of one."),
    ("{working_days: 7", "{starts: enquiry_closed, working_days: 7", "and no other."),
    (OFFICE, OFFICE + TERMS, "“secretary” takes part in the enquiry but is not among the roles"),
    (OFFICE, "    by: [hygiene, commune]\n" + TERMS, "One office holds a public enquiry"),
    (FILERS, fee("tea"), "“tea” is not known here"),
    (FILERS, window("2025-05-08, closes: 2023-05-08"), "This period ends before it begins."),
    (FILERS, window("2023-05-08", "2025-05-08"), "This period begins before the one above it has ended."),
    (FILERS, window("2023-05-08, closes: 2025-05-08", "2025-05-08"), "This period begins before the one above"),
    (FILERS, fee("agency_fee"), "no step is a payment"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), SOMEWHERE)
def test_a_mistake_is_told_in_words(old: str, new: str, sentence: str) -> None:
    found, _line = broken(old, new)
    assert any(sentence in mistake.sentence for mistake in found), [str(each) for each in found]
    assert all(mistake.line >= 1 and mistake.column >= 1 for mistake in found)


def test_all_the_mistakes_of_a_file_are_told_at_once_in_order() -> None:
    text = (
        TINY.replace("prefix: XTD", "prefix: xtd")
        .replace("kind: opinion", "kind: view")
        .replace(', ar: "قراءة"', "")
    )
    with override("en"):
        found = mistakes_in(text, NAME)
    assert len(found) == 3
    assert [mistake.line for mistake in found] == sorted(mistake.line for mistake in found)


@pytest.mark.parametrize("text", ["", "just words", "- a list", "\t", "a: &b [*b]", "\x00"])
def test_what_is_no_procedure_is_refused_without_a_crash(text: str) -> None:
    assert mistakes_in(text, NAME)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    [mistake] = mistakes_in_file(tmp_path / "absent.v1.yaml")
    assert (mistake.line, mistake.column) == (1, 1)


def test_the_word_lists_the_mistakes_and_refuses(tmp_path: Path) -> None:
    file = tmp_path / NAME
    file.write_text(TINY.replace("by: [hygiene]", "by: [hygene]"), encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(Refusal):
        call_command("check", str(file), stdout=out)
    line = TINY[: TINY.index("by: [hygiene]")].count("\n") + 1
    assert f"{file}:{line}:10: " in out.getvalue()


def test_the_word_answers_in_json(tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("check", str(TINY_FILE), json=True, stdout=out)
    assert json.loads(out.getvalue())["mistakes"] == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "{role: surveyor, body: order_of_surveyor, documents: [NONE]",
            "No body “order_of_surveyor” keeps a register. Did you mean “order_of_surveyors”?",
        ),
        ("{role: surveyor, documents: [NONE]", "This procedure asks no document “NONE”."),
        ("{role: president, documents: [NONE]", "“president” is not known here."),
    ],
)
def test_whoever_is_invited_is_of_a_register_and_gives_what_is_asked(line: str, sentence: str) -> None:
    found, place = broken(FILERS, f"{FILERS}\ninvited:\n  - {line}, {LAW}}}")
    told = {(mistake.line, mistake.sentence) for mistake in found}
    assert any(where == place + 2 and said.startswith(sentence) for where, said in told), told


def test_a_term_that_is_renewed_has_no_year_of_january() -> None:
    asked = (
        "occupation:\n"
        "  yearly: {falls: january, fees: [construction_tax], asked_before: 30, pay_within: 30, overdue_after: 60, "
        f"by: [commune], roles: [president], {LAW}}}\n"
        f"  renewal: {{opens_before: 60, {LAW}}}"
    )
    found, _place = broken(FILERS, f"{fee('construction_tax')}\n{asked}")
    assert any(each.sentence.startswith("A year of January runs over the end of a term") for each in found)
    found, _place = broken(FILERS, f"{fee('construction_tax')}\n{asked.replace('january', 'anniversary')}")
    assert not any("January" in each.sentence for each in found)


def test_a_professional_made_compulsory_is_of_a_register_that_is_kept() -> None:
    found, place = broken(
        FILERS, f"{FILERS}\nprofessionals:\n  - {{role: architect, body: nobody_knows, {LAW}}}"
    )
    assert [(each.line, each.sentence) for each in found] == [
        (place + 2, "No body “nobody_knows” keeps a register.")
    ]
