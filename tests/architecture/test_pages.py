"""Every page: who may see it is declared, its text is translated, its layout turns with the language, its policy is strict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.sources import name, stylesheets, templates

# The pages of a kept library declare nothing: it has its own tests.
LIBRARIES = ("allauth.", "django.")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:"
    r"(?:margin|padding|border)-(?:left|right|top|bottom)(?:-\w+)?"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:left|right|top|bottom)"
    r"|(?:min-|max-)?(?:width|height)"
    r")\s*:"
)
FLOATING = re.compile(r"(?<![\w-])(?:text-align|float|clear)\s*:\s*(?:left|right)\b")
# In a query, a size is the screen's own, or a test of what the browser knows.
MEDIA = re.compile(r"@(?:media|container|supports)[^{]*\{")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
JAVASCRIPT = re.compile(
    r"""hx-(?:on|vals\s*=\s*["']\s*js:|headers\s*=\s*["']\s*js:|trigger\s*=\s*["'][^"']*\[)"""
)


def test_every_route_says_who_may_see_it() -> None:
    silent = [
        route
        for route, pattern in _routes(get_resolver().url_patterns)
        if getattr(pattern.callback, "access", None) not in {"signed_in", "public", "token"}
        and not _home(pattern).startswith(LIBRARIES)
    ]
    assert not silent, (
        f"decorate with rokhas.ui.http.signed_in or public, or rokhas.api.http.guard.door: {silent}"
    )


@pytest.mark.parametrize("template", templates(), ids=name)
def test_a_template_keeps_the_content_policy(template: Path) -> None:
    """No inline style, no inline script, no handler in an attribute, no htmx expression: the policy would refuse them."""
    text = template.read_text(encoding="utf-8")
    reader = _Inline()
    reader.feed(text)
    assert reader.found == []
    assert not JAVASCRIPT.search(text)


@pytest.mark.parametrize("sheet", stylesheets(), ids=name)
def test_a_style_sheet_knows_no_left_and_no_right(sheet: Path) -> None:
    text = MEDIA.sub("", COMMENT.sub(_blank, sheet.read_text(encoding="utf-8")))
    physical = [
        f"line {text.count(chr(10), 0, found.start()) + 1}: {found[0]}"
        for pattern in (PHYSICAL, FLOATING)
        for found in pattern.finditer(text)
    ]
    assert not physical, (
        f"use logical properties (inline-size, margin-inline-start, inset-block…): {physical}"
    )


class _Inline(HTMLParser):
    """Collects what a strict content policy refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (
            tag == "script"
            and "src" not in given
            and given.get("type") not in {"application/json", "importmap"}
        ):
            self._note(f"inline <{tag}>")
        for attribute, value in attrs:
            if attribute == "style" or re.fullmatch(r"on[a-z]+", attribute):
                self._note(f"{attribute}= on <{tag}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self._note(f"javascript: on <{tag}>")

    handle_startendtag = handle_starttag

    def _note(self, what: str) -> None:
        self.found.append(f"line {self.getpos()[0]}: {what}")


def _routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern


def _home(pattern: URLPattern) -> str:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return f"{getattr(view, '__module__', '')}."


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")
