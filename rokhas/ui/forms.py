"""Forms that look like ours and know how to try an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from rokhas.kernel.errors import Refused
from rokhas.kernel.text import without_controls

# Typed left to right whatever the language: figures, codes, addresses of mail.
LEFT_TO_RIGHT = (forms.EmailField, forms.URLField, forms.IntegerField, forms.DecimalField, forms.DateField)


class ActForm(forms.BaseForm):
    """What every form of ours has: the look of the design system, and `run`.

    `act_arguments` names what the act receives when it is not the cleaned data as they are: override it to map, drop or build
    arguments. `field_of` maps a refusal's `field` to a field of the form when their names differ. The browser's own bubbles are
    off: errors are said on the page, in its language.
    """

    use_required_attribute = False
    template_name = "ui/_form.html"
    field_of: dict[str, str] = {}
    result: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.data = _printable(self.data)
        self.dress()

    def dress(self) -> None:
        """Give each widget its class and direction."""
        for field in self.fields.values():
            widget = field.widget
            _say_how_to_fix(field)
            if not widget.is_hidden:
                widget.attrs.setdefault("class", "ds-input")
            if isinstance(widget, forms.NumberInput):
                _type_as_text(field, widget)
            if isinstance(field, LEFT_TO_RIGHT):
                widget.attrs.setdefault("dir", "ltr")
            elif isinstance(widget, forms.TextInput | forms.Textarea):
                widget.attrs.setdefault("dir", "auto")
            if isinstance(field, forms.DateField) and isinstance(widget, forms.DateInput):
                widget.input_type, widget.format = "date", "%Y-%m-%d"

    def act_arguments(self) -> dict[str, Any]:
        """The keyword arguments that the act receives from the answers."""
        return dict(self.cleaned_data)

    def run(self, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> bool:
        """Validate, then call `act(*args, **kwargs, **self.act_arguments())`; True when it was done.

        What the act returned is in `self.result`. Only a `Refused` is caught: its sentence goes to the field it names, or to
        the form; anything else is a defect and is let through.
        """
        if not self.is_valid():
            return False
        try:
            self.result = act(*args, **{**self.act_arguments(), **kwargs})
        except Refused as refused:
            self.refuse(refused)
            return False
        return True

    def refuse(self, refused: Refused) -> None:
        """Show a refusal on the form."""
        name = self.field_of.get(refused.field or "", refused.field or "")
        self.add_error(name if name in self.fields else NON_FIELD_ERRORS, str(refused))


class Form(ActForm, forms.Form):
    """The form every page starts from."""


class ModelForm(ActForm, forms.ModelForm):  # type: ignore[type-arg]
    """The same over a model, for the pages whose answers are a row; it is the act that saves."""


def _printable(data: Any) -> Any:
    """What was sent, without the control characters that no database keeps: lines and tabs stay."""
    if not isinstance(data, MultiValueDict):
        return {name: _plain(value) for name, value in data.items()}
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [_plain(value) for value in values])
    return plain


def _plain(value: Any) -> Any:
    return without_controls(value) if isinstance(value, str) else value


# What to do instead of what went wrong; a field's own messages are kept.
MESSAGES = {
    "required": _("Answer this question."),
    "invalid": _("Write it in figures, for example 412."),
    "invalid_choice": _("Choose one of the answers offered."),
    "invalid_date": _("Write the day, the month and the year, for example 28/11/2026."),
}


def _say_how_to_fix(field: forms.Field) -> None:
    asked = {"required": "required", "invalid_choice": "invalid_choice"}
    if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField):
        asked["invalid"] = "invalid"
    elif isinstance(field, forms.DateField):
        asked["invalid"] = "invalid_date"
    for code, message in asked.items():
        if field.error_messages.get(code) == _standard(type(field), code):
            field.error_messages[code] = MESSAGES[message]


def _standard(kind: type[forms.Field], code: str) -> object:
    """Django's own sentence for an error of this kind of field."""
    return next((_own(each)[code] for each in kind.__mro__ if code in _own(each)), None)


def _own(kind: type) -> dict[str, object]:
    messages: dict[str, object] = vars(kind).get("default_error_messages", {})
    return messages


def _type_as_text(field: forms.Field, widget: forms.NumberInput) -> None:
    """A number is typed as text: browsers throw away what they cannot read, and we accept the decimal comma."""
    whole = isinstance(field, forms.IntegerField) and not isinstance(
        field, forms.DecimalField | forms.FloatField
    )
    widget.input_type = "text"
    widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
    for name in ("step", "min", "max"):
        widget.attrs.pop(name, None)
    if not whole:
        field.localize = widget.is_localized = True
