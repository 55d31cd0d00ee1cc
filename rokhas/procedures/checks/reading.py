"""Reading the layout of a procedure file: what YAML would do in silence or refuse in its own words is told in ours."""

from __future__ import annotations

from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.constructor import SafeConstructor

DAY = "tag:yaml.org,2002:timestamp"


class Reader(yaml.SafeLoader):
    """The safe loader, which reads an impossible day (`2023-02-30`) as it is written: whoever expects a day says it is none."""


def _day(loader: Reader, node: yaml.ScalarNode) -> Any:
    try:
        return SafeConstructor.construct_yaml_timestamp(loader, node)
    except ValueError:
        return loader.construct_scalar(node)


Reader.add_constructor(DAY, _day)


def refuse_repetitions(text: str) -> None:
    """What is said is written where it is said: a file that repeats a thing by its name (`&name`, `*name`) can grow without end.

    Raises: yaml.MarkedYAMLError at the first of them, or when the text is not YAML.
    """
    if "*" not in text:
        return
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            sentence = _("“*%(name)s” repeats what is written elsewhere: write it out here.") % {
                "name": event.anchor
            }
            mark = event.start_mark
            raise Repeated(problem=sentence, problem_mark=mark if isinstance(mark, yaml.Mark) else None)


class Repeated(yaml.MarkedYAMLError):
    """A file repeats a thing by its name."""


def unreadable(error: yaml.YAMLError) -> str:
    """Why a file cannot be read, in words; the reader's own where nothing is known of it."""
    if isinstance(error, Repeated):
        return str(error.problem)
    problem = str(getattr(error, "problem", None) or getattr(error, "context", None) or error)
    for part, sentence in {
        r"character '\t'": _("a tabulation stands here: lines are indented with spaces only"),
        "mapping values are not allowed": _(
            "a colon is not expected here: put the text between quotation marks, or indent the line as the one above"
        ),
        "could not find expected ':'": _("a colon is missing on the line above, after its key"),
        "expected ',' or": _("a comma or a closing bracket is missing, here or on the line above"),
        "expected <block end>": _("this line is not indented as those of its list or of its keys"),
        "while scanning a quoted": _("a quotation mark is opened and not closed"),
        "unexpected end of stream": _("the file ends before what was opened is closed"),
        "determine a constructor": _("“!” begins no value here: put the text between quotation marks"),
        "another document": _("a second file begins here (---): one file describes one procedure"),
        "special characters": _("a character here cannot be shown: take it out"),
    }.items():
        if part in problem:
            return _("This is not YAML: %(why)s.") % {"why": sentence}
    return _("This is not YAML: %(why)s.") % {"why": problem.splitlines()[0]}
