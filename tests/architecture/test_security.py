"""The table of security requirements is whole, and the tests it names exist."""

from __future__ import annotations

import re
from collections import Counter

from tests.architecture.sources import ROOT

TABLE = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+?) \| (met|done|not applicable|open) \| (.+) \|$", re.MULTILINE
)
TOTAL = re.compile(r"^\| \*\*All (\d+)\*\* \|" + r" \*\*(\d+)\*\* \|" * 4 + "$", re.MULTILINE)
NAMED = re.compile(r"`((?:rokhas|tests)/[\w/]+\.py)(?:::(test_\w+))?`")
LEVEL_TWO = 253  # requirements of levels 1 and 2 of ASVS 5.0.0


def test_each_requirement_is_answered_once_and_the_sums_are_right() -> None:
    rows = ROW.findall(TABLE)
    assert len({number for number, *_rest in rows}) == len(rows) == LEVEL_TWO
    counted = Counter(state for _number, _level, _about, state, _why in rows)
    (said,) = TOTAL.findall(TABLE)
    told = [LEVEL_TWO, *(counted[state] for state in ("met", "done", "not applicable", "open"))]
    assert list(map(int, said)) == told


def test_what_is_met_names_a_test_that_exists() -> None:
    for number, _level, _about, state, evidence in ROW.findall(TABLE):
        named = NAMED.findall(evidence)
        assert named or state != "met", number
        for file, test in named:
            path = ROOT / file
            assert path.exists(), f"{number}: {file}"
            assert not test or f"def {test}(" in path.read_text(encoding="utf-8"), f"{number}: {test}"
