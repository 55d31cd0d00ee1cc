"""The permit that a draft comes after: its number, and the code of its receipt when it is not one's own."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form


class FollowForm(Form):
    """The tracking code is asked of whoever is neither the filer nor the designer of the permit."""

    number = forms.CharField(
        label=_("Number of the permit"),
        help_text=_("As it is printed on the permit and on the receipt of its deposit."),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    tracking_code = forms.CharField(
        label=_("Tracking code, if it is not in your dossiers"),
        help_text=_("Ten characters, printed on the receipt of the deposit of that permit."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
