"""The word of an applicant about a point, and why an office keeps it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.actions.points import LONGEST
from rokhas.ui.forms import Form


class WordForm(Form):
    word = forms.CharField(
        label=_("What you changed"),
        help_text=_(
            "In one or two sentences: which plan or answer changed, and how. Empty it to take it back."
        ),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class KeepForm(Form):
    why = forms.CharField(
        label=_("Why the point stands"),
        help_text=_("The applicant reads it with the point, its coded reason and its text of law."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
