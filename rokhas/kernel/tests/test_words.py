"""The contract of the command line, for any word."""

from __future__ import annotations

import errno
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.management.base import CommandParser
from django.db import OperationalError, ProgrammingError

from rokhas.kernel.errors import NotAllowed
from rokhas.kernel.words import BadUsage, Figure, Refusal, TargetMissed, Word, run


class Greeting(Word):
    help = "Greet."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fail", choices=["refusal", "rule", "usage", "figure"])
        parser.add_subparsers(dest="act").add_parser("loudly")

    def handle(self, **options: Any) -> None:
        match options["fail"]:
            case "refusal":
                raise Refusal("The door is closed.", code="door-closed")
            case "rule":
                raise NotAllowed
            case "usage":
                raise BadUsage("--fail usage makes no sense.")
            case "figure":
                self.figures(
                    [Figure.at_most("wait", 2.5, "s", 2.0), Figure.at_least("greeted", 3, "people", 1)]
                )
        self.progress("Opening the door…")
        self.say("Hello.")
        self.answer({"hello": Decimal("1.50"), "act": options["act"]})


def said(*arguments: str) -> tuple[int, str, str]:
    """What a shell would see: exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    try:
        Greeting(stdout=out, stderr=err).run_from_argv(["manage.py", "greeting", *arguments])
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def _connections_stay_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rokhas.kernel.words.connections.close_all", lambda: None)


def test_text_by_default_and_progress_on_standard_error() -> None:
    assert said() == (0, "Hello.\n", "Opening the door…\n")


@pytest.mark.parametrize("arguments", [("--json",), ("--json", "loudly"), ("loudly", "--json")])
def test_json_wherever_it_is_asked(arguments: tuple[str, ...]) -> None:
    code, out, _ = said(*arguments)
    assert code == 0
    assert json.loads(out)["hello"] == "1.50"


def test_a_refusal_is_a_sentence_and_exit_1() -> None:
    assert said("--fail", "refusal") == (1, "", "The door is closed.\n")


def test_a_refusal_is_a_document_with_json() -> None:
    code, out, err = said("--fail", "refusal", "--json")
    assert (code, err) == (1, "The door is closed.\n")
    assert json.loads(out) == {"refused": {"code": "door-closed", "message": "The door is closed."}}


def test_a_broken_rule_is_refused_with_its_own_code() -> None:
    code, out, _ = said("--fail", "rule", "--json")
    assert code == 1
    assert json.loads(out)["refused"]["code"] == "not-allowed"


@pytest.mark.parametrize("arguments", [("--fail", "usage"), ("--nonsense",), ("--fail", "nonsense")])
def test_bad_usage_is_exit_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(*arguments)
    assert (code, out) == (2, "")
    assert err or capsys.readouterr().err


@pytest.mark.parametrize("json_asked", [(), ("--json",)])
def test_a_missed_figure_is_published_then_exit_1(json_asked: tuple[str, ...]) -> None:
    code, out, err = said("--fail", "figure", *json_asked)
    figures = json.loads(out)["figures"]
    assert code == 1
    assert [figure["holds"] for figure in figures] == [False, True]
    assert figures[0] == {"name": "wait", "value": 2.5, "unit": "s", "target": "<= 2", "holds": False}
    assert "missed: wait" in err


def test_figures_that_hold_let_the_word_go_on() -> None:
    out = io.StringIO()
    Greeting(stdout=out).figures([Figure.exactly("lost", 0, "events", 0)])
    assert json.loads(out.getvalue())["figures"][0]["holds"] is True


def test_called_from_python_a_refusal_reaches_the_caller() -> None:
    with pytest.raises(TargetMissed):
        Greeting(stdout=io.StringIO()).handle(fail="figure")


def test_help_shows_our_options_and_not_those_of_django() -> None:
    page = Greeting().create_parser("manage.py", "greeting").format_help()
    assert "--json" in page
    assert "--pythonpath" not in page
    assert "--no-color" not in page


def test_an_unknown_word_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run(["manage.py", "abracadabra"])
    assert end.value.code == 2
    assert "abracadabra" in capsys.readouterr().err


class Trouble(Word):
    help = "Meet a machine that lacks something."
    requires_system_checks: list[str] = []
    error: Exception

    def handle(self, **options: Any) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            OperationalError("connection failed\nIs it running?"),
            "no-database",
            "does not serve: connection failed.",
        ),
        (OperationalError("no such table: territory_unit"), "not-migrated", "run bin/rokhas migrate"),
        (OSError(errno.ENOSPC, "No space left"), "no-disk", "The disk is full"),
        (OSError(errno.EROFS, "Read-only", "/var/x"), "no-disk", "read-only. (/var/x)"),
    ],
)
def test_what_a_machine_lacks_is_a_sentence(
    error: Exception, code: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    word = Trouble()
    word.error = error
    with pytest.raises(SystemExit) as ended:
        word.run_from_argv(["rokhas", "trouble", "--json"])
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert json.loads(said.out)["refused"]["code"] == code
    assert sentence in said.err


@pytest.mark.parametrize("error", [ProgrammingError("syntax error"), OSError(errno.EBADF, "Bad")])
def test_a_mistake_of_ours_keeps_its_trace(error: Exception) -> None:
    word = Trouble()
    word.error = error
    with pytest.raises(type(error)):
        word.run_from_argv(["rokhas", "trouble"])
