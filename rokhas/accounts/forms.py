"""What people type to sign in, in the look and the words of our own forms; the kept library checks them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.errors import NamesAttested
from rokhas.accounts.models import LANGUAGES
from rokhas.ui.forms import ActForm, Form

PASSWORD, NEW, AGAIN = _("Password"), _("New password"), _("The same password again")
LONG_ENOUGH = _("Twelve characters at least. A short sentence is easy to remember and hard to guess.")
MAIL = _("E-mail address")


class Dressed(ActForm):
    """Our look on a form of the library: no placeholder in place of a label, our words."""

    words: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field.widget, forms.PasswordInput | forms.EmailInput):
                field.widget.attrs["dir"] = "ltr"


class LoginForm(Dressed, library.LoginForm):  # type: ignore[misc]
    words = {"login": MAIL, "password": PASSWORD}


class SignupForm(Dressed, library.SignupForm):  # type: ignore[misc]
    words = {"email": MAIL, "password1": PASSWORD, "password2": AGAIN}
    hints = {"email": _("You will receive a link there to confirm it."), "password1": LONG_ENOUGH}


class AddEmailForm(Dressed, library.AddEmailForm):  # type: ignore[misc]
    words = {"email": _("New e-mail address")}
    hints = {"email": _("It replaces the present one once you have opened the link sent there.")}


class ChangePasswordForm(Dressed, library.ChangePasswordForm):  # type: ignore[misc]
    words = {"oldpassword": _("Present password"), "password1": NEW, "password2": AGAIN}
    hints = {"password1": LONG_ENOUGH}


class SetPasswordForm(Dressed, library.SetPasswordForm):  # type: ignore[misc]
    words = {"password1": NEW, "password2": AGAIN}
    hints = {"password1": LONG_ENOUGH}


class ResetPasswordForm(Dressed, library.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": MAIL}


class NewPasswordForm(Dressed, library.ResetPasswordKeyForm):  # type: ignore[misc]
    words = {"password1": NEW, "password2": AGAIN}
    hints = {"password1": LONG_ENOUGH}


class ReauthenticateForm(Dressed, library.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": PASSWORD}


class ProfileForm(Form):
    """Names in both scripts, telephone, language."""

    name_fr = forms.CharField(
        label=_("Name in Latin letters"),
        help_text=_("First name, then family name, as on your identity card."),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "name"}),
    )
    name_ar = forms.CharField(
        label=_("Name in Arabic letters"),
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
