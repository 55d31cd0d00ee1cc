"""The forms of what one keeps: a file with its kind and its expiry, and one's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.procedures.schema import Document
from rokhas.ui.forms import Form


class KeepForm(Form):
    """A file to keep: which document it is, and until when it is valid."""

    code = forms.ChoiceField(label=_("Which document is it?"))
    expires_on = forms.DateField(
        label=_("Valid until"),
        help_text=_("The date written on it. Leave empty when there is none."),
        required=False,
    )

    def __init__(self, kinds: Mapping[str, Document], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose…")),
            *((code, kind.names.in_(language)) for code, kind in kinds.items()),
        ]


class ExpiryForm(Form):
    """Until when a kept document is valid."""

    expires_on = forms.DateField(label=_("Valid until"), required=False)
