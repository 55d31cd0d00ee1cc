"""Nothing takes more than three clicks from the home of its role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from rokhas.procedures.schema import Kind
from rokhas.testing.moments import lodged  # noqa: F401 - a fixture
from rokhas.testing.scene import Scene

FURTHEST = 3
LINK = re.compile(r'<a\b[^>]*?href="([^"#]*)"|<form\b(?=[^>]*method="get")[^>]*?action="([^"]+)"')
# What is not a page of ours to walk: files, signing out, another language, the engine room.
NOT_PAGES = re.compile(r"\.(csv|pdf|css|js|svg|png)$|^/(static|language|api|sign-in/log|health)")
PEOPLE = ["accounts:profile", "notices:inbox", "notices:preferences"]
OFFICER = [
    *PEOPLE, "work:list", "work:waiting", "work:followed", "work:closed", "work:absences", "work:views", "work:paper",
]  # fmt: skip
# The pages of each part, besides those that a link leaves for a file.
PAGES = {
    "front-desk": [*OFFICER, "dossiers:desk-check"],
    "secretary": [*OFFICER, "dossiers:desk-check", "dossiers:parapheur"],
    "commune": OFFICER,
    "president": [*OFFICER, "dossiers:parapheur"],
    "governor": [*OFFICER, "work:late"],
    "local-authority": OFFICER,
    "revenue": OFFICER,
    "desk-manager": [*OFFICER, "accounts:people", "accounts:office"],
    "applicant": [
        *PEOPLE,
        "dossiers:list",
        "dossiers:dossier",
        "dossiers:new",
        "web:procedures",
        "web:verify",
    ],
    "architect": [*PEOPLE, "dossiers:list", "dossiers:dossier", "dossiers:new", "web:procedures"],
}


def walked(client: Client) -> dict[str, int]:
    """The named pages that links reach from the home, each with its number of clicks; one address of each kind is opened."""
    found: dict[str, int] = {}
    edge = ["/"]
    opened: set[str] = set()
    for clicks in range(FURTHEST + 1):
        following: list[str] = []
        for address in edge:
            path = urlsplit(address).path
            name = named(path)
            if not name or name in opened:
                continue
            opened.add(name)
            answer = client.get(address, follow=True)
            if answer.status_code != 200:
                continue
            found.setdefault(name, clicks)
            if answer.redirect_chain:
                path = urlsplit(answer.redirect_chain[-1][0]).path
                found.setdefault(named(path), clicks)
            if clicks < FURTHEST and answer.get("Content-Type", "").startswith("text/html"):
                following += [urljoin(path, link) for link in links(answer.content.decode())]
        edge = following
    return found


def links(page: str) -> Iterable[str]:
    for href, action in LINK.findall(page):
        address = unescape(href or action)
        if address and not urlsplit(address).netloc and not NOT_PAGES.search(urlsplit(address).path):
            yield address


def named(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


@pytest.mark.parametrize("word", PAGES)
def test_every_page_of_a_role_is_three_clicks_from_its_home(client: Client, lodged: Scene, word: str) -> None:  # noqa: F811
    assert lodged.task(Kind.CHECK).is_open
    if word == "applicant":  # an architect filed the first: this one is the citizen's own
        Scene(lodged.cast, lodged.hands, procedure="refurbishment-permit").deposited()
    client.force_login(lodged.cast.people[word])
    reached = walked(client)
    assert set(PAGES[word]) <= reached.keys(), f"{sorted(set(PAGES[word]) - reached.keys())} of {reached}"
