"""The whole life of a building permit, in each language, by every person who has a part in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Arrive
from tests.browser.people import Architect, FrontDesk, Member, President, Secretary, Stranger

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_a_permit_from_its_first_line_to_its_verification(lang: str, arrive: Arrive, tmp_path: Path) -> None:
    architect = Architect(arrive(lang), "architect").signs_in()
    draft = architect.opens_a_draft()
    architect.places_the_land(draft)
    architect.answers(draft)
    architect.gives_the_plans(draft)
    architect.signs_the_list_of_plans(draft)
    number, tracking_code = architect.lodges()
    receipt = architect.downloads_the_receipt()
    assert number in PdfReader(receipt).pages[0].extract_text()

    FrontDesk(arrive(lang), "front-desk").signs_in().declares_admissible(number)
    for member in ("prefecture", "commune", "urban-agency"):
        Member(arrive(lang), member).signs_in().gives_a_favourable_opinion(number)

    secretary = Secretary(arrive(lang), "secretary").signs_in()
    secretary.concludes_favourably(number)
    secretary.signs_the_minutes(number)
    Secretary(arrive(lang), "chair").signs_in().signs_the_minutes(number)

    architect.follows_until(number, "To pay")
    architect.pays(number)

    President(arrive(lang), "president").signs_in().signs_from_the_parapheur(number)

    architect.follows_until(number, "Delivered")
    permit = architect.downloads_the_permit(number)

    stranger = Stranger(arrive(lang))
    stranger.verifies_the_code(stranger.reads_the_code(permit))
    stranger.at.title("The register holds this document, and it stands")
    expect(stranger.page.get_by_text(number)).to_be_visible()
    stranger.verifies_the_file(permit)
    stranger.at.title("This document is authentic")
    stranger.tracks(number, tracking_code)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text(number)

    forged = tmp_path / "permit.pdf"
    forged.write_bytes(permit.read_bytes().replace(b"/Title", b"/Titre", 1) + b"\n")
    stranger.verifies_the_file(forged)
    stranger.at.title("This file was altered")
