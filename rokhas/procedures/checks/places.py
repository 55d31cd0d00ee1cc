"""Where each thing of a procedure file is, and the mistakes of its shape."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rokhas.procedures import schema
from rokhas.procedures.checks.reading import Reader
from rokhas.procedures.schema import Origin, Procedure, Written, known_parts

Path = tuple[str | int, ...]
LONGEST = 60  # letters of a wrong value that are told

# Keys that files write otherwise than the model that reads them.
WRITTEN_AS = {"quantity": get_args(schema.DelayUnit), "unit": get_args(schema.DelayUnit)}
KNOWN_KEYS = frozenset(
    name
    for part in vars(schema).values()
    if isinstance(part, type) and issubclass(part, BaseModel)
    for name in part.model_fields
) | set(WRITTEN_AS["unit"])


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: `line` and `column` start at 1."""

    file: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.sentence}"


def mistake_at(mark: yaml.Mark | None, sentence: str, origins: Sequence[Origin], name: str) -> Mistake:
    """The mistake at a mark of a written-out text, told where the line was written; at the start of `name` without a mark."""
    if mark is None or mark.line >= len(origins):
        return Mistake(name, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, sentence)
    origin = origins[mark.line]
    return Mistake(origin.file, origin.line, max(mark.column - origin.shift, 0) + 1, sentence)


@dataclass(frozen=True, slots=True)
class Places:
    """A file's value, the node that wrote each thing of it, and the origin of each line once its parts are written out."""

    name: str
    value: Any
    root: yaml.Node
    origins: tuple[Origin, ...]

    @classmethod
    def of(cls, written: Written, name: str) -> Places:
        """Raises: yaml.YAMLError when the text is not YAML."""
        loader = Reader(written.text)
        try:
            root = loader.get_single_node()
            if root is None:
                start = loader.get_mark()
                root = yaml.MappingNode("tag:yaml.org,2002:map", [], start, start)
            return cls(name, loader.construct_document(root), root, written.origins)
        finally:
            loader.dispose()

    def mistake(self, path: Path, sentence: str, *, on_key: bool = False) -> Mistake:
        return mistake_at(self._node(path, on_key=on_key).start_mark, sentence, self.origins, self.name)

    def repeated_keys(self) -> Iterator[tuple[str, Mistake]]:
        """Keys written twice in one mapping: YAML keeps the last one in silence."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, yaml.SequenceNode):
                waiting += node.value
            elif isinstance(node, yaml.MappingNode):
                seen = set()
                for key, value in node.value:
                    waiting.append(value)
                    if key.value in seen:
                        sentence = _("The key “%(key)s” is written twice.") % {"key": key.value}
                        yield key.value, mistake_at(key.start_mark, sentence, self.origins, self.name)
                    seen.add(key.value)

    def _node(self, path: Path, *, on_key: bool) -> yaml.Node:
        """The node at `path`, or the nearest one above it; the key's own node with `on_key`."""
        node = self.root
        for rank, part in enumerate(path):
            below, key = _child(node, part)
            if below is None:
                continue  # a name of the reader (a converted delay, a variant), not of the file
            if on_key and rank == len(path) - 1 and key is not None:
                return key
            node = below
        return node


def structural_mistakes(places: Places) -> list[Mistake]:
    """Unknown and missing keys, values that do not fit, keys written twice."""
    found = [mistake for _key, mistake in places.repeated_keys()]
    found += [
        places.mistake(path, sentence, on_key=on_key)
        for path, sentence, on_key in shape_mistakes(places.value)
    ]
    return list(dict.fromkeys(found))


def shape_mistakes(value: Any, part: type[BaseModel] = Procedure) -> list[tuple[Path, str, bool]]:
    """The same of a value that was read as a procedure, or as another part: each place, what is wrong there, and whether it is
    the key itself that is."""
    left = dict(_parts_left(value))
    found = [(path, _no_part(name), False) for path, name in left.items()]
    try:
        part.model_validate(value)
    except ValidationError as refused:
        found += [
            _explained(error)
            for error in refused.errors()
            if not any(error["loc"][: len(path)] == path for path in left)
        ]
    return found


