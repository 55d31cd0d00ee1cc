"""The doors of an account by the kept sign-in library: open or not, how one came in, what opens them again."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR, REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest
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


def methods(request: HttpRequest) -> list[dict[str, Any]]:
    """How the person of this session proved who they are, each with its moment. No query."""
    return list(get_authentication_records(request, request.user))


def note_session(request: HttpRequest) -> None:
    """Keep where and with what the person came in, when they came by another door than the library's."""
    UserSession.objects.create_from_request(request)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved who they are in the last ten minutes."""
    latest = max((each["at"] for each in methods(request)), default=0.0)
    return bool(time.time() - latest < REAUTHENTICATION_TIMEOUT)


def way_to_prove(request: HttpRequest) -> str:
    """The page where the person proves it again, before coming back to this one."""
    offered = get_adapter().get_reauthentication_methods(request.user)
    way = offered[0]["url"] if offered else reverse("account_login")
    return f"{way}?{urlencode({'next': request.get_full_path()})}"


def has_second_factor(person: Person) -> bool:
    """An application or a passkey; recovery codes alone are none. One query."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=person, type__in=kinds).exists())


def forget_factors(person: Person) -> int:
    """Take every second factor and every session of a person away; answers how many factors."""
    factors = Authenticator.objects.filter(user=person)
    count = factors.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    factors.delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    return int(count)


def forget_ended_sessions() -> None:
    """Where and with what one signed in is kept no longer than the session itself."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


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
            secret=True,
        )
