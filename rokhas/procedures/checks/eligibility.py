"""The rules of the eligibility check: every answer is carried somewhere that exists, and every question can be answered."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from rokhas.procedures.schema import (
    RESERVED,
    EligibilityQuestion,
    FormField,
    Option,
    Procedure,
    Way,
    known_procedures,
)

Path = tuple[str | int, ...]
Found = tuple[Path, str]


def eligibility_mistakes(procedure: Procedure) -> Iterator[Found]:
    """Every broken rule of the check, with its place in the file."""
    if procedure.eligibility is None:
        return
    for key in ("ways", "questions"):
        codes = [item.code for item in getattr(procedure.eligibility, key)]
        for rank, code in enumerate(codes):
            if code in codes[:rank]:
                yield ("eligibility", key, rank, "code"), _twice(code)
    led = {
        option.leads for question in procedure.eligibility.questions for option in procedure.options(question)
    }
    for rank, way in enumerate(procedure.eligibility.ways):
        for place, sentence in _of_way(way, procedure, led):
            yield ("eligibility", "ways", rank, *place), sentence
    for rank, question in enumerate(procedure.eligibility.questions):
        for place, sentence in _of_question(question, procedure):
            yield ("eligibility", "questions", rank, *place), sentence


def _of_way(way: Way, procedure: Procedure, led: Collection[str | None]) -> Iterator[Found]:
    if way.procedure == procedure.code:
        yield ("procedure",), _("A way leads out of this procedure, not back to it.")
    elif way.procedure is not None and way.procedure not in known_procedures():
        sentence = _("The catalogue has no procedure “%(name)s”.") % {"name": way.procedure}
        yield ("procedure",), _near(sentence, way.procedure, known_procedures())
    if way.code not in led:
        yield ("code",), _("No answer takes the way “%(code)s”.") % {"code": way.code}


def _of_question(question: EligibilityQuestion, procedure: Procedure) -> Iterator[Found]:
    if question.code in RESERVED:
        yield ("code",), _("The page keeps the name “%(code)s” for itself.") % {"code": question.code}
    fields = {field.code: field for field in procedure.fields}
    if question.of is not None and question.of not in fields:
        sentence = _("The form has no question “%(code)s”.") % {"code": question.of}
        yield ("of",), _near(sentence, question.of, fields)
    elif question.of is not None and fields[question.of].type != "choice":
        yield ("of",), _("“%(code)s” is not a question of type choice.") % {"code": question.of}
    options = procedure.options(question)
    if len(options) < 2:
        yield (), _("The question “%(code)s” offers nothing to choose.") % {"code": question.code}
    elif all(option.leads for option in options):
        yield (), _("No answer to “%(code)s” stays in this procedure.") % {"code": question.code}
    codes = [option.code for option in options]
    before = len(options) - len(question.choices)
    for rank, option in enumerate(question.choices):
        if option.code in codes[: before + rank]:
            yield ("choices", rank, "code"), _twice(option.code)
        for key, sentence in _of_option(option, procedure, fields):
            yield ("choices", rank, *key), sentence


def _of_option(option: Option, procedure: Procedure, fields: dict[str, FormField]) -> Iterator[Found]:
    ways = {way.code for way in procedure.eligibility.ways} if procedure.eligibility else set()
    if option.leads is not None and option.leads not in ways:
        sentence = _("No way is named “%(code)s”.") % {"code": option.leads}
        yield ("leads",), _near(sentence, option.leads, ways)
    for code, value in option.gives.items():
        if code not in fields:
            sentence = _("The form has no question “%(code)s”.") % {"code": code}
            yield ("gives", code), _near(sentence, code, fields)
        elif not _fits(fields[code], value):
            yield (
                ("gives", code),
                _("“%(value)s” does not answer the question “%(code)s” of the form.")
                % {"value": value, "code": code},
            )


def _fits(field: FormField, value: bool | str) -> bool:
    if field.type == "boolean":
        return isinstance(value, bool)
    return field.type == "choice" and value in {choice.code for choice in field.choices}


def _twice(code: str) -> str:
    return _("The code “%(code)s” is used twice.") % {"code": code}


def _near(sentence: str, name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"{sentence} {_('Did you mean “%(near)s”?') % {'near': near[0]}}" if near else sentence
