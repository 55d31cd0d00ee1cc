"""One country for the whole run, one Chromium per process, and a person's window on demand."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser import doors
from tests.browser.window import Country, Window

PATIENCE = 600  # seconds to staff and play a country, on a busy machine
ANSWER = 15_000  # milliseconds for a page to answer or to show what is expected
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FAILED = pytest.StashKey[bool]()
Arrive = Callable[..., Window]


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    """The running country, shared by every process of this run: the first to come starts it, the last to leave sees it close."""
    together = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent
    # A developer who keeps a country open between two runs names its folder, and holds its door: flock -s DOOR sleep 9999
    door = Path(os.environ.get("ROKHAS_COUNTRY") or together) / "country"
    with door.open("a") as mine:
        fcntl.flock(mine, fcntl.LOCK_SH)
        doors.begin(door, os.environ)
        yield Country(**_told(door))
        pid = json.loads(door.with_suffix(".json").read_text())["pid"]
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody is still inside
    _wait(lambda: doors.has_ended(pid), 30, "The country does not close.")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=ANSWER)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=os.environ.get("ROKHAS_CHROMIUM") or shutil.which("chromium"), args=CHROMIUM
        )
        yield browser
        browser.close()


@pytest.fixture
def arrive(
    chromium: Browser, country: Country, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Arrive]:
    """`arrive(lang, width=1360, …)` opens a window of its own on the country, in French or in Arabic.

    At the end each window must have nothing to reproach the pages with, and a failure leaves a picture of each.
    """
    windows: list[Window] = []

    def arrive(lang: str, *, width: int = 1360, **options: Any) -> Window:
        context: BrowserContext = chromium.new_context(
            base_url=country.origin,
            locale={"fr": "fr-MA", "ar": "ar-MA"}[lang],
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            accept_downloads=True,
            **options,
        )
        context.set_default_timeout(ANSWER)
        windows.append(Window(country, context, lang))
        return windows[-1]

    yield arrive
    broken = request.node.stash.get(FAILED, False)
    if broken:
        _picture(windows, tmp_path, country)
    reproaches = [reproach for window in windows for reproach in window.reproaches]
    for window in windows:
        window.context.close()
    assert broken or not reproaches, "\n".join(reproaches)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report: Any = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


def _told(door: Path) -> dict[str, Any]:
    """What the country says of itself once it is open."""
    log, said = door.with_suffix(".log"), door.with_suffix(".json")

    def ready() -> bool:
        if "Traceback" in (log.read_text(errors="replace") if log.exists() else ""):
            time.sleep(1)
            pytest.fail(f"The country did not open:\n{log.read_text(errors='replace')}", pytrace=False)
        return said.exists()

    _wait(ready, PATIENCE, "The country did not open in time.")
    told: dict[str, Any] = json.loads(said.read_text())
    del told["pid"]
    return told


def _wait(until: Callable[[], bool], seconds: float, otherwise: str) -> None:
    limit = time.monotonic() + seconds
    while not until():
        if time.monotonic() > limit:
            pytest.fail(otherwise, pytrace=False)
        time.sleep(0.2)


def _picture(windows: list[Window], folder: Path, country: Country) -> None:
    """What each person was looking at, and what the programs wrote, for whoever reads the failure."""
    for number, window in enumerate(windows, start=1):
        for page in window.context.pages:
            path = folder / f"window-{number}-{window.context.pages.index(page)}.png"
            try:
                page.screenshot(path=path, full_page=True, timeout=5_000)
            except Exception as problem:  # noqa: BLE001 - a picture that cannot be taken hides no failure
                print(f"no picture of {page.url}: {problem}")
            else:
                print(f"{page.url}\n  {path}")
        print("\n".join(window.reproaches))
    for log in sorted(Path(country.logs).glob("*.log")):
        tail = log.read_text(errors="replace").splitlines()[-25:]
        if tail:
            print(f"── {log.name}\n" + "\n".join(tail))
