"""What professionals say of their registration, and what the keeper of the registers types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.errors import RegisterUnreadable
from rokhas.accounts.schema import bodies
from rokhas.ui.forms import Form

BODY = _("Body that keeps the register")


def _bodies() -> list[tuple[str, str]]:
    return [(body.code, body.name) for body in bodies().values()]


class EntryRequestForm(Form):
    """Which register, which number, on which paper."""

    body = forms.ChoiceField(label=BODY, choices=_bodies)
    number = forms.CharField(
        label=_("Number in the register"), max_length=40, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    practice = forms.CharField(
        label=_("Name of your practice"),
        help_text=_("As on your seal. Leave it empty when you practise under your own name."),
        max_length=200,
        required=False,
    )
    proof = forms.CharField(
        label=_("Proof"),
        help_text=_(
            "Certificate or decision of registration: its number and its date. The body is asked to confirm it."
        ),
        max_length=300,
    )


class EntryChangeForm(Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The decision of the body: its nature, number and date. The professional reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefusalForm(Form):
    """The answer to a request: approved, or refused with a reason."""

    reason = forms.CharField(
        label=_("Reason of a refusal"),
        help_text=_("The professional reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RegisterFileForm(Form):
    """A body and its register: a file the first time, its text when what it does has been shown."""

    body = forms.ChoiceField(label=BODY, choices=_bodies)
    file = forms.FileField(
        label=_("Register (CSV)"),
        help_text=_(
            "UTF-8, 2 MB at most. Columns: number, name_fr, name_ar, since; and as needed kind, status, until, reason."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    content = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def act_arguments(self) -> dict[str, Any]:
        return {"body": self.cleaned_data["body"], "content": self.cleaned_data["register"]}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        given: UploadedFile[bytes] | None = answers.get("file")
        answers["register"] = given.read() if given else answers.get("content", "").encode()
        if not answers["register"]:
            self.refuse(RegisterUnreadable())
        return answers
