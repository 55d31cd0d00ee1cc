"""The law changes without a developer: an editor at a desk in French, a second person on a telephone in Arabic."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rokhas.accounts.models import Office, Person, Role
from rokhas.editing.tests.test_pages import CODE, SOON, holder, signed
from rokhas.procedures import queries
from rokhas.procedures.models import ProcedureVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(autouse=True)
def _memory() -> Iterator[None]:
    queries.procedure_of.cache_clear()
    yield
    queries.procedure_of.cache_clear()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # The driver runs a loop of its own in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("ROKHAS_CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def window(chromium: Browser, server: Any, settings: Any, person: Person, language: str, width: int) -> Page:
    context = chromium.new_context(
        base_url=server.url,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    session = signed(person).cookies[settings.SESSION_COOKIE_NAME].value
    said = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in said.items()])
    return context.new_page()


def looks_right(page: Page) -> None:
    """Nobody is kept out of it, and nothing sticks out of it."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", RULES)
    assert [each["id"] for each in found["violations"]] == [], page.url
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) == 0, page.url


def test_an_editor_changes_a_delay_and_a_second_person_publishes_it(
    chromium: Browser, live_server: Any, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    office = Office.objects.create(kind="ministry", name_fr="Ministère", name_ar="الوزارة")
    editor = holder("nadia", Role.CONTENT_EDITOR, office)
    second = holder("idir", Role.PLATFORM_ADMINISTRATOR, office)
    desk = window(chromium, live_server, settings, editor, "fr", 1360)
    desk.goto("/")
    desk.locator("ul.wb-ways a[href='/editing/']").click()
    looks_right(desk)
    desk.locator(f"a[href='/editing/{CODE}/']").click()
    expect(desk.locator("svg.wb-flow--wide")).to_be_visible()
    looks_right(desk)
    desk.get_by_role("button", name="Écrire la prochaine version").click()
    desk.locator("a[href$='/part/limits/0/']").click()
    number = desk.locator("[name='delay-quantity']")
    number.fill("beaucoup")
    desk.get_by_role("button", name="Enregistrer").click()
    expect(desk.locator("[name='delay-quantity']")).to_have_attribute("aria-invalid", "true")
    looks_right(desk)
    desk.locator("[name='delay-quantity']").fill("45")
    desk.get_by_role("button", name="Enregistrer").click()
    desk.goto(desk.url.split("part/")[0] + "terms/")
    desk.locator("[name='effective_from']").fill(SOON.isoformat())
    desk.locator("[name='reason']").fill("Le délai baisse.")
    desk.locator("[name='law']").fill("décret 2-26-900")
    desk.get_by_role("button", name="Enregistrer").click()
    desk.get_by_role("link", name="Aperçu").click()
    expect(desk.locator(".ed-preview")).to_contain_text("45 jours")
    desk.go_back()
    desk.get_by_role("button", name="Soumettre à une seconde personne").click()
    expect(desk.get_by_role("button", name="Publier cette version")).to_have_count(0)

    phone = window(chromium, live_server, settings, second, "ar", 390)
    phone.goto("/")
    looks_right(phone)
    phone.locator("ul.wb-list a[href^='/editing/drafts/']").click()
    expect(phone.locator(".ed-changes")).to_contain_text("45")
    looks_right(phone)
    phone.get_by_role("button", name="نشر هذه الصيغة").click()
    expect(phone.locator("svg.wb-flow--narrow")).to_be_visible()
    looks_right(phone)
    for address in ("/editing/lists/rates/", f"/editing/{CODE}/history/", "/law/"):
        phone.goto(address)
        looks_right(phone)
    expect(phone.locator("ol.ed-changes")).to_contain_text(SOON.strftime("%d/%m/%Y"))
    desk.goto("/editing/lists/reasons/?q=urb-02")
    looks_right(desk)
    desk.get_by_role("link", name="URB-02").click()
    desk.get_by_role("button", name="Écrire la prochaine entrée").click()
    desk.locator("[name='text-ar']").fill("")
    desk.get_by_role("button", name="Enregistrer").click()
    expect(desk.locator("[name='text-ar']")).to_have_attribute("aria-invalid", "true")
    looks_right(desk)
    desk.goto("/editing/documents/")
    looks_right(desk)
    version = ProcedureVersion.objects.written_here().get()
    assert (version.code, version.effective_from, version.published_by) == (CODE, SOON, second)
