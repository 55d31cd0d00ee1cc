"""Forms made from what a procedure may hold: what is typed is kept as given, and what is wrong is said beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.editing.queries.names import CERTAINTIES, CHOICES, HELPS, of_choice, of_key
from rokhas.procedures.checks import Found
from rokhas.procedures.predicates import REGISTRY
from rokhas.procedures.schema import known_procedures
from rokhas.procedures.schema.shapes import Place, Plain, Shape, shapes_of
from rokhas.ui.forms import Form

LONG = frozenset({"note", "decision", "help", "why", "conditions", "purpose", "source"})
WHOLE = re.compile(r"[+-]?\d{1,9}")
LONGEST = 20_000  # characters of one field
SHORT = 6  # choices that are read at a glance
LINES = frozenset({"everyday"})
"""Texts of several words: one to a line."""
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Group:
    """The fields of one key. Folded where most parts leave them empty; open as soon as something is said, or wrong, there."""

    label: str
    fields: list[forms.BoundField]
    is_folded: bool
    is_open: bool


class Boxes(forms.Field):
    """Several of a list; those that were there keep their order."""

    def __init__(self, choices: Choices, **options: Any) -> None:
        self.choices = choices
        super().__init__(widget=forms.CheckboxSelectMultiple(choices=choices), **options)


class PartForm(Form):
    """What one part says by itself. `given()` is what to keep of it: right or wrong, and nothing of what goes without saying.

    `lists` are the codes that the procedure itself offers: its classes, its steps, its documents.
    """

    def __init__(
        self,
        shapes: Sequence[Shape],
        value: dict[str, Any],
        lists: dict[str, Choices],
        data: QueryDict | None = None,
    ) -> None:
        self.shapes, self.value, self.lists = tuple(shapes), value, lists
        super().__init__(data)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the part that this form says."""
        return tuple(shape.key for shape in self.shapes)

    def dress(self) -> None:
        for shape in self.shapes:
            self._ask(shape, self.value.get(shape.key), "", shape.optional, of_key(shape.key))
        super().dress()

    def given(self) -> dict[str, Plain]:
        """What was typed, by key, as a draft keeps it; None for what is left out."""
        self.full_clean()
        return {shape.key: self._read(shape, self.value.get(shape.key), "") for shape in self.shapes}

    @property
    def groups(self) -> list[Group]:
        """The fields by key: those of a part or of a long list fold."""
        found = []
        for shape in self.shapes:
            fields = [
                self[name] for name in self.fields if name == shape.key or name.startswith(f"{shape.key}-")
            ]
            long = any(isinstance(each.field, Boxes) and len(each.field.choices) > SHORT for each in fields)
            folded = (shape.holds == "part" and shape.optional) or long
            said = self.value.get(shape.key) not in (None, [], shape.default)
            wrong = any(each.errors for each in fields)
            found.append(Group(of_key(shape.key), fields, folded, folded and (said or wrong)))
        return found

    def as_sent(self) -> QueryDict:
        """What the page would send if nothing were touched."""
        sent = QueryDict(mutable=True)
        for name, field in self.fields.items():
            value = self[name].value()
            if isinstance(field, forms.BooleanField):
                if value:
                    sent[name] = "on"
            elif isinstance(field, Boxes):
                sent.setlist(name, [str(each) for each in value or ()])
            else:
                sent[name] = _typed(value)
        return sent

    def tell(self, mistakes: Iterable[Found], place: Place) -> None:
        """Say each mistake of this part beside its field; those of its lists are told on their own pages."""
        for path, sentence in mistakes:
            inner = [str(each) for each in path[len(place) :]]
            if inner and inner[0] not in self.keys:
                continue
            self.add_error(self._field_of(inner), sentence)

    def _field_of(self, inner: list[str]) -> str | None:
        for length in range(len(inner), 0, -1):
            name = "-".join(inner[:length])
            if name in self.fields:
                return name
            below = next((field for field in self.fields if field.startswith(f"{name}-")), None)
            if below:
                return below
        return None

    def _ask(self, shape: Shape, value: Any, prefix: str, optional: bool, label: str) -> None:
        name = f"{prefix}{shape.key}"
        match shape.holds:
            case "parts" | "table":
                return
            case "part" if shape.part is not None:
                held = value if isinstance(value, dict) else {}
                for inner in shapes_of(shape.part):
                    inner_label = f"{label} › {of_key(inner.key)}"
                    self._ask(inner, held.get(inner.key), f"{name}-", optional or inner.optional, inner_label)
            case "wording":
                held = value if isinstance(value, dict) else {}
                for language in ("fr", "ar"):
                    self.fields[f"{name}-{language}"] = forms.CharField(
                        label=f"{label} › {of_key(language)}",
                        required=not optional,
                        initial=held.get(language, ""),
                        widget=_words(language, long=shape.key in LONG),
                    )
            case "yes":
                kept = shape.default if value is None else value
                self.fields[name] = forms.BooleanField(label=label, required=False, initial=kept)
            case "many" | "texts" if choices := self._choices(shape, value):
                kept = shape.default if value is None else value
                self.fields[name] = Boxes(choices, label=label, required=not optional, initial=kept)
            case "one":
                kept = shape.default if value is None else value
                self.fields[name] = forms.CharField(
                    label=label,
                    required=not optional,
                    initial=kept,
                    widget=forms.Select(choices=self._options(shape, optional, kept)),
                )
            case _:
                kept = shape.default if value is None else value
                self.fields[name] = forms.CharField(
                    label=label,
                    required=not optional,
                    initial=_shown(shape, kept),
                    widget=_line(shape, kept),
                    help_text=str(HELPS.get(shape.key, "")),
                )

    def _options(self, shape: Shape, optional: bool, kept: Any) -> Choices:
        empty = [("", "—")] if (optional and shape.default is None) or not kept else []
        unknown = [(str(kept), str(kept))] if kept and kept not in shape.options else []
        return [*empty, *unknown, *((code, of_choice(shape.key, code)) for code in shape.options)]

    def _choices(self, shape: Shape, value: Any) -> Choices:
        """What may be ticked: the choices of the key, or what the procedure offers; nothing where anything may be written."""
        found: Choices = [(code, of_choice(shape.key, code)) for code in shape.options]
        if shape.key in {"when", "any_of", "shown_by"}:
            language = get_language() or "fr"
            found = [(name, each.in_(language)) for name, each in REGISTRY.items()]
        elif shape.key == "procedures":
            found = [
                (code, each.names.in_(get_language() or "fr")) for code, each in known_procedures().items()
            ]
        elif shape.key in self.lists:
            found = self.lists[shape.key]
        known = {code for code, _label in found}
        strange = (
            [str(each) for each in value or () if str(each) not in known] if isinstance(value, list) else []
        )
        return [*found, *((each, each) for each in strange)] if found else []

    def _read(self, shape: Shape, kept: Any, prefix: str) -> Any:
        name = f"{prefix}{shape.key}"
        given: Any = None
        match shape.holds:
            case "parts" | "table":
                return kept  # it has its own pages
            case "part" if shape.part is not None:
                held = kept if isinstance(kept, dict) else {}
                inner = {
                    each.key: self._read(each, held.get(each.key), f"{name}-")
                    for each in shapes_of(shape.part)
                }
                said = {key: value for key, value in inner.items() if value is not None}
                return None if shape.optional and _is_blank(said) else said
            case "wording":
                both = {each: self._typed_in(f"{name}-{each}") for each in ("fr", "ar")}
                return both if any(both.values()) or not shape.optional else None
            case "yes":
                given = bool(self.cleaned_data.get(name))
            case "many" | "texts" if isinstance(self.fields.get(name), Boxes):
                given = _in_order(kept or shape.default, self._ticked(name))
            case "texts" if shape.key in LINES:
                given = [line for each in self._typed_in(name).splitlines() if (line := each.strip())]
            case "texts":
                given = [each for each in re.split(r"[,\s]+", self._typed_in(name)) if each]
            case "whole":
                text = self._typed_in(name)
                given = int(text) if WHOLE.fullmatch(text) else text
            case "decimal":
                given = re.sub(r"\s", "", self._typed_in(name)).replace(",", ".")
            case _:
                given = self._typed_in(name)
        return None if shape.optional and (given == shape.default or given in ("", [])) else given

    def _ticked(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []

    def _typed_in(self, name: str) -> str:
        return str(self.data.get(name, "")).replace("\r\n", "\n").replace("\0", "")[:LONGEST].strip()


class TermsForm(Form):
    """From which day, why, on which text."""

    effective_from = forms.DateField(label=_("In force from"), help_text=_("Tomorrow, or a later day."))
    reason = forms.CharField(
        label=_("What changes, and why"),
        help_text=_("Those who publish it and those who file requests will read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    law = forms.CharField(
        label=_("Text of law"),
        help_text=_("For example décret 2-18-475, or arrêté 1839-23."),
        max_length=200,
    )
    article = forms.CharField(label=_("Article"), max_length=80, required=False)
    certainty = forms.ChoiceField(label=_("How sure it is"), choices=list(CERTAINTIES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certainty"].widget.attrs["class"] = "ds-input"


class MotiveForm(Form):
    """Why something is sent back, or withdrawn."""

    motive = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CodeForm(Form):
    """The code of a new entry of a list."""

    code = forms.CharField(
        label=_("Its code"),
        max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


class ComparisonForm(Form):
    """Two versions of one procedure."""

    before = forms.TypedChoiceField(label=_("Version"), coerce=int)
    after = forms.TypedChoiceField(label=_("With version"), coerce=int)

    def __init__(self, versions: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [(number, str(number)) for number in versions]


def _is_blank(said: dict[str, Any]) -> bool:
    """Whether nothing was written of a part that may be left out."""
    return not any(not _is_blank(each) if isinstance(each, dict) else each for each in said.values())


def _in_order(kept: Any, ticked: Sequence[str]) -> list[str]:
    """What is ticked: what was there first, in its order."""
    stays = [each for each in kept or () if each in ticked]
    return [*stays, *(each for each in ticked if each not in stays)]


def _typed(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _shown(shape: Shape, value: Any) -> str:
    """A value as it is typed: a decimal comma, a line for each text of several words."""
    if shape.key in LINES and isinstance(value, list):
        return "\n".join(map(str, value))
    text = _typed(value)
    return text.replace(".", ",") if shape.holds == "decimal" else text


def _words(language: str, *, long: bool) -> forms.Widget:
    attrs = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    return forms.Textarea(attrs={**attrs, "rows": 3}) if long else forms.TextInput(attrs=attrs)


def _line(shape: Shape, kept: Any) -> forms.Widget:
    if shape.key == "procedure":
        known = {code: each.names.in_(get_language() or "fr") for code, each in known_procedures().items()}
        strange = [(str(kept), str(kept))] if kept and kept not in known else []
        return forms.Select(choices=[*([("", "—")] if shape.optional else []), *strange, *known.items()])
    if shape.key == "variant":
        known = {code: of_choice("variant", code) for code in CHOICES["variant"]}
        strange = [(str(kept), str(kept))] if kept and kept not in known else []
        return forms.Select(choices=[("", "—"), *strange, *known.items()])
    if shape.holds == "day":
        return forms.TextInput(attrs={"type": "date", "dir": "ltr"})
    if shape.holds in {"whole", "decimal"}:
        return forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})
    if shape.key in LONG | LINES:
        return forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    if shape.key in {"code", "traits", "of", "leads", "retention", "body", "place"}:
        return forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    return forms.TextInput(attrs={"dir": "auto"})
