"""Regions of a page that an app above fills without being imported by it.

A page draws `{% slot "dossier.aside" dossier %}`; an upper app calls `slots.register("dossier.aside", provider)` in its
`AppConfig.ready`. A provider costs at most one query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest

Filling = tuple[str, dict[str, Any]]
Provider = Callable[[HttpRequest, Any], Filling | None]

_providers: dict[str, list[tuple[int, Provider]]] = defaultdict(list)


def register(name: str, provider: Provider, *, order: int = 100) -> None:
    """Fill the region `name`.

    `provider(request, subject)` answers (template, context) or None for nothing; smaller `order` first. Registering the same
    provider twice counts once.
    """
    if all(known is not provider for _, known in _providers[name]):
        _providers[name].append((order, provider))
        _providers[name].sort(key=lambda entry: entry[0])


def unregister(name: str, provider: Provider) -> None:
    """Take a provider away (tests)."""
    _providers[name] = [entry for entry in _providers[name] if entry[1] is not provider]


def fillings(name: str, request: HttpRequest, subject: Any = None) -> Iterator[Filling]:
    """What the registered apps put in the region, in order."""
    for _, provider in _providers.get(name, ()):
        filling = provider(request, subject)
        if filling is not None:
            yield filling
