"""What each comes for, besides those who walk a permit to its end: in French on a computer, in Arabic on a telephone."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.inspection import DESK, PHONE, Inspector
from tests.browser.people import Architect, Stranger
from tests.browser.window import SEALING, Country, Someone, Window

ROOT = Path(__file__).resolve().parents[2]
PERMIT = "refurbishment-permit"
# What somebody who repaints the flat they own answers before they begin.
CHECKED = {
    "works": "upkeep",
    "permit": "held",
    "right": "owner",
    "public": "closed",
    "person": "natural_person",
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize(("lang", "width"), [("fr", DESK), ("ar", PHONE)], ids=["fr", "ar"]),
]


@pytest.fixture
def enter(arrive: Arrive, lang: str, width: int) -> Callable[..., Any]:
    """`enter(Kind, role)` opens the window of somebody of that part, signed in."""

    def enter(kind: type[Someone], role: str, *, of: str = "") -> Any:
        return kind(arrive(lang, width=width), role, of=of).is_signed_in()

    return enter


@pytest.fixture
def heard() -> Iterator[tuple[str, Queue[tuple[str, bytes]]]]:
    """The address of a program of somebody's own, and each call it receives: its signature and its body."""
    calls: Queue[tuple[str, bytes]] = Queue()

    class Listens(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.put((self.headers["Rokhas-Signature"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Nothing: the calls are what is read."""

    with HTTPServer(("127.0.0.1", 0), Listens) as server:
        listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        listening.start()
        yield f"http://127.0.0.1:{server.server_port}/rokhas", calls
        server.shutdown()
        listening.join()


def looked_at(window: Window) -> None:
    """The page as it stands owes its reader what every page does; asked once, in French."""
    if window.lang == "fr":
        eyes = Inspector(window, both=True)  # its colours once
        eyes.look(window.page)
        assert not eyes.complaints, "\n".join(eyes.complaints)


def proved(someone: Someone) -> None:
    """What touches rights asks who one is, when the sign-in is not of a moment ago."""
    if someone.page.locator("input[name=password]").count():
        someone.proves()


def test_a_citizen_learns_what_to_ask_for_asks_it_and_follows_it(
    enter: Callable[..., Any], arrive: Arrive, country: Country, lang: str, width: int
) -> None:
    citizen = enter(Architect, "applicant")
    at, page, town = citizen.at, citizen.page, country.towns[lang]
    at.open(f"/procedures/{PERMIT}/")
    at.follow("Is it the right request?")
    for question, answer in CHECKED.items():
        page.locator(f"input[name={question}][value={answer}]").check()
        at.press("Continue")
    at.title("Where is it?")
    at.fill("Commune or arrondissement", town["code"])
    at.press("Search")
    at.press("Continue")
    expect(page.get_by_role("definition").first).to_contain_text(town[lang])
    at.press("Start the request")
    expect(page).to_have_url(re.compile(r"/dossiers/drafts/\d+/$"))
    looked_at(at)
    draft = int(page.url.rstrip("/").rpartition("/")[2])
    page.locator("main a[href*='/sections/']").first.click()
    expect(page.locator("input[name=asked]")).to_have_count(1)
    looked_at(at)
    country.completes(draft)
    at.open(f"/dossiers/drafts/{draft}/check/")
    number, code = citizen.lodges()
    at.open("/")
    expect(page.get_by_text(number)).to_be_visible()
    neighbour = Stranger(arrive(lang, width=width))
    neighbour.tracks(number, code)
    expect(neighbour.page.get_by_role("heading", level=1)).to_have_text(number)


def test_a_governor_is_two_clicks_from_what_is_late_in_the_province(
    enter: Callable[..., Any], country: Country
) -> None:
    governor = enter(Someone, "governor", of="fr")
    number = country.dossiers["late"]["number"]
    governor.at.open("/")
    governor.page.locator(".wb-counts a[href='/work/late/']").click()
    governor.at.title("Late in the province")
    governor.page.get_by_role("link", name=number).first.click()
    expect(governor.page).to_have_url(re.compile(f"/dossiers/{number}/$"))
    expect(governor.page.locator(".ds-head .rk-status")).to_contain_text(governor.at.said("Late"))


def test_the_keeper_of_the_registers_imports_recognises_and_suspends(
    enter: Callable[..., Any], lang: str
) -> None:
    number = f"IGT-{lang.upper()}-118"
    line = f"{number},Samira Fassi,سميرة الفاسي,2019-03-01"
    keeper, newcomer = enter(Someone, "administrator"), enter(Someone, "newcomer")
    keeper.at.open("/people/registers/import/")
    proved(keeper)
    for content, then in (
        (
            f"number,name_fr,name_ar,since\n{line}\n,Sans numéro,,2019\n",
            "Nothing can be imported while a line is wrong. The first ones:",
        ),
        (f"number,name_fr,name_ar,since\n{line}\n", "As they were"),
    ):
        keeper.page.locator("select[name=body]").select_option("order_of_surveyors")
        keeper.page.locator("input[type=file]").set_input_files(
            {"name": "registre.csv", "mimeType": "text/csv", "buffer": content.encode()}
        )
        keeper.at.press("Check the file")
        keeper.at.sees(then)
    looked_at(keeper.at)
    keeper.at.press("Import")
    keeper.at.sees(
        "The register is imported: %(new)s new, %(changed)s changed, %(same)s as they were.",
        new=1,
        changed=0,
        same=0,
    )

    newcomer.at.open("/account/register/")
    newcomer.page.locator("select[name=body]").select_option("order_of_surveyors")
    newcomer.at.fill("Number in the register", number)
    newcomer.at.fill("Proof", "Attestation 118 du 02/11/2026")
    newcomer.at.press("Ask")
    newcomer.at.sees("Being checked")

    keeper.at.open("/people/registers/")
    keeper.page.locator("a[href*='/registers/requests/']").filter(has_text=number).click()
    keeper.at.press("Approve")
    newcomer.page.reload()
    entry = newcomer.page.locator(".rk-panel").filter(has_text=number).first
    expect(entry).to_contain_text("2019")

    keeper.at.open(f"/people/registers/?q={number}")
    keeper.page.locator("a[href*='/registers/entries/']").first.click()
    keeper.at.follow("Suspend")
    keeper.at.fill("Reason", "Décision 44/2026")
    keeper.at.press("Suspend")
    newcomer.page.reload()
    expect(entry).to_contain_text("Décision 44/2026")


@pytest.mark.parametrize("role", ["administrator", "desk-manager"])
def test_whoever_gives_a_role_nominates_and_suspends_from_the_list(
    enter: Callable[..., Any], lang: str, role: str
) -> None:
    """The administrator gives an office its manager; the manager, its people."""
    manager = enter(Someone, role)
    at, page = manager.at, manager.page
    email = f"nouvelle.{role}.{lang}@demo.example"
    at.open("/people/")
    if role == "administrator":
        page.locator("a[href*='/people/offices/']").first.click()
    at.follow("Nominate a person")
    proved(manager)
    at.fill("E-mail address", email)
    page.locator("input[name=name_fr]").fill("Ghita Saidi")
    page.locator("input[name=name_ar]").fill("غيثة السعيدي")
    page.locator("select[name=role]").select_option(index=0 if role == "administrator" else 1)
    at.fill("Act of appointment", "Arrêté 14/2026 du 02/11/2026")
    at.fill("First day", date.today().isoformat())
    at.press("Nominate")
    at.sees("The nomination is recorded.")
    page.locator("main a[href*='/people/offices/']").first.click()
    theirs = page.locator(".pe-person").filter(has_text=email)
    theirs.locator("a[href$='/suspension/']").click()
    at.fill("Reason", "Absente depuis le 02/11/2026")
    at.press("Suspend")
    page.locator("main a[href*='/people/offices/']").first.click()
    expect(theirs.locator(".rk-status")).to_contain_text(at.said("Suspended"))
    expect(theirs.locator("a[href$='/restoration/']")).to_be_visible()
    looked_at(at)


def test_an_engineer_makes_a_token_deposits_by_a_program_and_is_called_back(
    enter: Callable[..., Any], country: Country, heard: tuple[str, Queue[tuple[str, bytes]]], lang: str
) -> None:
    """With the client of docs/api, copied as it stands; the call is signed with the secret told once."""
    client, (address, calls) = program(), heard
    engineer = enter(Someone, "applicant")
    at, page = engineer.at, engineer.page
    at.open("/account/applications/")
    proved(engineer)
    at.fill("Name of the application", f"Logiciel {lang}")
    for scope in ("dossiers:read", "dossiers:write", "webhooks"):
        page.locator(f"input[value='{scope}']").check()
    at.press("Create the token")
    token = page.locator("[role=status] code").inner_text()
    looked_at(at)

    rokhas = client.Rokhas(country.origin, token, language=lang)
    hook = rokhas.ask("POST", "/webhooks", {"url": address, "kinds": ["dossier.lodged"]}).json
    draft = rokhas.open_draft(PERMIT)["id"]
    country.completes(draft)
    deposit = rokhas.deposit(draft, key=f"logiciel-{draft}")
    assert rokhas.deposit(draft, key=f"logiciel-{draft}") == deposit

    signature, body = calls.get(timeout=SEALING / 1000)
    assert client.is_genuine(hook["secret"], signature, body)
    assert not client.is_genuine("another secret", signature, body)
    assert deposit["number"] in body.decode()
    page.reload()
    expect(page.locator("main")).to_contain_text(address)
    prefix = token.split("_")[1]
    page.locator("form[action*='/tokens/']").filter(has_text=prefix).get_by_role("button").click()
    looked_at(at)
    at.press("Revoke the token")
    at.sees("The token is revoked: nobody uses it any more.")
    with pytest.raises(client.Refusal) as refused:
        rokhas.me()
    assert refused.value.status == 401


def program() -> Any:
    """The client as a program of somebody else's would have it: one file, the standard library alone."""
    spec = importlib.util.spec_from_file_location("rokhas_client", ROOT / "docs/api/rokhas_client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
