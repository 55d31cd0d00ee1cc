"""What must hold before messages are sent to real people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def transports_are_real(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """In production no message is kept in memory, and a channel that is used has an address."""
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
