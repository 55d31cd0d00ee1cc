"""A neighbour reads the notice of a public enquiry on a telephone, in Arabic, opposes it, and gets a receipt."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Arrive
from tests.browser.inspection import PHONE, Inspector
from tests.browser.window import Country, Someone

pytestmark = pytest.mark.browser


def test_a_neighbour_opposes_and_gets_a_receipt(arrive: Arrive, country: Country) -> None:
    at = arrive("ar", width=PHONE)
    eyes = Inspector(at)
    at.open("/enquiries/")
    at.title("Public enquiries")
    eyes.look(at.page)
    at.open(f"/enquiries/{country.enquiry}/")
    expect(at.page.locator("svg.en-map")).to_be_visible()
    eyes.look(at.page)

    neighbour = Someone(at, "newcomer", of="fr").signs_in()
    at.page.set_viewport_size({"width": PHONE, "height": 900})
    at.open(f"/enquiries/{country.enquiry}/")
    at.follow("Oppose, support or observe")
    eyes.look(at.page)
    at.page.set_viewport_size({"width": PHONE, "height": 900})
    with at.forgiving("status of 422"):
        at.press("Send my observation")
        at.sees("Answer this question.")
    at.page.get_by_label(at.said("I am against"), exact=True).check()
    words = at.page.get_by_role("textbox", name=at.said("Your observation"), exact=True)
    words.fill("الدخان يضر بساكنة الحي وبتلاميذ المدرسة.")
    at.fill("Number of the identity card (CNIE)", "DM60707")
    at.press("Send my observation")
    at.sees("Your observation is received. Its receipt comes in a moment.")
    receipt = at.link("Download the receipt (PDF)")
    for _turn in range(30):
        if receipt.count():
            break
        at.page.wait_for_timeout(500)
        at.page.reload()
    printed = PdfReader(at.download(receipt)).pages[0].extract_text()
    assert "OBS-003" in printed
    assert "DM60707" not in printed
    eyes.look(at.page)
    for name in (neighbour.who["ar"], neighbour.who["fr"]):
        at.open(f"/enquiries/{country.enquiry}/")
        expect(at.page.locator("main").get_by_text(name)).to_have_count(0)
    assert eyes.complaints == []
