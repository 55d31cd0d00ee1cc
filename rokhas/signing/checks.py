"""What an installation in production must have, and must not. Run by `manage.py check --deploy` before the server starts.

Not at every word of the command line: the acts themselves refuse demonstration certificates in production, and reading
the register of a demonstration (`verify`, `journal`) harms nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from rokhas.signing.models import Certificate, KeyState
from rokhas.signing.providers.trust import is_demo, trust


@register(Tags.security, deploy=True)
def trust_roots(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Production trusts real authorities, and at least one."""
    if settings.ROKHAS_MODE != "production":
        return []
    known = trust()
    found: list[CheckMessage] = [
        Error(
            f"A demonstration authority is trusted in production: {certificate.subject.human_friendly}.",
            hint=f"Remove it from {settings.TRUST_ROOTS} (ROKHAS_TRUST_ROOTS).",
            id="signing.E001",
        )
        for certificate in (*known.roots, *known.intermediates)
        if is_demo(certificate)
    ]
    if not known.roots:
        found.append(
            Error(
                "No authority is trusted: nothing can be signed or verified.",
                hint=f"Put the authorities' certificates in {settings.TRUST_ROOTS} as PEM files (ROKHAS_TRUST_ROOTS).",
                id="signing.E002",
            )
        )
    return found


@register(Tags.security, deploy=True)
def timestamp_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ROKHAS_MODE != "production" or settings.TIMESTAMP_URL:
        return []
    return [
        Error(
            "No time-stamping authority is configured: signatures would wait for ever.",
            hint="Give its address in ROKHAS_TIMESTAMP_URL.",
            id="signing.E003",
        )
    ]


@register(Tags.security, deploy=True)
def no_sandbox_authority(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ROKHAS_MODE != "production" or not settings.AUTHORITY_URL:
        return []
    return [
        Error(
            f"An authority that issues demonstration certificates is named in production: {settings.AUTHORITY_URL}.",
            hint="Remove ROKHAS_AUTHORITY_URL.",
            id="signing.E005",
        )
    ]


@register(Tags.database, deploy=True)
def demonstration_certificates(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """With `check --deploy --database default`: no holder signs in production with a certificate of a demonstration."""
    if settings.ROKHAS_MODE != "production":
        return []
    found: list[CheckMessage] = []
    for alias in databases or ():
        if Certificate._meta.db_table not in connections[alias].introspection.table_names():
            continue  # before the first migration
        count = Certificate.objects.using(alias).filter(is_demo=True, state=KeyState.ACTIVE).count()
        if count:
            found.append(
                Error(
                    f"{count} demonstration certificates are linked to accounts in production.",
                    hint="This database was made by a demonstration. Start production with its own.",
                    id="signing.E004",
                )
            )
    return found
