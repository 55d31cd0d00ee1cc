"""Files that a hand would get wrong: each is told on its line, in words that a jurist reads, and none stops the reading."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from rokhas.procedures.checks import mistakes_in
from rokhas.testing.definitions import TINY_FILE

NAME = "tiny-declaration.v1.yaml"
TINY = TINY_FILE.read_text(encoding="utf-8")
BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DELAY = "{days: 30, starts: notified, law: {text: aucun, certainty: constructed}}"

WRONG = [
    ("effective_from: 2020-01-01", "effective_from: 2023-02-30", "“2023-02-30” is not a date"),
    ("effective_from: 2020-01-01", "effective_from: 13 juillet 2023", "“13 juillet 2023” is not a date"),
    ("effective_from: 2020-01-01", "effective_from: 13/07/2023", "“13/07/2023” is not a date"),
    ("{working_days: 7, ", "{working_days: -7, ", "“-7” is too small: 0 at least."),
    ("{working_days: 7, ", "{working_days: 999999999999, ", "“999999999999” is too large: 3650 at most."),
    ("prefix: XTD", "prefix: &p XTD\nnote: *p", "“*p” repeats what is written elsewhere"),
    ("prefix: XTD", "prefix: *XTD", "repeats what is written elsewhere"),
    ("prefix: XTD", "prefix:\n\t- XTD", "a tabulation stands here"),
    ("prefix: XTD", "prefix: X: TD", "a colon is not expected here"),
    ("prefix: XTD", "prefix XTD", "a colon is missing"),
    ("prefix: XTD", 'prefix: !ruby "XTD"', "“!” begins no value here"),
    ("prefix: XTD", "prefix: xtd", "Latin capitals and hyphens."),
    ("filers: [applicant]", "filers: [applicant", "a comma or a closing bracket is missing"),
    (
        "\nsteps:",
        f"\nlimits:\n  - {{code: remedy, names: {{fr: R, ar: R}}, to: [commune], delay: {DELAY}}}\nsteps:",
        "Whom it is sent to",
    ),
    ("kind: main", 'kind: ""', "Nothing is chosen here."),
    ("code: LEASE", 'code: ""', "Nothing is written here."),
    ("code: LEASE", f"code: {'L' * 90}", f"“{'L' * 60}…” is too long: 20 letters at most."),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG)
def test_each_is_told_in_words_and_near_its_line(old: str, new: str, sentence: str) -> None:
    assert TINY.count(old) >= 1, old
    line = TINY[: TINY.index(old)].count("\n") + 1
    with override("en"):
        found = mistakes_in(TINY.replace(old, new, 1), NAME)
    assert any(sentence in each.sentence for each in found), [str(each) for each in found]
    assert all(0 <= each.line - line <= 3 for each in found if sentence in each.sentence)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "The file is empty."),
        (" \n\n", 1, "The file is empty."),
        (BOMB + TINY, 2, "“*a” repeats what is written elsewhere: write it out here."),
        (f"code: {'[' * 5000}", 1, "Too many brackets are opened one within another."),
        (f"{TINY}\n---\ncode: x\n", TINY.count("\n") + 2, "a second file begins here"),
        (f"{TINY}\nlaws: []\n", TINY.count("\n") + 2, "The key “laws” is written twice."),
    ],
)
def test_a_whole_that_cannot_be_read_is_refused_in_words(text: str, line: int, sentence: str) -> None:
    with override("en"):
        found = mistakes_in(text, NAME)
    assert any(each.line == line and sentence in each.sentence for each in found), [str(x) for x in found]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_none_of_it_is_told_in_another_language(language: str) -> None:
    with override("en"):
        english = {each.sentence for _old, new, _said in WRONG for each in mistakes_in(_wrong(new), NAME)}
    with override(language):
        told = {each.sentence for _old, new, _said in WRONG for each in mistakes_in(_wrong(new), NAME)}
    assert not english & told


def _wrong(new: str) -> str:
    old = next(old for old, each, _said in WRONG if each == new)
    return TINY.replace(old, new, 1)
