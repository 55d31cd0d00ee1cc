"""What every page owes its readers, whoever they are: checked in the browser itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.window import Window

DESK, PHONE, NARROWEST = 1360, 390, 320
TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# The contrast of every text with what lies behind it takes axe as long as all the rest, or five times as long.
CONTRAST = "color-contrast"
EVERYTHING = {"resultTypes": ["violations"], "runOnly": TAGS}
STRUCTURE = {**EVERYTHING, "rules": {CONTRAST: {"enabled": False}}}
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": [CONTRAST, "link-in-text-block"]},
}
# What a click does to the reader's own settings or session is no page.
NOT_FOLLOWED = ("/language/", "/sign-in/logout/")
FOLLOWED: set[tuple[str, str]] = set()  # by this process: the reader, the address that answered


@dataclass
class Inspector:
    """Looks at the pages of one window; `complaints` is what is wrong, a line each.

    A page that is looked at in `both` languages shows the same colours in each (tests/architecture/test_colours.py): they are
    judged on the desk in French, on the telephone in Arabic. A dark page is the same but for its colours.
    """

    window: Window
    reader: str = ""
    both: bool = False
    complaints: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def visit(self, address: str, *, status: int = 200, dark: bool = False) -> None:
        """Open a page and look at it at every width; `status` is what the server should answer."""
        page = self.window.page
        page.set_viewport_size({"width": DESK, "height": 900})
        if status >= 400:
            self.window.forgiven.append(f"status of {status}")
        answer = page.goto(address)
        found = answer.status if answer else 0
        if found != status:
            self._complain(page, f"answers {found}, not {status}")
        elif status < 400:
            FOLLOWED.add((self.reader, page.url))
        self.look(page, dark=dark)

    def look(self, page: Page, *, dark: bool = False, lang: str = "") -> None:
        """The page as it stands: language, headings, width, accessibility; its links are kept for `follow`."""
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready")
        lang = lang or self.window.lang
        wanted = [lang, "rtl" if lang == "ar" else "ltr"]
        if (said := page.evaluate("[document.documentElement.lang, document.documentElement.dir]")) != wanted:
            self._complain(page, f"is marked {said}, not {wanted}")
        if (titles := page.locator("h1").count()) != 1:
            self._complain(page, f"has {titles} h1")
        if not page.title().strip("— "):
            self._complain(page, "has no title")
        for width in (DESK, PHONE, NARROWEST):
            page.set_viewport_size({"width": width, "height": 900})
            self._measure(page, width)
            if width != NARROWEST:
                coloured = not self.both or width == (PHONE if lang == "ar" else DESK)
                self._axe(page, str(width), EVERYTHING if coloured else STRUCTURE)
        page.set_viewport_size({"width": DESK, "height": 900})
        if dark and not (self.both and lang == "ar"):
            page.emulate_media(color_scheme="dark")
            self._axe(page, "dark", COLOURS)
            page.emulate_media(color_scheme="light")
        self._keep_links(page)

    def follow(self) -> None:
        """Ask for every link kept, once for a reader: none is dead."""
        for address, seen_on in self.links.items():
            if (self.reader, address) in FOLLOWED:
                continue
            FOLLOWED.add((self.reader, address))
            answer = self.window.context.request.get(address, max_redirects=5)
            if answer.status >= 400:
                self.complaints.append(f"{seen_on}: dead link {address} ({answer.status})")

    def _measure(self, page: Page, width: int) -> None:
        beyond = page.evaluate(
            """() => {
                const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
                if (wide <= 0) return null;
                const limit = document.documentElement.clientWidth;
                const clipped = (each) => {
                    for (let up = each.parentElement; up && up !== document.body; up = up.parentElement)
                        if (getComputedStyle(up).overflowX !== 'visible') return true;
                    return false;
                };
                const culprits = [...document.body.querySelectorAll('*')].filter((each) => {
                    const box = each.getBoundingClientRect();
                    return box.width && (box.right > limit + 1 || box.left < -1) && !clipped(each);
                });
                return [wide, culprits.slice(-3).map((each) => each.tagName.toLowerCase() + '.' + each.className)];
            }"""
        )
        if beyond:
            self._complain(page, f"scrolls sideways by {beyond[0]} px at {width}: {beyond[1]}")

    def _axe(self, page: Page, where: str, rules: dict[str, Any]) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        results: dict[str, Any] = page.evaluate("rules => axe.run(rules)", rules)
        for violation in results["violations"]:
            nodes: Sequence[dict[str, Any]] = violation["nodes"]
            shown = "; ".join(f"{node['target']} {node['html'][:120]}" for node in nodes[:3])
            self._complain(page, f"{violation['id']} ×{len(nodes)} at {where}: {shown}")

    def _keep_links(self, page: Page) -> None:
        here = urlsplit(page.url)
        anchors: Iterable[str] = page.locator("a[href]").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        for href in anchors:
            whole = urlsplit(urljoin(page.url, href))
            if whole.netloc != here.netloc or whole.path.startswith(NOT_FOLLOWED):
                continue
            same = (whole.path, whole.query) == (here.path, here.query)
            if same and whole.fragment and not page.locator(f"[id='{whole.fragment}']").count():
                self._complain(page, f"#{whole.fragment} leads nowhere")
            if same:
                continue
            self.links.setdefault(whole._replace(fragment="").geturl(), here.path)

    def _complain(self, page: Page, words: str) -> None:
        where = urlsplit(page.url)
        self.complaints.append(
            f"{self.window.lang} {where.path}{'?' + where.query if where.query else ''}: {words}"
        )
