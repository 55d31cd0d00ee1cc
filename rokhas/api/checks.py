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
