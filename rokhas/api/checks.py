"""What production refuses."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def webhooks_stay_outside(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In production webhooks never reach private addresses."""
    if settings.ROKHAS_MODE == "production" and settings.WEBHOOK_PRIVATE_ADDRESSES:
        return [
            Error(
                "ROKHAS_WEBHOOK_PRIVATE_ADDRESSES lets webhooks reach our own network.",
                hint="Leave it empty in production.",
                id="api.E001",
            )
        ]
    return []


@register()
def data_tokens_are_short(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A token that reads what is held of a person lives a month at most."""
    if 1 <= settings.API_DATA_TOKEN_DAYS <= 31:
        return []
    return [
        Error(
            f"ROKHAS_API_DATA_TOKEN_DAYS is {settings.API_DATA_TOKEN_DAYS}.",
            hint="Give a number of days from 1 to 31.",
            id="api.E002",
        )
    ]
