"""Nobody invented signs in to a production platform, and no official without a second factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from rokhas.accounts.models import Person


@register(Tags.database, deploy=True)
def fictional_people(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """With `check --deploy --database default`: a database made by a demonstration is refused in production."""
    if settings.ROKHAS_MODE != "production":
        return []
    found: list[CheckMessage] = []
    for alias in databases or ():
        if Person._meta.db_table not in connections[alias].introspection.table_names():
            continue  # before the first migration
        count = Person.objects.using(alias).filter(is_fictional=True).count()
        if count:
            found.append(
                Error(
                    f"{count} fictional people of a demonstration have an account in production.",
                    hint="This database was made by a demonstration. Start production with its own.",
                    id="accounts.E001",
                )
            )
    return found


@register(Tags.security)
def second_factor(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Only a demonstration or a test may let officials in with a password alone."""
    if settings.ROKHAS_MODE != "production" or settings.ROKHAS_SECOND_FACTOR == "required":
        return []
    return [
        Error(
            "Officials would sign in without a second factor in production.",
            hint="Remove ROKHAS_SECOND_FACTOR: it is required by default.",
            id="accounts.E002",
        )
    ]


@register(Tags.security)
def national_identity(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """In production the provider's keys are read from the provider: by HTTPS, or whoever stands between gives theirs."""
    named = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    if settings.ROKHAS_MODE != "production" or all(
        each["settings"]["server_url"].startswith("https://") for each in named
    ):
        return []
    return [
        Error(
            "The national identity would be read in clear in production.",
            hint="Give ROKHAS_IDENTITY_URL an address that begins with https://.",
            id="accounts.E003",
        )
    ]
