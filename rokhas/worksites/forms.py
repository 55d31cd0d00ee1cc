"""What is typed about the works of a permit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.ui.forms import Form
from rokhas.worksites.models import Note

LONGEST = 4000


class OpeningForm(Form):
    """What the architect declares before the works begin."""

    begins_on = forms.DateField(
        label=_("The works begin on"),
        help_text=_("The commune is told at least two days before."),
        widget=forms.DateInput,
    )
    contractor = forms.CharField(
        label=_("Contractor"), help_text=_("The company that builds."), max_length=160
    )


class CompletionForm(Form):
    """What the architect declares when the works are over."""

    field_of = {"on": "finished_on"}
    finished_on = forms.DateField(label=_("The works ended on"), widget=forms.DateInput)


class NoteForm(Form):
    """An entry of the book of the site; whoever has several qualities there says in which they write."""

    role = forms.ChoiceField(label=_("You write as"))
    kind = forms.ChoiceField(label=_("What it is"), choices=Note.Kind.choices)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput)
    text = forms.CharField(
        label=_("What was seen or asked"),
        help_text=_(
            "It is kept as written, with your name and the hour: a mistake is corrected by the next entry."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, qualities: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        self.qualities = qualities
        super().__init__(*args, **kwargs)

    def dress(self) -> None:
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = self.qualities
        if len(self.qualities) < 2:
            del self.fields["role"]
        super().dress()
