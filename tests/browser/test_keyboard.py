"""Deposit, opinion and signature without a mouse: Tab, Space, Enter, in both languages, on a desk and on a telephone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from agent.words import words
from tests.browser.conftest import Arrive
from tests.browser.window import SEALING, Country, Someone

pytestmark = pytest.mark.browser
FURTHEST = 250  # stops of the key Tab on one page, and back to its beginning


def reaches(page: Page, wanted: Locator) -> None:
    """Press Tab until the keyboard is there; whatever keeps the keyboard for itself fails."""
    expect(wanted).to_be_visible()
    for _ in range(FURTHEST):
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def signs(someone: Someone, button: str) -> None:
    """Open the agent's window, type the PIN there, and close it."""
    reaches(someone.page, someone.at.button(button))
    with someone.page.expect_popup() as opened:
        someone.page.keyboard.press("Enter")
    window, said = opened.value, words(someone.lang)
    window.wait_for_url(f"{someone.country.agent}/window/**")
    reaches(window, window.get_by_label(said["pin"]))
    window.keyboard.type(someone.country.pin)
    window.keyboard.press("Enter")
    expect(window.get_by_role("heading", level=1)).to_have_text(said["done_title"])
    reaches(window, window.get_by_role("button", name=said["close"]))
    window.close()
    expect(someone.page.locator(".rk-messages")).to_contain_text(
        someone.at.one("%(count)s document signed."), timeout=SEALING
    )


def test_a_deposit_without_a_mouse_on_a_telephone(arrive: Arrive, country: Country) -> None:
    architect = Someone(arrive("ar", width=390), "architect", of="fr").is_signed_in()
    draft, page = country.dossiers["by keyboard"]["pk"], architect.page
    architect.at.open(f"/dossiers/drafts/{draft}/sections/project/")
    nature = page.locator("[data-question='project_ar']").get_by_role("textbox")
    reaches(page, nature)
    page.keyboard.press("Control+A")
    page.keyboard.type("بناء فيلا من سفلي وطابق")
    with page.expect_response(re.compile("/answers$")):
        page.keyboard.press("Tab")
    expect(page.locator("[data-saved]")).not_to_have_class(re.compile("wait|bad"))

    architect.at.open(f"/dossiers/drafts/{draft}/check/")
    signs(architect, "Sign the list of the plans")
    architect.at.open(f"/dossiers/drafts/{draft}/check/")
    reaches(page, architect.at.button("Lodge the dossier"))
    page.keyboard.press("Enter")
    architect.at.title("Dossier lodged")


def test_an_opinion_without_a_mouse(arrive: Arrive, country: Country) -> None:
    member = Someone(arrive("fr"), "urban-agency").is_signed_in()
    page = member.page
    task = country.dossiers["opinions"]["tasks"]["opinion urban_agency"]
    member.at.open(f"/work/{task}/opinion/?change")
    for point in page.locator("ul.chk [role=radiogroup]").all():
        reaches(page, point.get_by_label(member.at.said("Yes"), exact=True))
        page.keyboard.press("Space")
    verdicts = page.get_by_role("radiogroup", name=member.at.said("Your opinion"))
    favourable = verdicts.get_by_label(member.at.said("Favourable"), exact=True)
    reaches(page, favourable)
    page.keyboard.press("Space")
    expect(favourable).to_be_checked()
    reaches(page, member.at.button("Prepare my opinion for signature"))
    page.keyboard.press("Enter")
    member.at.sees("Your opinion is ready")
    signs(member, "Sign and give my opinion")
