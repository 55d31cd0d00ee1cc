"""What must hold before real money is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register()
def the_treasury_is_real(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ROKHAS_MODE != "production" or ".embedded." not in settings.TREASURY_PROVIDER:
        return []
    return [
        Error(
            "Payments are taken by a treasury in memory.", hint="Set TREASURY_PROVIDER.", id="payments.E001"
        )
    ]


@register(Tags.security, deploy=True)
def the_treasury_has_an_address(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ROKHAS_MODE != "production" or settings.TREASURY_URL:
        return []
    return [
        Error(
            "The treasury has no address: no order could be paid.",
            hint="Give its address in ROKHAS_TREASURY_URL.",
            id="payments.E002",
        )
    ]
