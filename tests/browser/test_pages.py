"""Every page of the platform, for each of those who open it: accessible, never wider than the screen, nothing dead on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.words import words
from tests.browser.conftest import Arrive
from tests.browser.inspection import Inspector
from tests.browser.people import Architect, FrontDesk, Member, Stranger, procedure
from tests.browser.window import Country, Someone

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lang", ["fr", "ar"])]
Inspect = Callable[..., Inspector]


@pytest.fixture
def inspect(arrive: Arrive, lang: str) -> Iterator[Inspect]:
    """`inspect(role)` gives the eyes of a person signed in, `inspect()` those of a visitor; complaints fail the test."""
    eyes: list[Inspector] = []

    def inspect(role: str = "") -> Inspector:
        window = arrive(lang)
        if role:
            Someone(window, role, of="fr").is_signed_in()
        eyes.append(Inspector(window, reader=role, both=True))
        return eyes[-1]

    yield inspect
    for each in eyes:
        if lang == "fr":  # the same addresses in both languages
            each.follow()
    complaints = [complaint for each in eyes for complaint in each.complaints]
    assert not complaints, "\n".join(complaints)


def test_the_public_site(inspect: Inspect, country: Country) -> None:
    eyes = inspect()
    for address in ("/", "/procedures/", "/procedures/building-permit/", "/verify/", "/track/", "/help/"):
        eyes.visit(address, dark=True)
    for address in (
        "/procedures/classified-establishment/",
        "/activities/?q=pain",
        "/activities/art_057/",
        "/zoning/",
        "/permits/?unit=04.501.01.07",
        "/zoning/?lon=-6.89597&lat=33.90836",
        "/permits/",
        "/enquiries/",
        f"/enquiries/{country.enquiry}/",
        "/accessibility/",
        "/personal-data/",
        "/legal-notice/",
        "/law/",
    ):
        eyes.visit(address)
    eyes.visit("/nowhere", status=404, dark=True)


def test_the_pages_of_verification_and_tracking(inspect: Inspect, country: Country, tmp_path: Path) -> None:
    eyes = inspect()
    delivered = country.dossiers["delivered"]
    eyes.visit(f"/verify/{delivered['papers']['permit']['code']}", dark=True)
    eyes.visit("/verify/AAAA-AAAA-AAAA", status=404)
    eyes.visit(f"/buildings/{delivered['number']}/", dark=True)
    stranger = Stranger(eyes.window)
    permit = tmp_path / "permit.pdf"
    own = inspect("architect")
    own.visit(f"/buildings/{delivered['number']}/", dark=True)
    own.visit(f"/dossiers/{delivered['number']}/works/")
    architect = own.window.context.request
    permit.write_bytes(
        architect.get(f"/dossiers/{delivered['number']}/papers/{delivered['papers']['permit']['pk']}/").body()
    )
    stranger.verifies_the_file(permit)
    stranger.at.title("This document is authentic")
    eyes.look(stranger.page)
    stranger.tracks(country.dossiers["opinions"]["number"], country.dossiers["opinions"]["code"])
    eyes.look(stranger.page, dark=True)
    stranger.at.forgiven.append("status of 422")
    stranger.tracks("PCT-2026-1-1", "WRONGCODE1")
    eyes.look(stranger.page)


def test_the_doors(inspect: Inspect) -> None:
    eyes = inspect()
    eyes.visit("/sign-in/login/", dark=True)
    for address in (
        "/sign-in/signup/",
        "/sign-in/password/reset/",
        "/sign-in/demo/",
        "/sign-in/login/code/",
        "/sign-in/identity/login/cancelled/",
    ):
        eyes.visit(address)
    window = eyes.window
    window.open("/sign-in/login/")
    window.fill("E-mail address", "personne@demo.example")
    window.fill("Password", "not-the-right-one")
    window.press("Sign in")
    eyes.look(window.page)


def test_one_s_own_pages(inspect: Inspect) -> None:
    eyes = inspect("architect")
    eyes.visit("/", dark=True)
    eyes.visit("/dossiers/", dark=True)
    for address in (
        "/account/",
        "/account/applications/",
        "/api/",
        "/notices/",
        "/notices/preferences/",
        "/sign-in/password/change/",
        "/sign-in/email/",
        "/sign-in/phone/change/",
        "/account/register/",
        "/my-data/",
        "/messages/",
        "/sign-in/sessions/",
        "/sign-in/second-factor/",
        "/sign-in/second-factor/webauthn/",
        "/sign-in/identity/",
    ):
        eyes.visit(address)
    eyes.visit("/dossiers/PCT-2026-000000000-00001/", status=404)


def test_the_second_factor(inspect: Inspect) -> None:
    """Its pages ask for the password again, once."""
    eyes = inspect("applicant")
    window = eyes.window
    window.open("/sign-in/second-factor/totp/activate/")
    eyes.look(window.page)
    if window.page.locator("input[name=password]").count():
        Someone(window, "applicant", of="fr").proves()
    for address in ("totp/activate/", "webauthn/add/"):
        eyes.visit(f"/sign-in/second-factor/{address}")


def test_the_people_of_an_office(inspect: Inspect) -> None:
    """The second factor is linked too: its pages ask for the password first."""
    eyes = inspect("desk-manager")
    window = eyes.window
    eyes.visit("/people/", dark=True)
    office = window.page.url
    eyes.visit("/people/nowhere/", status=404)
    window.open(f"{office}?former")
    eyes.look(window.page)
    window.open(f"{office}nomination/")
    eyes.look(window.page)
    window.open(office)
    window.page.locator(".pe-mandates a").first.click()
    mandate = window.page.url
    eyes.look(window.page, dark=True)
    for word in ("suspension", "end", "succession"):
        window.open(f"{mandate}{word}/")
        eyes.look(window.page)
    window.open("/account/")
    window.page.locator("a[href$='/delegation/']").first.click()
    eyes.look(window.page)


def test_the_pages_of_a_draft(inspect: Inspect, country: Country) -> None:
    eyes = inspect("architect")
    draft, unsigned = country.dossiers["draft"], country.dossiers["unsigned"]
    eyes.visit("/dossiers/new/building-permit/")
    check = "/dossiers/new/refurbishment-permit/check/"
    given = "works=upkeep&permit=held&right=tenant&public=opened&person=company"
    eyes.visit(check, dark=True)
    for answered in ("works=larger", f"{given}&find=casa", f"{given}&later=1"):
        eyes.visit(f"{check}?{answered}")
    eyes.visit("/dossiers/new/simple-declaration/check/")
    eyes.visit("/my-documents/", dark=True)
    eyes.visit("/my-documents/data/")
    here = f"/dossiers/drafts/{draft['pk']}"
    eyes.visit(f"{here}/", dark=True)
    for section in procedure().form:
        eyes.visit(f"{here}/sections/{section.code}/", dark=section.code == "project")
    for address in ("land", "designer", "pieces", "check"):
        eyes.visit(f"{here}/{address}/")
    eyes.visit(f"{here}/pieces/{draft['pieces']['PLANMASSE']}/")
    eyes.visit(f"/dossiers/drafts/{unsigned['pk']}/check/", dark=True)
    eyes.visit(f"/dossiers/drafts/{country.dossiers['ready']['pk']}/check/")
    eyes.visit(f"/dossiers/drafts/{country.dossiers['changes asked']['pk']}/")
    eyes.visit(f"/dossiers/drafts/{country.dossiers['changes asked']['pk']}/pieces/")
    eyes.visit(f"/dossiers/drafts/{country.dossiers['deposited']['pk']}/deposit/")


@pytest.mark.parametrize("role", ["architect", "secretary"])
def test_the_case(inspect: Inspect, country: Country, role: str) -> None:
    eyes = inspect(role)
    delivered = country.dossiers["delivered"]
    here = f"/dossiers/{delivered['number']}"
    eyes.visit(f"{here}/", dark=True)
    for tab in ("pieces", "opinions", "payments", "history"):
        eyes.visit(f"{here}/{tab}/", dark=tab == "history")
    eyes.visit(f"{here}/pieces/{delivered['pieces']['PLANMASSE']}/")
    for stage in ("opinions", "to pay", "changes asked", "inadmissible"):
        eyes.visit(f"/dossiers/{country.dossiers[stage]['number']}/")
    if role == "architect":
        eyes.visit(f"/dossiers/{country.dossiers['opinions']['number']}/withdrawal/")
        eyes.visit(f"/dossiers/{country.dossiers['turned back']['number']}/appeals/")
        eyes.visit(f"/dossiers/{country.dossiers['turned back']['number']}/appeals/review/")
    again = country.dossiers["again"]
    here = f"/dossiers/{again['number']}"
    eyes.visit(f"{here}/messages/", dark=True)
    eyes.visit(f"{here}/versions/", dark=True)
    [before, after] = again["replaced"][0]
    eyes.visit(f"{here}/versions/{before}/{after}/")


def test_an_occupation(inspect: Inspect, country: Country) -> None:
    eyes = inspect("applicant")
    here = f"/dossiers/{country.occupation}/occupation/"
    eyes.visit(here, dark=True)
    eyes.visit(f"{here}renewal/")
    eyes.visit(f"{here}end/", dark=True)
    inspect("revenue").visit("/work/occupations/", dark=True)


def test_a_visit(inspect: Inspect, country: Country) -> None:
    """Before its report: whoever leads it adds photographs and says what was seen; the parties look."""
    here = f"/dossiers/{country.visit['number']}/visits/"
    inspect("architect").visit(here)
    leads = inspect("secretary")
    leads.visit(here, dark=True)
    leads.visit(f"/work/{country.visit['task']}/visit/", dark=True)


def test_the_payment(inspect: Inspect, country: Country) -> None:
    eyes = inspect("architect")
    eyes.visit(f"/payments/{country.dossiers['paid']['order']}/")
    eyes.visit(f"/payments/{country.dossiers['to pay']['order']}/", dark=True)
    architect = Architect(eyes.window, "architect", of="fr")
    architect.leaves_for_the_treasury()
    eyes.look(architect.page)
    eyes.visit(f"/payments/{country.dossiers['to pay']['order']}/return")


def test_the_desk(inspect: Inspect, country: Country) -> None:
    eyes = inspect("front-desk")
    eyes.visit("/", dark=True)
    eyes.visit("/work/", dark=True)
    check = country.dossiers["deposited"]["tasks"]["check single_desk"]
    eyes.visit(f"/work/{check}/check/", dark=True)
    eyes.visit("/desk/assisted/")
    eyes.visit("/desk/assisted/new/", dark=True)
    desk = FrontDesk(eyes.window, "front-desk", of="fr")
    desk.finds_everything(check)
    eyes.look(desk.page)


def test_the_secretary(inspect: Inspect, country: Country) -> None:
    eyes = inspect("secretary")
    eyes.visit("/")
    eyes.visit("/work/")
    for tab in ("waiting", "followed", "closed", "views", "absences", "paper"):
        eyes.visit(f"/work/{tab}/")
    eyes.visit("/search/?q=maison")
    eyes.visit("/messages/")
    tasks = {stage: dossier["tasks"] for stage, dossier in country.dossiers.items()}
    eyes.visit(f"/work/{tasks['admitted']['dispatch single_desk']}/dispatch/")
    eyes.visit(f"/work/{tasks['studied']['conclusion single_desk']}/conclusion/", dark=True)
    eyes.visit(f"/work/{tasks['concluded']['minutes single_desk']}/minutes/", dark=True)
    eyes.visit(f"/work/{tasks['inadmissible']['signature single_desk']}/decision/")


def test_the_member(inspect: Inspect, country: Country) -> None:
    eyes = inspect("commune")
    eyes.visit("/")
    eyes.visit("/work/")
    eyes.visit(f"/work/{country.dossiers['opinions']['tasks']['opinion commune']}/opinion/", dark=True)
    member = Member(eyes.window, "commune", of="fr")
    member.prepares_an_opinion(country.dossiers["opinions"]["tasks"]["opinion commune"])
    eyes.look(member.page, dark=True)


def test_the_president(inspect: Inspect, country: Country) -> None:
    eyes = inspect("president")
    paid, letter = country.dossiers["paid"], country.dossiers["letter"]
    eyes.visit("/")
    eyes.visit("/parapheur/", dark=True)
    [task] = paid["tasks"].values()
    eyes.visit(f"/work/{task}/decision/", dark=True)
    eyes.visit(f"/parapheur/signing/?subjects={task}")
    eyes.visit("/notices/")
    signed = country.dossiers["delivered"]["signed"]
    eyes.visit(f"/parapheur/results/?subjects={signed}")
    eyes.visit(f"/dossiers/{country.dossiers['delivered']['number']}/cancellation/")
    eyes.visit(f"/dossiers/{country.dossiers['opinions']['number']}/stay/")
    for task in letter["tasks"].values():
        eyes.visit(f"/work/{task}/decision/")


def test_those_who_watch(inspect: Inspect, country: Country) -> None:
    eyes = inspect("governor")
    for address in ("/", "/work/", "/work/late/"):
        eyes.visit(address)
    [task, *_] = country.dossiers["late"]["tasks"].values()
    eyes.visit(f"/work/{task}/time-limit/", dark=True)
    eyes = inspect("local-authority")
    for address in ("/", "/work/"):
        eyes.visit(address)


def test_those_who_keep_the_platform(inspect: Inspect) -> None:
    eyes = inspect("administrator")
    for address in ("/", "/people/", "/people/registers/import/", "/data-requests/"):
        eyes.visit(address)
    eyes.visit("/closed-days/", dark=True)
    eyes.visit("/people/registers/", dark=True)
    entry = eyes.window.page.locator("a[href*='/registers/entries/']").first.get_attribute("href") or ""
    eyes.visit(entry)
    for word in ("suspension", "striking-off"):
        eyes.visit(f"{entry}{word}/")


def test_the_window_of_the_agent(inspect: Inspect, country: Country, lang: str) -> None:
    eyes = inspect("architect")
    architect = Architect(eyes.window, "architect", of="fr")
    eyes.window.open(f"/dossiers/drafts/{country.dossiers['unsigned']['pk']}/check/")
    window = architect.asks_to_sign("Sign the list of the plans")
    window.wait_for_url(f"{country.agent}/window/**")
    window.goto(f"{window.url}?lang={lang}")
    eyes.look(window, dark=True)
    window.get_by_role("button", name=words(lang)["refuse"], exact=True).click()
    eyes.look(window)
