from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form


class PreferenceForm(Form):
    mail = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    sms = forms.BooleanField(label=_("Tell me by SMS"), required=False)
