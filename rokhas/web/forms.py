"""What a visitor types."""

from __future__ import annotations

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form
from rokhas.ui.templatetags.rokhas import ltr


def _where_the_number_is() -> SafeString:
    number = ltr("PCT-2026-045010107-00042")
    return format_html(str(_("On the receipt of deposit, for example {number}")), number=number)


class TrackForm(Form):
    number = forms.CharField(
        label=_("Number of the dossier"),
        help_text=lazy(_where_the_number_is, SafeString)(),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Tracking code"),
        help_text=_("Ten letters and figures, under the number on the receipt"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )


class CodeForm(Form):
    code = forms.CharField(
        label=_("Verification code"),
        help_text=_(
            "Twelve letters and figures, under the QR code of the document. The number of the permit does too, and tells less."
        ),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
