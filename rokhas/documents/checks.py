"""Files of strangers are opened by officers: say so as long as nothing searches them for viruses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

_ADDRESS = re.compile(r"unix:/.+|tcp:[^:]+:[0-9]{1,5}")


@register(Tags.security)
def virus_scanner(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A warning in production without a scanner; an error when its address cannot be read."""
    if settings.CLAMD and not _ADDRESS.fullmatch(settings.CLAMD):
        return [
            Error(
                "ROKHAS_CLAMD is neither unix:/path nor tcp:host:port.",
                hint="For example unix:/run/clamav/clamd.ctl.",
                id="documents.E001",
            )
        ]
    if not settings.CLAMD and settings.ROKHAS_MODE == "production":
        return [
            Caution(
                "Received files are not searched for viruses.",
                hint="Install clamd and set ROKHAS_CLAMD; the desks are told meanwhile.",
                id="documents.W001",
            )
        ]
    return []
