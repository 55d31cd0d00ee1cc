"""Nothing takes more than three clicks from the home of its role."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from rokhas.journeys.company import company_of, ministry
from rokhas.journeys.country import moments
from rokhas.procedures.schema import Kind
from rokhas.testing.lives import then
from rokhas.testing.moments import drafted, lodged, opened, to_sign  # noqa: F401 - fixtures
from rokhas.testing.scene import Scene
from tests.architecture.test_page_rights import DECLARED
from tests.architecture.test_page_rights import PAGES as EVERY_PAGE

FURTHEST = 3
LINK = re.compile(r'<a\b[^>]*?href="([^"#]*)"|<form\b(?![^>]*method="post")[^>]*?action="([^"]+)"')
# What is not a page of ours to walk: files, signing out, another language, the engine room.
NOT_PAGES = re.compile(r"\.(csv|pdf|css|js|svg|png)$|^/(static|language|api/v1|sign-in/log|health)")
PEOPLE = ["accounts:profile", "notices:inbox", "notices:preferences", "privacy:mine", "api:applications"]
OFFICER = [
    *PEOPLE, "work:list", "work:waiting", "work:followed", "work:closed", "work:absences", "work:views", "work:paper",
    "dossiers:threads",
]  # fmt: skip
KEEPER = [
    *PEOPLE,
    "accounts:people",
    "accounts:office",
    "accounts:nomination",
    "accounts:mandate",
    "accounts:suspension",
]
APPLICANT = [
    *PEOPLE,
    "dossiers:list",
    "dossiers:dossier",
    "dossiers:new",
    "web:procedures",
    "web:verify",
    "briefcase:mine",
]
# The pages of each part, besides those that a link leaves for a file.
PAGES = {
    "front-desk": [*OFFICER, "dossiers:desk-check"],
    "commune-desk": [*OFFICER, "dossiers:assisted", "dossiers:assisted-new"],
    "secretary": [*OFFICER, "dossiers:desk-check", "dossiers:parapheur"],
    "commune": OFFICER,
    "president": [*OFFICER, "dossiers:parapheur"],
    "governor": [*OFFICER, "work:late"],
    "local-authority": OFFICER,
    "revenue": OFFICER,
    "desk-manager": [*OFFICER, *KEEPER],
    "administrator": [
        *KEEPER,
        "accounts:registers",
        "accounts:register-import",
        "accounts:entry",
        "accounts:entry-suspension",
        "accounts:striking-off",
        "accounts:person",
        "privacy:requests",
        "editing:list",
        "editing:procedure",
        "web:service",
    ],
    "key-contact": [*PEOPLE, "web:verify", "web:help"],
    "editor": [*PEOPLE, "web:procedures", "web:procedure", "web:help", "editing:list", "editing:procedure"],
    "support": [*PEOPLE, "web:help", "web:service", "web:track"],
    "supervisor": [*PEOPLE, "web:procedures", "web:service"],
    "surveyor": [*PEOPLE, "dossiers:own_invitations", "accounts:register", "accounts:practice"],
    "applicant": [*APPLICANT, "dossiers:messages", "dossiers:history", "dossiers:eligibility"],
    "architect": [*APPLICANT, "accounts:register", "dossiers:own_invitations"],
}  # fmt: skip
# No home leads there, and none should.
ELSEWHERE = {
    "accounts:demonstration": "of a demonstration alone",
    "accounts:proof": "asked on the way to another page",
    "dossiers:signing": "once papers are chosen in the parapheur",
    "ui:styleguide": "for those who write pages",
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


REACHED: dict[str, dict[str, int]] = {}  # by role, what was walked in this process


@then(opened)
def late(opened: Scene) -> Scene:
    """Admitted two months ago: the opinions are overdue."""
    opened.at = moments(60)
    return opened.deposited().admit()


def reached(client: Client, scene: Scene, word: str) -> dict[str, int]:
    people = scene.cast.people
    if word not in people:
        people = company_of(scene.cast) | ministry()
    client.force_login(people[word])
    return walked(client)


@pytest.mark.parametrize("word", PAGES)
def test_every_page_of_a_role_is_three_clicks_from_its_home(client: Client, lodged: Scene, word: str) -> None:  # noqa: F811
    assert lodged.task(Kind.CHECK).is_open
    if word == "applicant":  # an architect filed the first: this one is the citizen's own
        Scene(lodged.cast, lodged.hands, procedure="refurbishment-permit").deposited()
    found = REACHED[word] = reached(client, lodged, word)
    assert set(PAGES[word]) <= found.keys(), f"{sorted(set(PAGES[word]) - found.keys())} of {found}"


def test_a_draft_is_completed_and_lodged_three_clicks_from_home(client: Client, drafted: Scene) -> None:  # noqa: F811
    found = reached(client, drafted, "architect")
    assert {"dossiers:section", "dossiers:land", "dossiers:pieces", "dossiers:check"} <= found.keys()


def test_an_opinion_is_three_clicks_from_home_and_its_delay_from_the_governor_s(
    client: Client, late: Scene
) -> None:
    assert "dossiers:review" in reached(client, late, "urban-agency")
    assert {"work:late", "dossiers:dossier"} <= reached(client, late, "governor").keys()


def test_a_permit_is_read_and_signed_three_clicks_from_home(client: Client, to_sign: Scene) -> None:  # noqa: F811
    assert {"dossiers:parapheur", "dossiers:decision"} <= reached(client, to_sign, "president").keys()


def test_every_list_and_form_of_its_own_is_three_clicks_from_the_home_of_somebody(lodged: Scene) -> None:  # noqa: F811
    """Those whose address names no row: no page was made and then led to by nothing."""
    client = Client()
    found = {name for word in PAGES for name in REACHED.get(word) or reached(client, lodged, word)}
    lost = []
    for name, who in EVERY_PAGE.items():
        if name in found or name in ELSEWHERE or who in DECLARED:
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        if NOT_PAGES.search(address):
            continue
        client.force_login(lodged.cast.people["architect" if who == "own" else "secretary"])
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            lost.append(name)
    assert lost == []
