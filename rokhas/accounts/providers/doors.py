"""Whether an account's door is open, and the letter that opens it, by the kept sign-in library."""

from __future__ import annotations

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from rokhas.accounts.models import Person
from rokhas.kernel.actor import Actor
from rokhas.post.actions import send
from rokhas.post.models import Channel


def is_open(person: Person) -> bool:
    """Whether the person has proved that the address of the account is theirs. One query."""
    return bool(EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists())


def confirm(person: Person) -> None:
    """The address is the person's: they opened a link sent there."""
    EmailAddress.objects.update_or_create(
        user=person, email=person.email.lower(), defaults={"verified": True, "primary": True}
    )


def invite(person: Person, by: Actor, *, key: str) -> None:
    """Write the invitation, in the language the person prefers: a link to choose a password, good for three days."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(person),
            "key": PASSWORD_RESET_TOKEN_GENERATOR().make_token(person),
        },
    )
    again = reverse("account_reset_password")
    known = {
        "url": f"{settings.PUBLIC_URL}{path}",
        "again": f"{settings.PUBLIC_URL}{again}",
        "person": person,
    }
    with translation.override(person.language):
        send(
            Channel.MAIL,
            key=key,
            to=person.email,
            subject=" ".join(render_to_string("accounts/email/invitation_subject.txt").split()),
            body=render_to_string("accounts/email/invitation_message.txt", known).strip() + "\n",
            language=person.language,
            about=person,
            by=by,
        )
