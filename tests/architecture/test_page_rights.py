"""Every page against every role: who may pass its door is in the table, and a page that is not there fails.

A page is asked without a database: it answers 404 (403 to whoever comes from a page they had) before it looks anything up,
or it goes to look, which is what passing the door is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from rokhas.accounts.models import PUBLIC_ROLES, Role
from rokhas.kernel.actor import Actor, Held
from rokhas.kernel.errors import NotAllowed
from tests.architecture.page_rights import TABLE
from tests.architecture.test_pages import LIBRARIES, _home

SOMEBODY, OFFICE = 3, 10
SIGNED_IN = ""  # a person without any mandate
EVERYBODY = frozenset({*map(str, Role.values), SIGNED_IN})
OFFICERS = EVERYBODY - {str(role) for role in PUBLIC_ROLES} - {SIGNED_IN}
DECLARED = {"public", "library"}
# What a page asks before it knows whether anything is asked of it.
ASKED = {"dossiers:signed": {"subjects": "1"}}
# What an address names that is no row: one of the lists that a text of the law is made of.
LISTS = ("editing:register", "editing:entry", "editing:entry-begin", "editing:entry-history")
NAMED = {"name": "reasons"}


def pages() -> Iterator[tuple[str, URLPattern]]:
    """Each address of the platform by its full name, besides those of the programming interface."""
    for name, pattern in _named(get_resolver().url_patterns, ""):
        if getattr(pattern.callback, "access", None) != "token":
            yield name, pattern


def _named(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _named(
                pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            yield f"{space}{pattern.name}", pattern


def table() -> dict[str, str]:
    """Who, by page."""
    found: dict[str, str] = {}
    who = ""
    for line in TABLE.strip().splitlines():
        said, _bar, names = line.partition("|")
        who = said.strip() or who
        for name in names.split():
            assert name not in found, f"{name} stands twice"
            found[name] = who
    return found


PAGES = table()
GUARDED = {name for name, pattern in pages() if getattr(pattern.callback, "access", None) == "signed_in"}


def test_every_page_is_in_the_table_and_nothing_else() -> None:
    assert {name for name, _pattern in pages()} == set(PAGES)


def test_who_a_page_is_for_is_what_its_view_declares() -> None:
    wrong = []
    for name, pattern in pages():
        declared = getattr(pattern.callback, "access", None)
        if declared is None and _home(pattern).startswith(LIBRARIES):
            declared = "library"
        said = PAGES[name] if PAGES[name] in DECLARED else "signed_in"
        if declared != said:
            wrong.append((name, declared, said))
    assert wrong == []


def test_every_role_passes_the_doors_of_the_table_and_no_other() -> None:
    wrong = []
    for name, pattern in pages():
        if name not in GUARDED:
            continue
        passing = {role for role in EVERYBODY if _passes(name, pattern, role)}
        if passing != _meant(PAGES[name]):
            wrong.append((name, sorted(passing ^ _meant(PAGES[name]))))
    assert wrong == []


def test_an_address_that_names_a_row_is_no_list_of_ones_own() -> None:
    """`own` is for what has no name in its address; what has one is for whoever sees the row, and others get a 404."""
    named = {name for name, pattern in pages() if name in GUARDED and pattern.pattern.converters}
    assert {name for name in named if PAGES[name] == "own"} == set()
    assert {name for name in GUARDED - named if PAGES[name] == "row"} == set()


def _meant(who: str) -> frozenset[str]:
    match who:
        case "own" | "row":
            return EVERYBODY
        case "officers":
            return OFFICERS
    roles = frozenset(who.split(","))
    assert roles <= EVERYBODY, who
    return roles


def _passes(name: str, pattern: URLPattern, role: str) -> bool:
    actor = Actor(SOMEBODY, frozenset({Held(role, OFFICE)} if role else ()))
    values: dict[str, Any] = {"IntConverter": 1, "UUIDConverter": uuid.UUID(int=0)}
    given = {
        key: values.get(type(converter).__name__, "x")
        for key, converter in pattern.pattern.converters.items()
    }
    if name in LISTS:
        given |= NAMED
    return any(_goes_in(name, pattern, given, actor, method) for method in ("GET", "POST"))


def _goes_in(name: str, pattern: URLPattern, given: dict[str, Any], actor: Actor, method: str) -> bool:
    request: Any = RequestFactory().generic(method, "/somewhere/")
    request.GET = request.GET.copy()
    request.GET.update(ASKED.get(name, {}))
    request.actor, request._messages, request.session = actor, CookieStorage(request), {}
    request.user = SimpleNamespace(is_authenticated=True, pk=actor.person_id, language="fr")
    try:
        answer = pattern.callback(request, **given)
    except (Http404, PermissionDenied, NotAllowed):
        return False
    except RuntimeError as looked:
        if "Database access not allowed" not in str(looked):
            raise
        return True
    if answer.status_code == 405:
        return False
    assert "sign-in" not in answer.get("Location", ""), name
    return bool(answer.status_code != 404)
