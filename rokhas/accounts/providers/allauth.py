"""How the kept sign-in library meets our people: mails and SMS by the post room, telephones sealed, second factors sealed."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rokhas.accounts.errors import BadTelephone
from rokhas.accounts.models import Person
from rokhas.kernel.actor import system
from rokhas.kernel.personal import fingerprint, seal, unseal
from rokhas.post.actions import readable_address, send
from rokhas.post.errors import BadRecipient
from rokhas.post.models import Channel
from rokhas.post.schema import is_mailbox


class Telephone(forms.CharField):
    """A number as gateways take it."""

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return readable_address(Channel.SMS, typed) if typed else ""
        except BadRecipient as error:
            raise ValidationError(str(BadTelephone())) from error


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mails leave by the post room, in the language of the page; names are asked later, on one's account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "phone_password_mismatch": gettext_lazy("This number and this password do not go together."),
        "phone_taken": gettext_lazy("Another account has proved this number."),
        "select_only_one": gettext_lazy("Give the address or the number, not both."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Back to the invitation whose link was opened before, in this browser; home otherwise."""
        return str(request.session.pop("after_sign_in", "/"))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail; the worker sends it, so that a mail server away stops nobody. Nothing for whoever has no mailbox."""
        if not is_mailbox(email):
            return
        known = {**context, "email": email, "site": settings.PUBLIC_URL}
        _post(
            Channel.MAIL,
            email,
            render_to_string(f"{template_prefix}_subject.txt", known),
            render_to_string(f"{template_prefix}_message.txt", known),
        )

    # Telephones: a number signs in once its holder has proved it; the last who proved it has it.

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        attributes = {"dir": "ltr", "autocomplete": "tel", "inputmode": "tel"}
        given = {"label": gettext_lazy("Mobile telephone"), "max_length": 30, **kwargs}
        return Telephone(widget=forms.TextInput(attrs=attributes), **given)

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        return (user.phone, user.phone_proved) if user.phone_sealed else None

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        if verified:
            _given_up(user, phone)
        user.phone, user.phone_proved = phone, verified
        user.save(update_fields=["phone_sealed", "phone_fingerprint", "phone_proved"])

    def set_phone_verified(self, user: Person, phone: str) -> None:
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> Person | None:
        try:
            number = readable_address(Channel.SMS, phone)
        except BadRecipient:
            return None
        return Person.objects.filter(
            phone_fingerprint=fingerprint(number), phone_proved=True, is_active=True
        ).first()

    def send_verification_code_sms(self, user: Person, phone: str, code: str, **kwargs: Any) -> None:
        words = _("Rokhas: your code is %(code)s. It serves once. Nobody will ask you for it.")
        _post(Channel.SMS, phone, "", words % {"code": code})


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """The secret of an authenticator application is sealed like a telephone."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Rokhas" if settings.ROKHAS_MODE == "production" else "Rokhas DEMO"


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The national identity: it opens an account or one linked to it, and never takes another's by its address."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        person: Person = super().populate_user(request, sociallogin, data)
        person.name_fr = " ".join(str(data.get("name") or "").split())[:120]
        return person


def trust_what_was_just_added(sender: object, request: HttpRequest, user: Person, **more: Any) -> None:
    """Whoever has just proved a new factor needs not sign in again with it."""
    added: Authenticator = more["authenticator"]
    if added.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=added.pk, type=added.type)


authenticator_added.connect(trust_what_was_just_added, dispatch_uid="rokhas.accounts")


def _given_up(user: Person, phone: str) -> None:
    others = Person.objects.filter(phone_fingerprint=fingerprint(phone), phone_proved=True)
    others.exclude(pk=user.pk).update(phone_proved=False)


def _post(channel: Channel, to: str, subject: str, body: str) -> None:
    send(
        channel,
        key=f"account:{uuid.uuid4()}",
        to=to,
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        language=get_language() or settings.LANGUAGE_CODE,
        about=None,
        by=system(),
        secret=True,
    )
