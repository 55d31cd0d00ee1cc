"""Which permits: a commune, a nature, a period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.territory.forms import any_unit
from rokhas.territory.models import Unit
from rokhas.ui.forms import Form


class PermitsForm(Form):
    """All that a list of permits is asked by; a commune is a place of deposit."""

    unit = forms.CharField(
        label=_("Commune or arrondissement"),
        help_text=_("Its name in Arabic or French, or its code."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    nature = forms.ChoiceField(label=_("Nature"), required=False)
    since = forms.DateField(label=_("Granted from"), required=False)
    until = forms.DateField(label=_("Granted until"), required=False)

    def __init__(self, *args: Any, natures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["nature"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *natures]

    def clean_unit(self) -> Unit:
        unit = any_unit(self.cleaned_data["unit"])
        if not Unit.objects.leaves().filter(pk=unit.pk).exists():
            raise forms.ValidationError(
                _("Give a commune, or an arrondissement where the commune is divided into some."),
                code="no-place",
            )
        return unit
