"""`bin/rokhas screenshots`: the pictures of the README, taken of a demonstration that is running."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import CommandParser

from rokhas.kernel.words import Refusal, TargetMissed, Word

WIDTH, HEIGHT = 1360, 900
HEAVIEST = 250_000  # bytes: the README is read over slow lines too
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


class Command(Word):
    help = (
        "Take the README's pictures, the home page in French and in Arabic, of a demonstration that is running "
        "(start `bin/rokhas demo` first). Needs Chromium and the tools of the tests."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url", default="http://127.0.0.1:8000", help="where the demonstration is (default %(default)s)"
        )
        parser.add_argument(
            "--into", type=Path, default=settings.BASE_DIR / "docs" / "images", help="folder of the pictures"
        )

    def handle(self, *, url: str, into: Path, **options: Any) -> None:
        _require_demonstration(url)
        into.mkdir(parents=True, exist_ok=True)
        pictures = {language: into / f"home-{language}.png" for language in ("fr", "ar")}
        self._take(url, pictures)
        for picture in pictures.values():
            self.say(f"{picture}  {picture.stat().st_size:,} bytes")
        self.answer({language: str(picture) for language, picture in pictures.items()})
        heavy = [picture.name for picture in pictures.values() if picture.stat().st_size > HEAVIEST]
        if heavy:
            raise TargetMissed(f"Heavier than {HEAVIEST:,} bytes: {', '.join(heavy)}.")

    def _take(self, url: str, pictures: dict[str, Path]) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as missing:
            raise Refusal(
                "The tools of the tests are not installed: run `bin/rokhas test --fast` once.",
                code="no-browser",
            ) from missing
        chromium = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
        if chromium is None:
            raise Refusal("Chromium is not installed: sudo apt-get install -y chromium.", code="no-browser")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for language, picture in pictures.items():
                self.progress(f"The home page, {language}…")
                page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
                page.goto(f"{url}/language/{language}?next=/", wait_until="networkidle")
                page.evaluate("document.fonts.ready")
                page.screenshot(path=picture)
                page.close()
            browser.close()


def _require_demonstration(url: str) -> None:
    try:
        with urlopen(url, timeout=10):  # noqa: S310 - the address that the reader gave
            return
    except (URLError, ValueError, OSError) as silent:
        raise Refusal(
            f"Nothing answers at {url}: start `bin/rokhas demo`, or name it with --url.", code="no-site"
        ) from silent