def _parts_left(value: Any) -> Iterator[tuple[Path, str]]:
    """The uses of a part that were not written out, with their places."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, item = waiting.pop()
        if not isinstance(item, (dict, list)):
            continue
        if isinstance(item, dict) and "use" in item:
            yield path, str(item["use"])
        below = item.items() if isinstance(item, dict) else enumerate(item)
        waiting += [((*path, key), each) for key, each in below]


def _no_part(name: str) -> str:
    known = known_parts()
    if name in known:
        return _(
            "A part is used in a list, on a line of its own, and never in another part: - {use: %(name)s}."
        ) % {"name": name}
    near = difflib.get_close_matches(name, known, n=1)
    return _with_hint(_("No part is named “%(name)s”.") % {"name": name}, near)


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return (node.value[part], None) if part < len(node.value) else (None, None)
    if isinstance(node, yaml.MappingNode):
        names = {str(part), *WRITTEN_AS.get(str(part), ())}
        for key, value in node.value:
            if key.value in names:
                return value, key
    return None, None


def _explained(error: ErrorDetails) -> tuple[Path, str, bool]:
    path, kind = error["loc"], error["type"]
    last = str(path[-1]) if path else ""
    if kind == "missing":
        return path, _missing(last), False
    if kind == "extra_forbidden":
        known = difflib.get_close_matches(last, KNOWN_KEYS - {last}, n=1)
        sentence = _("Unknown key “%(key)s”.") % {"key": last}
        return path, _with_hint(sentence, known), True
    return path, _misfit(kind, error), False


def _missing(key: str) -> str:
    sentences = {
        "ar": _("The Arabic wording (ar) is missing."),
        "fr": _("The French wording (fr) is missing."),
        "certainty": _("Say how sure this is (certainty: sourced, memory, constructed or unsure)."),
        "kind_certainty": _("Say how sure the kind of this document is (kind_certainty)."),
        "law": _("The text of law that founds this is missing (law)."),
        "sources": _("Say where this was read, once at least (sources)."),
    }
    if key in WRITTEN_AS:
        return _("A delay is written as one of working_days, days, months or years, with its number.")
    if key in sentences:
        return sentences[key]
    return _("The key “%(key)s” is missing.") % {"key": key}


def _misfit(kind: str, error: ErrorDetails) -> str:
    value, context = _short(error["input"]), error.get("ctx", {})
    if value == "" and kind in {"literal_error", "enum"}:
        return _("Nothing is chosen here.")
    if value == "" and kind == "string_pattern_mismatch":
        return _("Nothing is written here.")
    if kind in {"literal_error", "enum"}:
        known = _names(context.get("expected", ""))
        sentence = _("“%(value)s” is not known here.") % {"value": value}
        near = difflib.get_close_matches(str(value), known, n=1)
        if near or len(known) > 12:
            return _with_hint(sentence, near)
        return sentence + " " + _("It is one of: %(known)s.") % {"known": ", ".join(known)}
    sentences = {
        "string_too_short": _("This wording is empty."),
        "string_pattern_mismatch": " ".join(
            [
                _("“%(value)s” is not written as a code should be.") % {"value": value},
                _codes().get(context.get("pattern", ""), ""),
            ]
        ).strip(),
        "string_type": _("A text is expected here, not “%(value)s”: put it between quotation marks.")
        % {"value": value},
        "too_short": _("This list is empty."),
        "tuple_type": _("A list is expected here."),
        "model_type": _("Several keys are expected here, not “%(value)s”.") % {"value": value},
        "choices_misplaced": _(
            "A question of type choice or multichoice lists its choices, and no other does."
        ),
        "to_misplaced": _("Whom it is sent to (to) is said of copies, and of no other limit."),
        "way_nowhere": _("A way leads to a procedure, or says whom to ask (ask)."),
        "reusable_not_own": _(
            "Only what is about a person or a company is reusable, never a plan or a place."
        ),
        "last_class": _("The last class, and only the last, has no any_of: it takes every dossier left."),
        "greater_than_equal": _("“%(value)s” is too small: %(least)s at least.")
        % {"value": value, "least": context.get("ge")},
        "less_than_equal": _("“%(value)s” is too large: %(most)s at most.")
        % {"value": value, "most": context.get("le")},
        "string_too_long": _("“%(value)s” is too long: %(most)s letters at most.")
        % {"value": value, "most": context.get("max_length")},
        "finite_number": _("“%(value)s” is not a number.") % {"value": value},
        "decimal_max_places": _("“%(value)s” has too many decimals: %(most)s at most.")
        % {"value": value, "most": context.get("decimal_places")},
        "decimal_max_digits": _("“%(value)s” has too many figures: %(most)s at most.")
        % {"value": value, "most": context.get("max_digits")},
        "decimal_whole_digits": _(
            "“%(value)s” has too many figures before the decimal point: %(most)s at most."
        )
        % {"value": value, "most": context.get("whole_digits")},
    }
    for start, sentence in {
        "date": _("“%(value)s” is not a date (year-month-day)."),
        "int": _("“%(value)s” is not a whole number."),
        "decimal": _("“%(value)s” is not a number."),
        "bool": _("“%(value)s” is neither true nor false."),
    }.items():
        if kind.startswith(start) and kind not in sentences:
            return sentence % {"value": value}
    return sentences.get(kind) or _("“%(value)s” does not fit here.") % {"value": value}


def _codes() -> dict[str, str]:
    """How each kind of code is written, by its pattern."""
    return {
        r"^[a-z][a-z0-9_]*$": _("Small Latin letters, digits and “_”, a letter first."),
        r"^[A-Z][A-Z0-9]*$": _("Latin capitals and digits, a letter first."),
        r"^[a-z][a-z-]*$": _("Small Latin letters and hyphens."),
        r"^[A-Z]+(-[A-Z]+)*$": _("Latin capitals and hyphens."),
    }


def _short(value: Any) -> str:
    """What was written, in a line."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _names(expected: str) -> list[str]:
    """The values that pydantic lists as `'a', 'b' or 'c'`."""
    return [part for part in expected.replace(" or ", ", ").replace("'", "").split(", ") if part]


def _with_hint(sentence: str, near: list[str]) -> str:
    if not near:
        return sentence
    hint = _("Did you mean “%(near)s”?") % {"near": near[0]}
    return f"{sentence} {hint}"
