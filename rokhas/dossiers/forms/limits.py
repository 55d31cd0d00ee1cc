"""The form by which a governor sets a time limit."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form


class TimeLimitForm(Form):
    until = forms.DateField(
        label=_("Answer asked by"),
        help_text=_(
            "A working day of that office, within sixty days. The office is told, and you are told if it lets it pass."
        ),
    )
