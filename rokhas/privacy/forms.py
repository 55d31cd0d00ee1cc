"""The forms of the pages about data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.privacy.models import RequestKind
from rokhas.ui.forms import Form

MAX_WORDS = 2000


class AskForm(Form):
    kind = forms.ChoiceField(
        label=_("What do you ask?"), choices=RequestKind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Say what it is about"),
        help_text=_("Which datum, of which dossier, and what should be done. It is kept encrypted."),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def act_arguments(self) -> dict[str, Any]:
        return {"kind": RequestKind(self.cleaned_data["kind"]), "words": self.cleaned_data["words"]}


class AnswerForm(Form):
    granted = forms.ChoiceField(
        label=_("The answer"),
        choices=[("yes", _("Granted: it was done")), ("no", _("Refused"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What was done, or why not"),
        help_text=_("The person reads it as you write it."),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def act_arguments(self) -> dict[str, Any]:
        return {"granted": self.cleaned_data["granted"] == "yes", "answer": self.cleaned_data["answer"]}
