"""The files that browsers receive: as vendored, and referring only to what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from rokhas.ui.icons import FOLDER
from rokhas.ui.management.commands import vendor

ROOM = Path(vendor.ROOM)
PACKAGE = ROOM.parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
SHEETS = sorted((ROOM / "static" / "ui").rglob("*.css"))


def test_every_vendored_file_is_as_the_manifest_says() -> None:
    assert vendor.differences() == []


def test_a_changed_a_lost_and_an_added_file_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.js").write_text("a")
    (tmp_path / "new.js").write_text("b")
    (tmp_path / "manifest.json").write_text(
        '{"files": [{"path": "a.js", "sha256": "0"}, {"path": "lost.js", "sha256": "1"}]}'
    )
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    monkeypatch.setattr(vendor, "MANIFEST", tmp_path / "manifest.json")
    assert vendor.differences() == ["lost.js is missing", "new.js is not listed", "a.js was changed"]


@pytest.mark.parametrize("package", vendor.PACKAGES, ids=lambda package: package.folder)
def test_each_package_keeps_its_licence(package: vendor.Package) -> None:
    assert (vendor.VENDOR / package.folder / "LICENSE").stat().st_size > 200


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_asks_only_for_files_that_exist(sheet: Path) -> None:
    for address in re.findall(r"url\((?!\"?data:)\"?([^)\"]+)", sheet.read_text(encoding="utf-8")):
        assert (sheet.parent / address).resolve().is_file(), address


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_asks_only_for_files_and_icons_that_exist(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    for address in re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]", source):
        assert finders.find(address), address
    for name in re.findall(r"{%\s*icon\s+['\"]([^'\"]+)['\"]", source):
        assert (FOLDER / f"{name}.svg").is_file(), name


def test_no_icon_is_carried_for_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert vendor.unnamed_icons() == []
    (tmp_path / "drawn-by-no-page.svg").touch()
    (tmp_path / "upload.svg").touch()
    monkeypatch.setattr("rokhas.ui.icons.FOLDER", tmp_path)
    assert vendor.unnamed_icons() == ["drawn-by-no-page"]


@pytest.mark.parametrize("style", vendor.WEIGHTS.values())
def test_the_font_of_the_pdf_draws_both_scripts(style: str) -> None:
    letters = TTFont(vendor.PDF_FONTS / f"IBMPlexSansArabic-{style}.ttf").getBestCmap()
    assert not {ord(letter) for letter in "Éœ’«»°²0123456789رخصةالبناءئؤآلإچ،؛؟"} - letters.keys()


def test_what_scrolls_holds_the_words_placed_in_it() -> None:
    """Words for screen readers alone are placed: out of what scrolls, those of a far column would widen the page."""
    rules = "".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)
    [scrolls] = re.findall(r"\.rk-scroll \{([^}]*)\}", rules)
    assert "position: relative" in scrolls
