"""What goes wrong for real people: the line, the hand, the clock, the key. Each finds a clear sentence, and loses nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from agent.words import words
from tests.browser.conftest import Arrive
from tests.browser.people import Architect, FrontDesk, Member
from tests.browser.window import Country, Someone

pytestmark = pytest.mark.browser
SESSION = "rokhas_session"
LODGED = "This dossier has been lodged: it can no longer be changed here."
ENDED = (
    "Your mandate does not allow this action, or it has ended. "
    "Sign in with the right account, or ask the head of your service."
)


def test_what_is_typed_while_the_line_is_cut_is_saved_when_it_is_back(
    arrive: Arrive, country: Country
) -> None:
    window = arrive("fr")
    Someone(window, "architect").is_signed_in()
    window.forgiven += ["ERR_INTERNET_DISCONNECTED", "Failed to fetch"]
    window.open(f"/dossiers/drafts/{country.dossiers['draft']['pk']}/sections/project/")
    nature = window.page.locator("[data-question='project_fr']").get_by_role("textbox")
    window.context.set_offline(True)
    nature.fill("Construction d’une villa, saisie dans un tunnel")
    nature.blur()
    saved = window.page.locator("[data-saved]")
    expect(saved).to_contain_text(
        window.said("The line was cut. What you typed stays on this page and is saved as soon as it is back.")
    )
    nature.fill("Construction d’une villa, saisie dans un long tunnel")
    with window.page.expect_response(re.compile("/answers$")):
        window.context.set_offline(False)
    expect(saved).not_to_have_class(re.compile("bad|wait"))
    window.page.reload()
    expect(nature).to_have_value("Construction d’une villa, saisie dans un long tunnel")


def test_a_double_click_lodges_once(arrive: Arrive, country: Country) -> None:
    window = arrive("fr")
    Someone(window, "architect").is_signed_in()
    draft = country.dossiers["ready"]["pk"]
    window.open(f"/dossiers/drafts/{draft}/check/")
    window.button("Lodge the dossier").dblclick()
    window.title("Dossier lodged")
    number = window.page.locator("dd.dr-number").first.inner_text()
    window.page.go_back()
    window.open(f"/dossiers/drafts/{draft}/")
    window.title("Dossier lodged")
    expect(window.page.locator("dd.dr-number").first).to_have_text(number)


def test_two_tabs_lead_to_one_deposit(arrive: Arrive, country: Country) -> None:
    window = arrive("fr")
    Someone(window, "architect").is_signed_in()
    window.forgiven.append("status of 409")
    draft = country.dossiers["ready again"]["pk"]
    window.open(f"/dossiers/drafts/{draft}/check/")
    writing, other = window.context.new_page(), window.context.new_page()
    writing.goto(f"/dossiers/drafts/{draft}/sections/project/")
    other.goto(f"/dossiers/drafts/{draft}/check/")
    window.press("Lodge the dossier")
    window.title("Dossier lodged")
    number = window.page.locator("dd.dr-number").first.inner_text()

    other.get_by_role("button", name=window.said("Lodge the dossier"), exact=True).click()
    expect(other.locator("dd.dr-number").first).to_have_text(number)
    nature = writing.locator("[data-question='project_fr']").get_by_role("textbox")
    nature.fill("Un changement de trop")
    nature.blur()
    expect(writing.locator("[data-saved]")).to_have_class(re.compile("bad"))
    expect(writing.locator("[data-saved]")).to_contain_text(window.said(LODGED))


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_an_agent_that_does_not_run_is_explained(arrive: Arrive, country: Country, lang: str) -> None:
    window = arrive(lang)
    Someone(window, "architect", of="fr").is_signed_in()
    window.forgiven.append("ERR_CONNECTION_REFUSED")
    window.context.route(f"{country.agent}/**", lambda route: route.abort("connectionrefused"))
    window.open(f"/dossiers/drafts/{country.dossiers['unsigned again']['pk']}/check/")
    window.press("Sign the list of the plans")
    window.sees(
        "Your signing application does not answer. Start it (its icon is next to the clock of the computer), allow this site to "
        "reach it if the browser asks, then start again."
    )
    expect(window.button("Sign the list of the plans")).to_be_enabled()
    assert len(window.context.pages) == 1, "the empty window was closed"


def test_a_refusal_then_a_wrong_pin_then_the_right_one(arrive: Arrive, country: Country) -> None:
    member = Member(arrive("fr"), "commune").signs_in()
    task = country.dossiers["opinions again"]["tasks"]["opinion commune"]
    member.prepares_an_opinion(task)
    said = words("fr")

    window = member.asks_to_sign("Sign and give my opinion")
    window.get_by_role("button", name=said["refuse"], exact=True).click()
    expect(window.get_by_role("heading", level=1)).to_have_text(said["cancelled_title"])
    window.close()
    member.at.sees("You cancelled. Nothing was signed; you can start again.")

    window = member.asks_to_sign("Sign and give my opinion")
    member.at.forgiven.append("status of 422")
    window.get_by_label(said["pin"]).fill("000000")
    window.get_by_role("button", name=said["sign"], exact=True).click()
    expect(window.get_by_role("alert")).to_have_text(said["PIN_INCORRECT"])
    window.get_by_label(said["pin"]).fill(country.pin)
    window.get_by_role("button", name=said["sign"], exact=True).click()
    member.at.sees(member.at.one("%(count)s document signed."))

    member.page.go_back()
    expect(member.page).to_have_url(re.compile("/opinion/"))
    expect(member.at.button("Sign and give my opinion")).to_have_count(0)
    expect(member.at.button("Prepare my opinion for signature")).to_have_count(0)


def test_a_session_that_ended_in_the_middle_of_a_form_comes_back_to_it(
    arrive: Arrive, country: Country
) -> None:
    desk = FrontDesk(arrive("fr"), "front-desk").signs_in()
    address = f"/work/{country.dossiers['deposited again']['tasks']['check single_desk']}/check/"
    desk.at.open(address)
    desk.at.context.clear_cookies(name=SESSION)
    desk.at.press("Save and finish later")
    desk.at.title("Sign in")
    desk.at.sees(
        "Your session has ended. What you had not saved was not kept: sign in again to come back to your page."
    )
    desk.at.fill("E-mail address", desk.who["email"])
    desk.gives_the_password()
    expect(desk.page).to_have_url(re.compile(re.escape(address)))


def test_a_form_whose_cookies_are_all_gone_is_explained(arrive: Arrive, country: Country) -> None:
    desk = FrontDesk(arrive("fr"), "front-desk").signs_in()
    desk.at.open(f"/work/{country.dossiers['deposited again']['tasks']['check single_desk']}/check/")
    desk.at.context.clear_cookies()
    desk.at.forgiven.append("status of 403")
    desk.at.press("Save and finish later")
    desk.at.sees(
        "The page stayed open for too long, or your browser refuses cookies. Go back, reload the page and send again."
    )


def test_an_answer_typed_after_the_session_ended_stays_on_the_page(arrive: Arrive, country: Country) -> None:
    architect = Architect(arrive("fr"), "architect").signs_in()
    architect.at.open(f"/dossiers/drafts/{country.dossiers['draft']['pk']}/sections/project/")
    architect.at.context.clear_cookies(name=SESSION)
    nature = architect.page.locator("[data-question='project_ar']").get_by_role("textbox")
    nature.fill("بناء فيلا بعد انتهاء الجلسة")
    nature.blur()
    expect(architect.page.locator("[data-saved]")).to_contain_text(
        architect.at.said(
            "Your session has ended. Sign in again in another tab: what you typed stays on this page."
        )
    )
    expect(nature).to_have_value("بناء فيلا بعد انتهاء الجلسة")


def test_an_officer_whose_mandate_ended_while_the_page_was_open_is_told(
    arrive: Arrive, country: Country
) -> None:
    leaving = FrontDesk(arrive("fr"), "leaving").signs_in()
    leaving.at.open(f"/work/{country.dossiers['deposited again']['tasks']['check single_desk']}/check/")
    country.ends_the_mandates(leaving.who["email"])
    leaving.at.forgiven += ["status of 403", "status of 404"]
    leaving.at.press("Save and finish later")
    leaving.at.sees(ENDED)
