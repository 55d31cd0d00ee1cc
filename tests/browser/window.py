"""A page in somebody's hands, in one language, and what anyone who signs in can do."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, ngettext, override
from playwright.sync_api import BrowserContext, ConsoleMessage, Download, Locator, Page, expect

from agent.words import words
from tests.browser.past import PASSWORD

SIGN_IN = "/sign-in/login/"
SEALING = 60_000  # milliseconds: a time-stamp and a mail later, on a busy machine


@dataclass
class Country:
    """Where everything is, and what happened before."""

    origin: str
    agent: str
    treasury: str
    logs: str
    surroundings: dict[str, str]
    pin: str
    people: dict[str, dict[str, dict[str, str]]]
    towns: dict[str, dict[str, Any]]
    dossiers: dict[str, Any]
    enquiry: int
    occupation: str
    visit: dict[str, Any]
    files: dict[str, dict[str, str]]
    answers: dict[str, dict[str, Any]]
    sessions: dict[tuple[str, str], Any] = field(default_factory=dict)

    def ends_the_mandates(self, email: str) -> None:
        """As a head of service would, yesterday evening."""
        self._past("mandate-ends", email)

    def completes(self, draft: int) -> None:
        """As its filer would in an hour: every answer, every document."""
        self._past("completes", str(draft))

    def _past(self, *words: str) -> None:
        command = [sys.executable, "-m", "tests.browser.past", *words]
        subprocess.run(command, env=self.surroundings, check=True, stdin=subprocess.DEVNULL)


class Window:
    """A browser window of one language, and what its pages should not have said (console, uncaught errors, policy)."""

    def __init__(self, country: Country, context: BrowserContext, lang: str) -> None:
        self.country, self.context, self.lang = country, context, lang
        self.reproaches: list[str] = []
        self.forgiven: list[str] = []
        context.on("console", self._hear)
        context.on(
            "weberror", lambda error: self._reproach(f"{error.page.url if error.page else ''}: {error.error}")
        )
        context.add_cookies([{"name": "rokhas_language", "value": lang, "url": country.origin}])
        self.page: Page = context.new_page()

    # Reading

    def said(self, english: str, **values: object) -> str:
        """A sentence of the platform in the language of this window."""
        with override(self.lang):
            sentence = gettext(english)
        return sentence % values if values else sentence

    def one(self, english: str) -> str:
        """A sentence that counts, when there is one."""
        with override(self.lang):
            return ngettext(english, english, 1) % {"count": 1}

    def button(self, english: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=self.said(english, **values), exact=True)

    def link(self, english: str, **values: object) -> Locator:
        return self.page.get_by_role("link", name=self.said(english, **values), exact=True)

    def heading(self, english: str, **values: object) -> Locator:
        return self.page.get_by_role("heading", name=self.said(english, **values), exact=True)

    def text(self, english: str, **values: object) -> Locator:
        return self.page.get_by_text(self.said(english, **values))

    def sees(self, english: str, **values: object) -> None:
        expect(self.text(english, **values).first).to_be_visible()

    def title(self, english: str, **values: object) -> None:
        """The page is the one whose h1 says that."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.said(english, **values))

    # Acting

    def open(self, address: str) -> None:
        self.page.goto(address)

    def press(self, english: str, **values: object) -> None:
        self.button(english, **values).click()

    def follow(self, english: str, **values: object) -> None:
        self.link(english, **values).first.click()

    def fill(self, english: str, value: str) -> None:
        self.page.get_by_label(self.said(english), exact=True).fill(value)

    def download(self, link: Locator) -> Path:
        """The file that a link gives."""
        with self.page.expect_download() as begun:
            link.click()
        given: Download = begun.value
        assert given.failure() is None
        return Path(given.path())

    @contextmanager
    def forgiving(self, *patterns: str) -> Iterator[None]:
        """What is done here on purpose makes the browser complain in these words."""
        self.forgiven += patterns
        yield

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._reproach(f"{message.page.url if message.page else ''}: {message.text}")

    def _reproach(self, words: str) -> None:
        if not any(re.search(pattern, words) for pattern in self.forgiven):
            self.reproaches.append(words)


class Someone:
    """A person with an account, in a window of their own."""

    def __init__(self, window: Window, role: str, *, of: str = "") -> None:
        self.at, self.role, self.of = window, role, of or window.lang
        self.page, self.lang, self.country = window.page, window.lang, window.country
        self.who = self.country.people[self.of][role]

    def signs_in(self) -> Any:
        """By the form, with the password."""
        self.at.open(SIGN_IN)
        self.at.fill("E-mail address", self.who["email"])
        self.gives_the_password()
        expect(self.page).to_have_url(f"{self.country.origin}/")
        expect(self.page.locator("html")).to_have_attribute("lang", self.lang)
        return self

    def gives_the_password(self) -> None:
        self.at.fill("Password", PASSWORD)
        self.at.press("Sign in")

    def proves(self) -> None:
        """What touches the security of the account asks for the password again."""
        self.at.fill("Password", PASSWORD)
        self.at.press("Continue")

    def is_signed_in(self) -> Any:
        """By the form the first time, by the session it gave after."""
        key = (self.who["email"], self.lang)
        if key in self.country.sessions:
            self.at.context.add_cookies(self.country.sessions[key])
        else:
            self.signs_in()
            self.country.sessions[key] = self.at.context.cookies()
        return self

    def asks_to_sign(self, button: str) -> Page:
        """The window that the agent opens."""
        with self.page.expect_popup() as opened:
            self.at.press(button)
        window: Page = opened.value
        return window

    def signs(self, button: str) -> None:
        """Press the button, read the agent's own window, type the PIN there and close it; the page then moves on."""
        window = self.asks_to_sign(button)
        window.wait_for_url(f"{self.country.agent}/window/**")
        said = words(self.lang)
        expect(window.get_by_role("heading", level=1)).to_contain_text(said["sign_title"])
        window.get_by_label(said["pin"]).fill(self.country.pin)
        window.get_by_role("button", name=said["sign"], exact=True).click()
        expect(window.get_by_role("heading", level=1)).to_have_text(said["done_title"])
        with window.expect_event("close"):  # a click of the driver's own would not outlive its window
            window.get_by_role("button", name=said["close"]).evaluate(
                "close => setTimeout(() => close.click())"
            )
        expect(self.page.locator(".rk-messages")).to_contain_text(
            self.at.one("%(count)s document signed."), timeout=SEALING
        )

    def opens_task(self, number: str, then: str) -> None:
        """From the work-list, the task of that dossier; `then` is part of its address."""
        self.at.open("/work/")
        self.page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
        expect(self.page).to_have_url(re.compile(then))

    def sees_the_plan(self) -> None:
        """The viewer has drawn something: its canvas holds pixels of more than one colour."""
        canvas = self.page.locator("plan-viewer canvas").first
        expect(canvas).to_be_visible()
        expect(canvas).to_have_attribute("dir", "ltr")
        colours = 0
        for _ in range(40):
            colours = canvas.evaluate(
                """canvas => {
                    if (!canvas.width || !canvas.height) return 0;
                    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                    const seen = new Set();
                    for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
                    return seen.size;
                }"""
            )
            if colours > 2:
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"the plan is blank: {colours} colour(s)")
