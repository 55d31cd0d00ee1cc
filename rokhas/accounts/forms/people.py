"""What the administration types about people, and what people type about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.errors import NamesAttested, NotASubstitute
from rokhas.accounts.models import LANGUAGES, Person, Role
from rokhas.ui.forms import Form

MAIL = _("E-mail address")
LATIN, ARABIC = _("Name in Latin letters"), _("Name in Arabic letters")


class ProfileForm(Form):
    """Names in both scripts, telephone, language."""

    name_fr = forms.CharField(
        label=LATIN,
        help_text=_("First name, then family name, as on your identity card."),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "name"}),
    )
    name_ar = forms.CharField(
        label=ARABIC,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )
    phone = forms.CharField(
        label=_("Mobile telephone"),
        help_text=_("For SMS at each important step. It is kept encrypted and shown to nobody else."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "tel", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages and of the messages"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, names_attested: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names_attested:
            for name in ("name_fr", "name_ar"):
                self.fields[name].disabled, self.fields[name].required = True, False
            self.fields["name_fr"].help_text = str(NamesAttested.message)


def _day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, help_text=hint, required=required)


def _address(hint: Any) -> forms.EmailField:
    return forms.EmailField(
        label=MAIL, help_text=hint, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


def _name(label: Any, direction: str, *, hint: Any = "", required: bool) -> forms.CharField:
    attributes = {"dir": direction, "autocomplete": "off"} | ({"lang": "ar"} if direction == "rtl" else {})
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=120,
        required=required,
        widget=forms.TextInput(attrs=attributes),
    )


ACT = _("Act of appointment")
ACT_HINT = _("Its nature, number and date, for example: order 14/2026 of 02/11/2026.")
INVITED = _("For a person who has no account yet: as in the act of appointment.")


class NominationForm(Form):
    """Who, in which role, from when, by which act."""

    email = _address(_("A person who has no account with it receives an invitation there."))
    name_fr = _name(LATIN, "ltr", hint=INVITED, required=False)
    name_ar = _name(ARABIC, "rtl", required=False)
    role = forms.ChoiceField(label=_("Role"))
    act = forms.CharField(label=ACT, help_text=ACT_HINT, max_length=120)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), _("Leave it empty when the act names none."), required=False)

    def __init__(self, *args: Any, roles: frozenset[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["role"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [(role.value, role.label) for role in Role if role in roles]


class SuspensionForm(Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with the mandate and shown to those who manage it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(Form):
    last_day = _day(_("Last day"), _("The rights end that evening. To stop at once, suspend the mandate."))


class SuccessionForm(Form):
    """Who comes next, from when, by which act."""

    email = _address(_("A person who has no account with it receives an invitation there."))
    name_fr = _name(LATIN, "ltr", hint=INVITED, required=False)
    name_ar = _name(ARABIC, "rtl", required=False)
    on = _day(_("First day of the successor"), _("The present mandate ends the evening before."))
    act = forms.CharField(label=ACT, help_text=ACT_HINT, max_length=120)
    field_of = {"last_day": "on", "role": "email"}


class DelegationForm(Form):
    """To whom, from when to when, by which act."""

    to = forms.ModelChoiceField(
        label=_("Who acts in your place"),
        help_text=_("Someone who already serves in this office."),
        empty_label=_("Choose…"),
        queryset=Person.objects.none(),
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    act = forms.CharField(label=_("Act of delegation"), help_text=ACT_HINT, max_length=120)
    field_of = {"email": "to"}

    def __init__(self, *args: Any, colleagues: QuerySet[Person], roles: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["to"]
        assert isinstance(asked, forms.ModelChoiceField)
        asked.queryset = colleagues
        if roles:
            asked.help_text = _("In this office: %(roles)s.") % {"roles": roles}
            asked.error_messages["invalid_choice"] = str(NotASubstitute(roles=roles))


class RectificationForm(Form):
    """The right names, why, and the paper that proves them."""

    name_fr = _name(LATIN, "ltr", required=True)
    name_ar = _name(ARABIC, "rtl", required=True)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: spelling of the act of appointment, marriage, judgment."),
        max_length=300,
    )
    reference = forms.CharField(
        label=_("Supporting document"),
        help_text=_("Its nature, number and date. The document itself stays with the administration."),
        max_length=120,
    )
