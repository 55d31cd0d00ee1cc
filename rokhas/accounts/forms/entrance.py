"""What people type to sign in, in the look and the words of our own forms; the kept library checks them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as keys
from allauth.socialaccount import forms as identities
from django import forms
from django.utils.translation import gettext_lazy as _

from rokhas.accounts.providers import doors
from rokhas.ui.forms import ActForm

PASSWORD, NEW, AGAIN = _("Password"), _("New password"), _("The same password again")
LONG_ENOUGH = _("Twelve characters at least. A short sentence is easy to remember and hard to guess.")
MAIL = _("E-mail address")
RECEIVED = _("Code received")
SHOWN = _("Code shown by your application")


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
            if isinstance(field.widget, forms.PasswordInput | forms.EmailInput) or name == "code":
                field.widget.attrs["dir"] = "ltr"


class LoginForm(Dressed, library.LoginForm):  # type: ignore[misc]
    words = {"login": MAIL, "password": PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"class": "ds-input", "dir": "ltr", "autocomplete": "username"}
        self.fields["login"].widget = forms.EmailInput(attrs=attributes)


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

    def save(self) -> None:
        """The link was read in the mailbox of the account: its address is the person's."""
        super().save()
        doors.confirm(self.user)


class ReauthenticateForm(Dressed, library.ReauthenticateForm):  # type: ignore[misc]
    words = {"password": PASSWORD}


class RequestCodeForm(Dressed, library.RequestLoginCodeForm):  # type: ignore[misc]
    words = {"email": MAIL, "phone": _("Or mobile telephone")}
    hints = {"phone": _("The number that you have proved on your account.")}


class ConfirmCodeForm(Dressed, library.ConfirmLoginCodeForm):  # type: ignore[misc]
    words = {"code": RECEIVED}


class ChangePhoneForm(Dressed, library.ChangePhoneForm):  # type: ignore[misc]
    words = {"phone": _("Mobile telephone")}
    hints = {"phone": _("A code is sent there by SMS; afterwards the number signs in to your account.")}


class VerifyPhoneForm(Dressed, library.VerifyPhoneForm):  # type: ignore[misc]
    words = {"code": RECEIVED}


class FactorForm(Dressed, factors.AuthenticateForm):  # type: ignore[misc]
    words = {"code": SHOWN}
    hints = {"code": _("Without your telephone, type one of your recovery codes.")}


class FactorAgainForm(Dressed, factors.ReauthenticateForm):  # type: ignore[misc]
    words = {"code": SHOWN}


class ActivateForm(Dressed, totp.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": SHOWN}


class AddKeyForm(Dressed, keys.AddWebAuthnForm):  # type: ignore[misc]
    words = {"name": _("Name of the key"), "passwordless": _("It signs in by itself, without the password")}
    hints = {"passwordless": _("The key then asks for a fingerprint, a face or a PIN.")}


class NameKeyForm(Dressed, keys.EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": _("Name of the key")}


class IdentitySignupForm(Dressed, identities.SignupForm):  # type: ignore[misc]
    words = {"email": MAIL}
    hints = {"email": _("You will receive a link there to confirm it.")}
