"""What a next version changes, told field by field in words, in both languages where it is a wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rokhas.editing.queries.names import CERTAINTIES, of_choice, of_key
from rokhas.procedures.predicates import REGISTRY, sentence
from rokhas.procedures.schema import Delay, Law, Part, Procedure, Wording, known_procedures, remark_in
from rokhas.procedures.schema.differences import Difference, differences
from rokhas.procedures.schema.shapes import Shape, shapes_of
from rokhas.ui import formats
from rokhas.web.queries.wording import of_law, quantity, start

# What is said beside the law: where it was read, what is to be known of it. A wording is never one.
REMARKS = frozenset({"note", "source", "text"})


@dataclass(frozen=True)
class Words:
    """Something said: one text, or the French and the Arabic of a wording; `label` where it is one of several facts."""

    text: str = ""
    fr: str = ""
    ar: str = ""
    label: str = ""


@dataclass(frozen=True)
class Change:
    """One thing said otherwise: where, what, how it was and how it is."""

    where: tuple[str, ...]
    label: str
    change: str
    before: tuple[Words, ...]
    after: tuple[Words, ...]


def changes(before: Part, after: Part) -> list[Change]:
    """What `after` says otherwise than `before`, two of a kind, in the order of what they say."""
    return [_told(difference, after) for difference in differences(before, after)]


def facts_of(part: Part) -> list[Words]:
    """Everything that an entry of a list says, each fact with its name; its code is that of the page."""
    return list(_facts(part, part, "", frozenset({"code"})))


def _told(difference: Difference, whole: Part) -> Change:
    where = [of_key(difference.trail[0][0])] if difference.trail else []
    where += [title for _key, part in difference.trail if (title := _called(part, whole))]
    if difference.change == "order":
        return Change(
            tuple(where),
            of_key(difference.key),
            difference.change,
            tuple(Words(title_of(part)) for part in difference.before),
            tuple(Words(title_of(part)) for part in difference.after),
        )
    last = type(difference.trail[-1][1]) if difference.trail else type(whole)
    shape = next(each for each in shapes_of(last) if each.key == difference.key)
    before, after = difference.before, difference.after
    if isinstance(before, Delay) and isinstance(after, Delay) and before.law.note == after.law.note:
        # What is noted of the text of both is no change.
        before, after = (_without_note(each) for each in (before, after))
    return Change(
        tuple(where),
        of_key(difference.key),
        difference.change,
        tuple(said(shape, before, whole)),
        tuple(said(shape, after, whole)),
    )


def _called(part: Part, whole: Part) -> str:
    """The name of a part, with the classes of dossiers it is for: two limits of one name are told apart."""
    classes = getattr(part, "classes", ())
    if not isinstance(whole, Procedure) or not classes or isinstance(part, Procedure):
        return title_of(part)
    named = _(", ").join(of_named("classes", code, whole) for code in classes)
    return f"{title_of(part)} ({named})"


def _without_note(delay: Delay) -> Delay:
    return delay.model_copy(update={"law": delay.law.model_copy(update={"note": ""})})


def said(shape: Shape, value: Any, whole: Part, label: str = "") -> Iterator[Words]:
    """A value in words."""
    if value is None or value == () or value == "":
        return
    match value:
        case Wording():
            yield Words(fr=value.fr, ar=value.ar, label=label)
        case Law():
            yield Words(law(value), label=label)
        case Delay():
            delay = " ".join(filter(None, [quantity(value), start(value)]))
            yield Words(f"{delay} · {law(value.law)}", label=label)
        case Part():
            yield from _facts(value, whole, label)
        case tuple() if all(isinstance(each, Part) for each in value):
            for each in value:
                yield from said(shape, each, whole, label)
        case _:
            yield Words(plain(shape, value, whole), label=label)


def _facts(part: Part, whole: Part, label: str, but: frozenset[str] = frozenset()) -> Iterator[Words]:
    """Everything that a part says, each fact with its name."""
    for shape in shapes_of(type(part)):
        value = getattr(part, shape.key)
        if shape.key in but or value == part.__class__.model_fields[shape.key].default:
            continue
        name = of_key(shape.key)
        yield from said(shape, value, whole, f"{label} › {name}" if label else name)


def plain(shape: Shape, value: Any, whole: Part) -> str:
    """A choice, a number, a day, a list of names, in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, (int, Decimal)):
        return formats.number(value)
    if isinstance(value, dict):
        return _(", ").join(f"{key} = {each}" for key, each in value.items())
    if isinstance(value, (tuple, list)):
        return _(", ").join(plain(shape, each, whole) for each in value)
    if shape.key in REMARKS and isinstance(value, str):
        return remark_in(value, get_language() or "fr")
    return of_named(shape.key, str(value.value if isinstance(value, Enum) else value), whole)


def of_named(key: str, code: str, whole: Part) -> str:
    """What a code stands for: a condition, a step, a document, a class, a choice."""
    language = get_language() or "fr"
    if key in {"when", "any_of", "shown_by"} and code in REGISTRY:
        return sentence(code, language)
    if key in {"procedure", "procedures", "kept_by"} and code in known_procedures():
        return known_procedures()[code].names.in_(language)
    if not isinstance(whole, Procedure):
        return of_choice(key, code)
    lists: dict[str, Iterable[Any]] = {
        "after": whole.steps,
        "classes": whole.classes,
        "documents": whole.documents,
        "reads": whole.documents,
    }
    named = next((each for each in lists.get(key, ()) if each.code == code), None)
    return named.names.in_(language) if named else of_choice(key, code)


def law(text: Law) -> str:
    """A text, its article, how sure it is, and what is said of it."""
    note = remark_in(text.note, get_language() or "fr")
    return " · ".join(filter(None, [of_law(text), str(CERTAINTIES[text.certainty]), note]))


def title_of(part: Part) -> str:
    """What a part of a list is called on the page: by its name or its question, else by what identifies it."""
    language = get_language() or "fr"
    match part:
        case Law():
            return of_law(part)
        case Wording():
            return part.in_(language)
    for key in ("names", "label", "why"):
        wording = getattr(part, key, None)
        if isinstance(wording, Wording):
            return wording.in_(language)
    for key in ("role", "opens", "working_days", "text"):
        if (value := getattr(part, key, None)) is not None:
            return f"{value:%d/%m/%Y}" if isinstance(value, date) else of_choice(key, str(value))
    return ""
