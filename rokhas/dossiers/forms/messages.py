"""What is typed in a thread: the message, the office it is for or from, and the name of the form."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.models import Office
from rokhas.dossiers.actions.messages import LONGEST
from rokhas.ui.forms import Form


class MessageForm(Form):
    """`offices` are those that may be asked, or in whose name the reader may answer."""

    office = forms.ChoiceField(label=_("For which office"))
    text = forms.CharField(
        label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, offices: Sequence[Office], *args: Any, answering: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4(), "office": offices[0].pk if offices else ""})
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        choice = self.fields["office"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, office.name) for key, office in self.offices.items()]
        if answering:
            choice.label = _("In the name of")
        if len(offices) == 1:
            choice.widget = forms.HiddenInput()

    def act_arguments(self) -> dict[str, Any]:
        return self.cleaned_data | {"office": self.offices[self.cleaned_data["office"]]}
