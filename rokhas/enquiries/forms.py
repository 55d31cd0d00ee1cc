"""What is typed in an enquiry: its first day, what a person says, what is answered, the conclusion."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.dossiers.forms.assistance import CardField
from rokhas.enquiries.actions.oppositions import LONGEST
from rokhas.enquiries.actions.report import LONGEST as LONGEST_ANSWER
from rokhas.enquiries.errors import SpokenUnderThisCard
from rokhas.enquiries.models import Enquiry, Opposition
from rokhas.kernel.errors import Refused
from rokhas.ui.forms import Form


class OpeningForm(Form):
    opens_on = forms.DateField(
        label=_("First day of the enquiry"),
        help_text=_("A working day within thirty days. That day is not counted; the last day is included."),
    )


class OppositionForm(Form):
    stance = forms.ChoiceField(
        label=_("What do you think of it?"), choices=Opposition.Stance.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Your observation"),
        help_text=_(
            "Say what would harm or help you, and where you live or work if it matters. The report answers it."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    identity = CardField(
        help_text=_("Each person speaks once. The number is encrypted and printed nowhere in full.")
    )


class DeskForm(OppositionForm):
    """The same, typed by a clerk for a person present; `asks_whose`: the number of their card was given on line by somebody."""

    asks_whose = False

    identity = CardField(help_text=_("Ask for the card itself. The number is encrypted."))
    name_fr = forms.CharField(label=_("Name in French letters"), max_length=120)
    name_ar = forms.CharField(label=_("Name in Arabic letters"), max_length=120)
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("The receipt and the outcome are told to this number."),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel"}),
    )
    disowns = forms.BooleanField(
        label=_(
            "The person shows this card and says that what was sent on line under its number is not theirs"
        ),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language in which they are told"),
        choices=[("ar", "العربية"), ("fr", "Français")],
        widget=forms.RadioSelect,
        initial="ar",
    )

    def refuse(self, refused: Refused) -> None:
        super().refuse(refused)
        self.asks_whose = isinstance(refused, SpokenUnderThisCard)


class AnswerForm(Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReportForm(Form):
    sense = forms.ChoiceField(
        label=_("Conclusion of the report"), choices=Enquiry.Sense.choices, widget=forms.RadioSelect
    )
    motives = forms.CharField(
        label=_("Motives"),
        help_text=_("Name nobody who spoke: the petitioner reads the report."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
