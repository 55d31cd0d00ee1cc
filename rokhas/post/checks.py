"""What must hold before messages are sent to real people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register()
def transports_are_real(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """In production no message is kept in memory."""
    if settings.ROKHAS_MODE != "production":
        return []
    found: list[CheckMessage] = [
        Error(
            f"The channel {channel} is carried by memory, which loses messages.",
            hint="Set POST_TRANSPORTS.",
            id="post.E001",
        )
        for channel, path in settings.POST_TRANSPORTS.items()
        if ".embedded." in path
    ]
    return found


@register(Tags.security, deploy=True)
def channels_have_an_address(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """In production messages leave for somewhere, and say who sends them."""
    if settings.ROKHAS_MODE != "production":
        return []
    found: list[CheckMessage] = []
    if not settings.SMS_URL:
        found.append(
            Error(
                "The SMS gateway has no address: SMS would wait for ever.",
                hint="Give its address in ROKHAS_SMS_URL.",
                id="post.E002",
            )
        )
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(".example"):
        found.append(
            Error(
                f"The sender of the mail is an example: {settings.DEFAULT_FROM_EMAIL}.",
                hint="Give the sender in ROKHAS_MAIL_FROM.",
                id="post.E003",
            )
        )
    return found


@register(Tags.security, deploy=True)
def mail_travels_encrypted(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Codes and links that open accounts go by mail: in clear to a relay of this machine alone."""
    own = settings.EMAIL_HOST in {"127.0.0.1", "::1", "localhost"}
    if settings.ROKHAS_MODE != "production" or own or settings.EMAIL_USE_TLS:
        return []
    return [
        Error(
            f"Mail goes in clear to {settings.EMAIL_HOST}.",
            hint="Set ROKHAS_SMTP_TLS.",
            id="post.E004",
        )
    ]
