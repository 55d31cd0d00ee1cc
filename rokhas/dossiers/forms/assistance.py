"""What a clerk types of a person who comes to the desk, and of the papers handed over to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.errors import BadTelephone
from rokhas.accounts.models import LANGUAGES
from rokhas.dossiers.models import OfficialPaper
from rokhas.dossiers.queries.assistance import Offered
from rokhas.kernel.references import row_number
from rokhas.post.actions import readable_address
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel
from rokhas.procedures.schema import FORMATS
from rokhas.ui.forms import Form

CARD = _("Number of the identity card (CNIE)")


class CardField(forms.RegexField):
    """A number as it is printed on the card, in capitals, without spaces."""

    def __init__(self, **more: Any) -> None:
        attributes = {
            "dir": "ltr",
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }
        super().__init__(
            rf"^{FORMATS['cnie']}$",
            label=CARD,
            max_length=20,
            error_messages={"invalid": _("Write it as on the card, for example AB123456.")},
            widget=forms.TextInput(attrs=attributes),
            **more,
        )

    def to_python(self, value: Any) -> str:
        return "".join((super().to_python(value) or "").split()).upper()


class BeginForm(Form):
    """Who comes, and for which request: an offer is a desk and a procedure that it receives."""

    offer = forms.ChoiceField(label=_("Request"), widget=forms.RadioSelect)
    name_fr = forms.CharField(
        label=_("Name in Latin letters"),
        help_text=_("First name, then family name, as on the identity card."),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    name_ar = forms.CharField(
        label=_("Name in Arabic letters"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar", "autocomplete": "off"}),
    )
    identity = CardField(help_text=_("Ask for the card itself. The number is encrypted."))
    phone = forms.CharField(
        label=_("Mobile telephone of the person"),
        help_text=_("Theirs, within reach: they receive a code there now, and an SMS at each step."),
        max_length=30,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the messages and of the sheet"), choices=LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, offers: Sequence[Offered], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {offered.value: offered for offered in offers}
        field = self.fields["offer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(offered.value, offered.label) for offered in offers]
        if len(offers) == 1:
            field.initial = offers[0].value

    def clean_phone(self) -> str:
        """A number that no gateway takes is said with the other mistakes of the page, not after them."""
        typed: str = self.cleaned_data["phone"]
        try:
            readable_address(Channel.SMS, typed)
        except BadRecipient as error:
            raise forms.ValidationError(str(BadTelephone())) from error
        return typed

    def act_arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        offered = self.offers[given.pop("offer")]
        return given | {"version": offered.version, "office": offered.office}


class TakeUpForm(Form):
    """The card that the person showed at the first visit."""

    identity = CardField()


class CodeForm(Form):
    """The code that the person received."""

    code = forms.CharField(
        label=_("Code received by the person"),
        help_text=_("Six figures. The person reads it to you, or types it."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric", "class": "ds-input as-code"}
        ),
    )


class HandForm(Form):
    """The papers given, and how one made sure to whom: the card, or a code on the telephone."""

    papers = forms.MultipleChoiceField(
        label=_("Papers printed and handed over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the papers that you have printed and handed over.")},
    )
    identity = CardField(required=False)
    code = forms.CharField(
        label=_("Or the code received on the telephone"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, papers: Sequence[OfficialPaper], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["papers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(paper.pk), paper.name) for paper in papers]

    def act_arguments(self) -> dict[str, Any]:
        numbers = [row_number(text) for text in self.cleaned_data["papers"]]
        return {
            "papers": [number for number in numbers if number is not None],
            "identity": self.cleaned_data["identity"],
            "code": self.cleaned_data["code"].strip(),
        }
