"""What an installation in production must be reached by, and should say of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host

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
def database_is_reached_encrypted(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """On this machine, or under TLS: personal data do not cross a network in clear."""
    reached: dict[str, Any] = settings.DATABASES["default"]
    host = str(reached.get("HOST", ""))
    own = host in {"", "127.0.0.1", "::1", "localhost"} or host.startswith("/")
    encrypted = str(reached.get("OPTIONS", {}).get("sslmode", "")) in {"require", "verify-ca", "verify-full"}
    if settings.ROKHAS_MODE != "production" or own or encrypted:
        return []
    return [
        Error(
            f"The database at {host} may be reached in clear.",
            hint="Write ?sslmode=verify-full at the end of DATABASE_URL.",
            id="web.E005",
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


@register(Tags.security, deploy=True)
def address_is_answered(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The site answers to its own name, and to few others; it knows when a request came over https."""
    if settings.ROKHAS_MODE != "production":
        return []
    found: list[CheckMessage] = []
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    if "*" in settings.ALLOWED_HOSTS or not validate_host(host, settings.ALLOWED_HOSTS):
        found.append(
            Error(
                f"The host names answered ({', '.join(settings.ALLOWED_HOSTS)}) are not those of {settings.PUBLIC_URL}.",
                hint="Name the host of the public address, and no wildcard alone, in ROKHAS_ALLOWED_HOSTS.",
                id="web.E002",
            )
        )
    if settings.SECURE and not settings.SECURE_PROXY_SSL_HEADER:
        found.append(
            Caution(
                "No proxy is trusted to say that a request came over https: behind one, every page would redirect to itself.",
                hint="Set ROKHAS_BEHIND_PROXY=1 when a proxy that always sets X-Forwarded-Proto ends TLS.",
                id="web.W002",
            )
        )
    return found


@register(Tags.security, deploy=True)
def database_is_a_server(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ROKHAS_MODE != "production" or connections["default"].vendor == "postgresql":
        return []
    return [
        Error(
            "The register of a production is kept in a SQLite file.",
            hint="Give the address of a PostgreSQL 15 or newer in DATABASE_URL.",
            id="web.E003",
        )
    ]


@register(Tags.database, deploy=True)
def database_is_migrated(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The code and the database are of the same release."""
    if settings.ROKHAS_MODE != "production":
        return []
    found: list[CheckMessage] = []
    for alias in databases or ():
        executor = MigrationExecutor(connections[alias])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            found.append(
                Error(
                    f"{len(waiting)} migrations are not applied.",
                    hint="Run bin/rokhas migrate.",
                    id="web.E004",
                )
            )
    return found
