"""The form by which a desk extends the legal maximum of a dossier."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rokhas.procedures.schema import Cause
from rokhas.ui.forms import Form


class ExtensionForm(Form):
    cause = forms.ChoiceField(label=_("Cause"), widget=forms.RadioSelect)
    motive = forms.CharField(
        label=_("Why the delay must be longer"),
        help_text=_("The applicant reads it. Name nobody."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, causes: Iterable[Cause], data: QueryDict | None = None) -> None:
        self.causes = [(each.code, each.names.in_(get_language() or "fr")) for each in causes]
        super().__init__(data)

    def dress(self) -> None:
        cause = self.fields["cause"]
        assert isinstance(cause, forms.ChoiceField)
        cause.choices = self.causes
        super().dress()
