"""What is typed about the end of an occupation, and what its office answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form

LONGEST = 2000
RESTORED, MISSING = "yes", "no"


class EndForm(Form):
    """What the holder declares."""

    on = forms.DateField(
        label=_("Last day of the occupation"),
        help_text=_("The office sees the place from that day."),
        widget=forms.DateInput,
    )
    undertaken = forms.BooleanField(label=_("I undertake it"), required=False)


class SeenForm(Form):
    """What the office has seen of the place."""

    restored = forms.TypedChoiceField(
        label=_("The place"),
        choices=[
            (RESTORED, _("It is restored: the occupation is over")),
            (MISSING, _("Something is missing: the occupation goes on")),
        ],
        coerce=lambda value: value == RESTORED,
        widget=forms.RadioSelect,
    )
    missing = forms.CharField(
        label=_("What is missing"),
        help_text=_("The holder reads it as you write it."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
