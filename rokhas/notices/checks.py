"""The wording of every registered kind, measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from rokhas.notices.schema import NoticeKind, kept, kinds, worded
from rokhas.post.schema import sms_parts


@register()
def notices_are_well_worded(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every kind can be said with its sample facts in both languages, and its SMS fits in one part."""
    return [
        error for kind in kinds() for language, _ in settings.LANGUAGES for error in _errors(kind, language)
    ]


def _errors(kind: NoticeKind, language: str) -> list[CheckMessage]:
    try:
        wording = worded(kind, kept(kind.sample), language)
    except (KeyError, ValueError, TypeError) as error:
        return [
            Error(
                f"{kind.code} ({language}) cannot be said: {error!r}",
                hint="Give each fact a sample.",
                id="notices.E001",
            )
        ]
    if sms_parts(wording.sms) > 1:
        return [
            Error(
                f"The SMS of {kind.code} ({language}) takes {sms_parts(wording.sms)} parts with its sample.",
                hint="160 GSM signs, or 70 in Arabic.",
                id="notices.E002",
            )
        ]
    return []
