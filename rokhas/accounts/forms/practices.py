"""Who is invited to a practice."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form


class StaffForm(Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A link is sent there: it serves once, for two weeks."),
        max_length=254,
    )
