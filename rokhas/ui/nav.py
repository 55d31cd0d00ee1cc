"""The navigation, made of the pages that exist: each app registers its own entries in `AppConfig.ready`.

Areas: `public` and `account` (masthead, before and after sign-in), `office` (officers' bar), `footer.services`, `footer.help`,
`footer.transparency`, `footer.legal`, and `office.search` (the page that answers `?q=`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from rokhas.kernel.actor import Actor
from rokhas.ui import waiting
from rokhas.ui.http import actor_of

AREAS = frozenset(
    {
        "public",
        "account",
        "office",
        "office.search",
        "footer.services",
        "footer.help",
        "footer.transparency",
        "footer.legal",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    label: str | Promise
    url_name: str
    icon: str
    allowed: Callable[[Actor], bool]
    order: int
    count: waiting.Rows | None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this reader sees it; `current` when the page asked for is this one, or below it and below no nearer entry."""

    label: str | Promise
    url: str
    icon: str
    current: bool
    count: int


def anyone(actor: Actor) -> bool:
    return True


def person(actor: Actor) -> bool:
    """Someone who has signed in."""
    return actor.person_id is not None


def officer(actor: Actor) -> bool:
    """Someone who holds a mandate in an office."""
    return bool(actor.mandates)


_entries: dict[str, dict[str, Entry]] = defaultdict(dict)


def register(
    area: str,
    label: str | Promise,
    url_name: str,
    *,
    icon: str = "",
    allowed: Callable[[Actor], bool] = anyone,
    order: int = 100,
    count: waiting.Rows | None = None,
) -> None:
    """Add a page to the navigation; `label` is lazy, `url_name` takes no argument. One entry per page and area.

    `count` names the rows that wait there for the reader; they are counted with all others (`ui.waiting`).

    Raises:
        ValueError: the area does not exist.
    """
    if area not in AREAS:
        raise ValueError(f"no navigation area {area!r}")
    _entries[area][url_name] = Entry(label, url_name, icon, allowed, order, count)
    if count:
        waiting.register(url_name, count, allowed=allowed)


def links(area: str, request: HttpRequest) -> list[Link]:
    """The entries of an area that exist and that this reader may open, in order; current is the nearest to the page, alone."""
    actor = actor_of(request)
    shown: list[tuple[Entry, str]] = []
    for entry in sorted(_entries[area].values(), key=lambda entry: entry.order):
        if not entry.allowed(actor):
            continue
        with suppress(NoReverseMatch):
            shown.append((entry, reverse(entry.url_name)))
    nearest = max((url for _entry, url in shown if _holds(url, request.path)), key=len, default=None)
    return [
        Link(
            entry.label,
            url,
            entry.icon,
            url == nearest,
            waiting.count(request, entry.url_name) if entry.count else 0,
        )
        for entry, url in shown
    ]


def _holds(url: str, path: str) -> bool:
    """Whether a page is that of an entry, or below it; the home page is above none."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
