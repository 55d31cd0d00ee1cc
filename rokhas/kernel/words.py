"""The words of the command line: one class that every `bin/rokhas WORD` derives from.

The contract, the same for every word: text on standard output by default, one JSON document there with
`--json`; progress and errors on standard error; exit 0 when done, 1 when refused or when a target is missed,
2 for bad usage.
"""

from __future__ import annotations

import argparse
import errno
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import django
from django.core.management import execute_from_command_line, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser, SystemCheckError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, ProgrammingError, connections

from rokhas.kernel.errors import Refused

DONE, REFUSED, BAD_USAGE, INTERRUPTED = 0, 1, 2, 130

_DJANGO_OPTIONS = frozenset(
    {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
)


# What a machine may lack that no word can mend.
_TROUBLES: dict[int | None, str] = {
    errno.ENOSPC: "The disk is full: make room, then try again.",
    errno.EDQUOT: "The quota of the disk is spent: make room, then try again.",
    errno.EROFS: "A file cannot be written, its disk is read-only.",
    errno.EACCES: "A file cannot be opened or written: permission denied.",
}


class Refusal(Exception):
    """A word cannot or may not do what it was asked: exit 1, one clear sentence, no traceback.

    `code` is stable and machine-readable (it goes into the JSON), `message` is for the reader and says what to do.
    """

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class BadUsage(Exception):
    """The arguments are well spelt but make no sense together: exit 2."""


class TargetMissed(Exception):
    """A published figure does not hold: exit 1. The figures themselves have been printed already."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and the target it is held to, e.g. `Figure.at_most("p95 of a page", 0.18, "s", 0.3)`."""

    name: str
    value: float
    unit: str
    target: str
    holds: bool

    @classmethod
    def at_most(cls, name: str, value: float, unit: str, limit: float) -> Figure:
        return cls(name, value, unit, f"<= {limit:g}", value <= limit)

    @classmethod
    def at_least(cls, name: str, value: float, unit: str, limit: float) -> Figure:
        return cls(name, value, unit, f">= {limit:g}", value >= limit)

    @classmethod
    def exactly(cls, name: str, value: float, unit: str, wanted: float) -> Figure:
        return cls(name, value, unit, f"= {wanted:g}", value == wanted)


class Word(BaseCommand):
    """A word of `bin/rokhas`. Subclasses give `help`, `add_arguments` and `handle`, as for any Django command.

    Raise `Refusal` (or let a `Refused` of the rules through) to exit 1, `BadUsage` to exit 2. Called from Python
    (`call_command`), those exceptions reach the caller unchanged.
    """

    as_json: bool = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser, with `--json` at every level and without Django's own options in the help."""
        parser = super().create_parser("rokhas", subcommand, **kwargs)
        for action in parser._actions:
            if action.dest in _DJANGO_OPTIONS:
                action.help = argparse.SUPPRESS
        _offer_json(parser, default=False)
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.as_json = bool(options.get("json"))
        return super().execute(*args, **options)

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from a shell and exit with the contract's codes; the only place that turns refusals into codes."""
        self._called_from_command_line = True
        parser = self.create_parser(argv[0], argv[1])
        options = vars(parser.parse_args(argv[2:]))
        args = options.pop("args", ())
        try:
            with _machine():
                self.execute(*args, **options)
        except Refused as refused:
            sys.exit(self._refuse(refused.code, str(refused)))
        except Refusal as refusal:
            sys.exit(self._refuse(refusal.code, refusal.message))
        except TargetMissed as missed:
            self.progress(str(missed))
            sys.exit(REFUSED)
        except BadUsage as mistake:
            parser.print_usage(sys.stderr)
            self.stderr.write(str(mistake))
            sys.exit(BAD_USAGE)
        except SystemCheckError as broken:
            self.stderr.write(str(broken), lambda text: text)
            sys.exit(REFUSED)
        except CommandError as error:
            if options.get("traceback"):
                raise
            sys.exit(self._refuse("refused", str(error)))
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        finally:
            connections.close_all()

    def say(self, text: str = "") -> None:
        """One line of the answer for a human reader; silent with `--json`."""
        if not self.as_json:
            self.stdout.write(text)

    def progress(self, text: str) -> None:
        """One line about the work going on, on standard error, at once."""
        self.stderr.write(text, lambda line: line)
        self.stderr.flush()

    def answer(self, document: Mapping[str, Any]) -> None:
        """The answer for a program: one JSON document with `--json`, nothing without (use `say` for people)."""
        if self.as_json:
            self.stdout.write(json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))

    def figures(self, measured: Sequence[Figure]) -> None:
        """Publish what a bench or a simulation measured.

        Prints `{"figures": [{"name", "value", "unit", "target", "holds"}, …]}` in both modes.

        Raises:
            TargetMissed: (exit 1) when one of them does not hold; the JSON has been printed before.
        """
        document = {"figures": [asdict(figure) for figure in measured]}
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        missed = [figure for figure in measured if not figure.holds]
        if missed:
            raise TargetMissed(
                "\n".join(f"missed: {f.name} = {f.value:g} {f.unit}, target {f.target}" for f in missed)
            )

    def _refuse(self, code: str, message: str) -> int:
        if self.as_json:
            self.answer({"refused": {"code": code, "message": message}})
        self.stderr.write(message)
        return REFUSED


def run(argv: Sequence[str]) -> None:
    """Run `manage.py WORD …`; a word nobody declared is bad usage (exit 2), not Django's exit 1."""
    django.setup()  # the words of the apps are known only then
    if len(argv) > 1 and not argv[1].startswith("-") and argv[1] not in {"help", *get_commands()}:
        sys.stderr.write(f"rokhas has no word “{argv[1]}”. See: bin/rokhas --help\n")
        sys.exit(BAD_USAGE)
    execute_from_command_line(list(argv))


@contextmanager
def _machine() -> Iterator[None]:
    """A database that does not answer, a full or read-only disk: a sentence and not a trace."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if "no such table" in str(error) or type(error.__cause__).__name__ == "UndefinedTable":
            raise Refusal(
                "The database is not prepared: run bin/rokhas migrate.", code="not-migrated"
            ) from error
        if isinstance(error, ProgrammingError):
            raise
        raise Refusal(f"The database does not serve: {_first_line(error)}.", code="no-database") from error
    except OSError as error:
        if error.errno not in _TROUBLES:
            raise
        place = f" ({error.filename})" if error.filename else ""
        raise Refusal(f"{_TROUBLES[error.errno]}{place}", code="no-disk") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")


def _offer_json(parser: argparse.ArgumentParser, *, default: Any) -> None:
    """Accept `--json` before and after a sub-word; the sub-word does not reset what was said before it."""
    parser.add_argument("--json", action="store_true", default=default, help="answer with one JSON document")
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in dict.fromkeys(action.choices.values()):
                _offer_json(sub, default=argparse.SUPPRESS)
