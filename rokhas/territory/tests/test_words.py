import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rokhas.kernel.words import BadUsage, Refusal
from rokhas.territory.errors import UnknownUnit

pytestmark = pytest.mark.django_db


def _word(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def _json(*arguments: str) -> Any:
    return json.loads(_word(*arguments, "--json"))


def test_competence_answers_as_the_platform_would() -> None:
    answer = _json("competence", "01.511.01.09", "--census", "2014")
    assert (answer["body"], answer["population"], answer["seat"]["code"]) == (
        "provincial_committee",
        23_601,
        "01.511",
    )
    assert answer["law"] == {"text": "RGC-2013", "article": "15", "certainty": "sourced"}
    assert _json("competence", "01.511.01.09")["body"] == "single_desk"
    assert "Gueznaia" in _word("competence", "01.511.01.09")


def test_competence_refuses_what_is_no_commune() -> None:
    with pytest.raises(UnknownUnit):
        _word("competence", "06.141")


def test_due_says_the_day_and_why() -> None:
    answer = _json("due", "--from", "2026-03-16", "--working-days", "5")
    assert answer["due"] == "2026-03-25"
    assert [one["day"] for one in answer["not_counted"]] == [
        "2026-03-20",
        "2026-03-21",
        "2026-03-22",
        "2026-03-23",
    ]
    assert _word("due", "--from", "2026-03-16", "--working-days", "5").startswith("2026-03-25\n")


def test_due_in_months_and_days() -> None:
    months = _json("due", "--from", "2026-01-31", "--months", "1")
    assert (months["moved_from"], months["due"]) == ("2026-02-28", "2026-03-02")
    assert _json("due", "--from", "2026-11-02", "--days", "30")["due"] == "2026-12-02"


@pytest.mark.parametrize(
    "arguments", [("--working-days", "-1"), ("--working-days", "9999"), ("--years", "11")]
)
def test_due_refuses_absurd_lengths(arguments: tuple[str, str]) -> None:
    with pytest.raises(BadUsage):
        _word("due", "--from", "2026-01-01", *arguments)


def test_due_needs_one_length() -> None:
    with pytest.raises(CommandError):
        _word("due", "--from", "2026-01-01")


def test_find_by_name_and_by_point() -> None:
    assert _json("territory", "find", "سلا")["units"][0]["code"] == "04.441"
    # A longitude begins with a minus: `--` says that it is no option.
    found = json.loads(_word("territory", "find", "--json", "--", "-6.8229,34.0241"))
    assert [unit["code"] for unit in found["units"]] == ["04.421.01.05"]
    with pytest.raises(Refusal):
        _word("territory", "find", "zzzzqqqq")
