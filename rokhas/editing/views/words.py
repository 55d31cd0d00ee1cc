"""What the fields of a form show, in words: read by itself, or set beside what somebody else has kept meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from rokhas.editing.forms import Boxes
from rokhas.procedures.models import Draft
from rokhas.ui import formats

Told = list[tuple[str, str]]
SideBySide = list[tuple[str, str, str]]


def words_of(form: forms.Form) -> Iterator[tuple[str, str]]:
    """What each field of a form shows, with its label."""
    for name, field in form.fields.items():
        yield str(field.label), _in_words(field, form[name].value())


def told(form: forms.Form) -> Told:
    """What a form says, but for what it leaves empty."""
    return [(label, said) for label, said in words_of(form) if said]


def side_by_side(mine: forms.Form, kept: forms.Form) -> SideBySide:
    """What differs between what was typed and what somebody else has kept meanwhile: label, mine, theirs."""
    ours = dict(words_of(mine))
    return [
        (label, ours.get(label, ""), other) for label, other in words_of(kept) if ours.get(label, "") != other
    ]


def words_kept(before: Draft, after: Draft) -> str:
    """What is said of what was kept."""
    if before.revision == after.revision:
        return _("It said so already: nothing changes.")
    return _("Kept as you wrote it.")


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, Boxes):
        labels = dict(field.choices)
        return _(", ").join(str(labels.get(each, each)) for each in value or ())
    if isinstance(field.widget, forms.Select):
        # Nothing chosen is nothing said, whatever the list shows then.
        return str(dict(field.widget.choices).get(value, value)) if value else ""
    if isinstance(value, list):
        return _(", ").join(map(str, value))
    if value and field.widget.attrs.get("type", getattr(field.widget, "input_type", "")) == "date":
        return _as_day(value)
    return "" if value is None else str(value)


def _as_day(value: Any) -> str:
    """A day as it is read; what is no day yet, as it was typed."""
    try:
        return formats.day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
