"""What is done on a page of the demonstration before it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from rokhas.dossiers.models import Dossier
from rokhas.journeys.country import PASSWORD
from rokhas.ui.http import server_error

Page = Any  # Playwright comes with the tools of the tests
Doing = Callable[[Page], Page]  # what is done once the page is there; gives the window that is then looked at


def tracks(dossier: Dossier) -> Doing:
    def then(page: Page) -> Page:
        page.locator("input[name=number]").last.fill(dossier.number)
        page.locator("input[name=code]").fill(dossier.tracking_code)
        page.locator("form:has(input[name=code]) button[type=submit]").click()
        return page

    return then


def drops(name: str, content: bytes) -> Doing:
    def then(page: Page) -> Page:
        given = {"name": name, "mimeType": "application/pdf", "buffer": content}
        page.locator("input[type=file]").set_input_files(given)
        page.locator("form:has(input[type=file]) button[type=submit]").click()
        return page

    return then


def follows(selector: str) -> Doing:
    def then(page: Page) -> Page:
        page.locator(selector).first.click()
        return page

    return then


def begins(page: Page) -> Page:
    page.locator("main form button[type=submit]").last.click()
    return page


def send_without_token(page: Page) -> Page:
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((each) => { each.value = '' })"
    )
    return drops("permis.pdf", b"%PDF-1.7\n")(page)


def proves(page: Page) -> Page:
    """The page asks who one is before it touches what opens the account."""
    asked = page.locator("input[name=password]")
    if asked.count():
        asked.fill(PASSWORD)
        asked.press("Enter")
        page.wait_for_load_state()
    return page


def breaks(page: Page) -> Page:
    """The page of a failure, as the server would send it: nothing of a demonstration fails on demand."""
    broken = server_error(HttpRequest())
    page.route(
        "**/broken/",
        lambda route: route.fulfill(status=500, body=broken.content, content_type="text/html; charset=utf-8"),
    )
    page.goto(page.url.rstrip("/") + "/broken/")
    return page


def insists(page: Page) -> Page:
    for _ in range(12):
        page.reload()
    return page
