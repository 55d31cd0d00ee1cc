"""The scan of the demonstration: pictures on A1, always the same bytes, and no photograph."""

from __future__ import annotations

from pathlib import Path

import pytest

from rokhas.documents.queries import inspect
from rokhas.journeys import scans
from rokhas.journeys.attachments import PHOTOGRAPH
from rokhas.journeys.drawings import pictures
from rokhas.journeys.tests.test_drawings import BLOCK

TOLD = BLOCK | {"drawing": "structure", "scale": 100, "paper": "a1"}


def test_a_scan_is_a_picture_on_each_of_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "DRAWN", 12)
    first, again = tmp_path / "first.pdf", tmp_path / "again.pdf"
    assert scans.write_scan(first, TOLD) == scans.write_scan(again, TOLD) == first.stat().st_size
    assert first.read_bytes() == again.read_bytes()
    found = inspect(first)
    assert (found.media_type, found.pages, found.problems) == ("application/pdf", 3, ())
    assert not found.photographed
    assert {round(max(size) * 25.4 / 72) for size in found.page_sizes} <= {840, 841, 842, 843}
    assert first.read_bytes().count(b"/Subtype /Image") == 3


def test_the_weight_follows_from_the_resolution() -> None:
    across, down = (round(length / 25.4 * scans.DRAWN) * scans.ENLARGED for length in (841, 594))
    assert 78_000_000 < 3 * across * down < 82_000_000


def test_a_picture_is_read_as_it_was_drawn() -> None:
    grey = scans._grey(pictures(TOLD, 24)[0])
    assert grey[2, 2] == 255
    assert (grey == 255).mean() > 0.8
    assert grey.min() < 60


def test_the_photograph_is_recognised_as_one() -> None:
    assert inspect(PHOTOGRAPH).photographed
