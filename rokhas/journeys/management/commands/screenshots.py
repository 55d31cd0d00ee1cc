"""`bin/rokhas screenshots`: pictures of a demonstration that is running, those of the README or those of every page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import CommandParser

from rokhas.journeys.gallery import Look, cast, limits, looks
from rokhas.kernel.words import Refusal, TargetMissed, Word

DESK, PHONE, HEIGHT = 1360, 390, 900
HEAVIEST = 250_000  # bytes: the README is read over slow lines too
PATIENCE = 20_000  # milliseconds for one page
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
LANGUAGES = ("fr", "ar")


class Command(Word):
    help = (
        "Take the README's pictures, the home page in French and in Arabic, of a demonstration that is running "
        "(start `bin/rokhas demo` first). With --pages, take every page: before whom it opens, in both languages, at two "
        "widths, light and dark. Needs Chromium and the tools of the tests."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="where the demonstration is (default %(default)s)"
        )
        parser.add_argument(
            "--into", type=Path, help="folder of the pictures (docs/images; with --pages, the state folder's)"
        )
        parser.add_argument("--pages", action="store_true", help="every page of the demonstration")
        parser.add_argument(
            "--only", default="", metavar="WORD", help="of those, the ones whose name begins so"
        )

    def handle(self, *, url: str, into: Path | None, pages: bool, only: str, **options: Any) -> None:
        _require_demonstration(url)
        url = url.rstrip("/")
        if pages or only:
            self._every_page(url, into or Path(settings.ROKHAS_VAR) / "pictures", only)
        else:
            self._readme(url, into or settings.BASE_DIR / "docs" / "images")

    def _readme(self, url: str, into: Path) -> None:
        into.mkdir(parents=True, exist_ok=True)
        pictures = {language: into / f"home-{language}.png" for language in LANGUAGES}
        with _browser() as browser:
            for language, picture in pictures.items():
                self.progress(f"The home page, {language}…")
                page = browser.new_page(viewport={"width": DESK, "height": HEIGHT})
                page.goto(f"{url}/language/{language}?next=/", wait_until="networkidle")
                page.evaluate("document.fonts.ready")
                page.screenshot(path=picture)
                page.close()
        for picture in pictures.values():
            self.say(f"{picture}  {picture.stat().st_size:,} bytes")
        self.answer({language: str(picture) for language, picture in pictures.items()})
        heavy = [picture.name for picture in pictures.values() if picture.stat().st_size > HEAVIEST]
        if heavy:
            raise TargetMissed(f"Heavier than {HEAVIEST:,} bytes: {', '.join(heavy)}.")

    def _every_page(self, url: str, into: Path, only: str) -> None:
        into.mkdir(parents=True, exist_ok=True)
        wanted = [look for look in looks() if look.name.startswith(only)]
        if not wanted:
            raise Refusal(f"No page of this demonstration is called {only}…", code="no-page")
        people = cast()  # asked before the browser opens: its driver keeps a loop in this process
        missed: dict[str, str] = {}
        with _browser() as browser:
            visits = []
            for language in LANGUAGES:
                visit = _Visit(browser, url, language, people)
                for look in wanted:
                    self.progress(f"{language}  {look.name}")
                    if problem := visit.take(look, into):
                        missed[f"{look.name}-{language}"] = problem
                visits.append(visit)
            for look in limits():
                for visit in visits if look.name.startswith(only) else ():
                    visit.take(look, into)
        self.say(f"{into}: {len(wanted)} pages in {len(LANGUAGES)} languages")
        self.answer({"into": str(into), "pages": [look.name for look in wanted], "missed": missed})
        if missed:
            raise TargetMissed("\n".join(f"{name}: {problem}" for name, problem in missed.items()))


@dataclass
class _Visit:
    """One language: each of the cast in a window of their own, opened when they are first needed."""

    browser: Any
    url: str
    language: str
    people: dict[str, int]

    def __post_init__(self) -> None:
        self.contexts: dict[str, Any] = {}

    def take(self, look: Look, into: Path) -> str:
        """The pictures of a page; what prevented them, otherwise nothing."""
        from playwright.sync_api import Error

        context = self._context(look.role)
        page = context.new_page()
        try:
            page.goto(f"{self.url}{look.address}")
            seen = look.then(page) if look.then else page
            seen.wait_for_load_state("networkidle")
            self._pictures(seen, into / f"{look.name}-{self.language}", press=look.press)
        except Error as problem:
            return re.sub(r"\s+", " ", problem.message)[:300]
        finally:
            page.close()
        return ""

    def _pictures(self, page: Any, stem: Path, *, press: bool) -> None:
        page.evaluate("document.fonts.ready")
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=f"{stem}-{width}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        if press:
            page.set_viewport_size({"width": DESK, "height": HEIGHT})
            page.emulate_media(forced_colors="active")
            page.screenshot(path=f"{stem}-forced.png", full_page=True)
            page.emulate_media(forced_colors="none")
            page.pdf(path=f"{stem}-print.pdf", format="A4", print_background=False, prefer_css_page_size=True)

    def _context(self, role: str) -> Any:
        if role not in self.contexts:
            context = self.browser.new_context(
                reduced_motion="reduce", viewport={"width": DESK, "height": HEIGHT}
            )
            context.set_default_timeout(PATIENCE)
            context.add_cookies(
                [{"name": settings.LANGUAGE_COOKIE_NAME, "value": self.language, "url": self.url}]
            )
            if role:
                page = context.new_page()
                page.goto(f"{self.url}/sign-in/demo/")
                person = page.locator(f"button[name=person][value='{self.people.get(role, role)}']").first
                with page.expect_navigation():
                    person.evaluate("door => door.click()")  # it may lie in a list that is folded
                page.goto(f"{self.url}/language/{self.language}")
                page.close()
            self.contexts[role] = context
        return self.contexts[role]


@contextmanager
def _browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise Refusal(
            "The tools of the tests are not installed: run `bin/rokhas test --fast` once.", code="no-browser"
        ) from missing
    chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if chromium is None:
        raise Refusal("Chromium is not installed: sudo apt-get install -y chromium.", code="no-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _require_demonstration(url: str) -> None:
    try:
        with urlopen(url, timeout=10):  # noqa: S310 - the address that the reader gave
            return
    except (URLError, ValueError, OSError) as silent:
        raise Refusal(
            f"Nothing answers at {url}: start `bin/rokhas demo`, or name it with --url.", code="no-site"
        ) from silent
