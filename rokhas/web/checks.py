"""What an installation in production must be reached by, and should say of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

CONTACTS = ("PUBLISHER", "HELP_CONTACT", "PRIVACY_CONTACT", "SECURITY_CONTACT")


@register(Tags.security, deploy=True)
def address_is_secure(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Passwords and files of people travel to it: secure cookies, HSTS and the redirection all follow this address."""
    if settings.ROKHAS_MODE != "production" or settings.PUBLIC_URL.startswith("https://"):
        return []
    return [
        Error(
            f"The public address of the platform is not secure: {settings.PUBLIC_URL}.",
            hint="Give its https:// address in ROKHAS_PUBLIC_URL.",
            id="web.E001",
        )
    ]


@register(Tags.security, deploy=True)
def contacts_are_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Law 09-08 asks that people be told who answers for their data; the pages say openly what is not named."""
    if settings.ROKHAS_MODE != "production":
        return []
    return [
        Caution(
            f"ROKHAS_{name} is empty: the public pages say that it is not named yet.",
            hint=f"Set ROKHAS_{name} in the environment.",
            id="web.W001",
        )
        for name in CONTACTS
        if not getattr(settings, f"ROKHAS_{name}")
    ]
