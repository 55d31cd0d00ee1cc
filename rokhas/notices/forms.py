from __future__ import annotations

from rokhas.notices.models import Preference
from rokhas.ui.forms import ModelForm


class PreferenceForm(ModelForm):
    class Meta:
        model = Preference
        fields = ("mail", "sms")
